"""Looking things up in the tenant, and what answers need besides the outbox."""

import asyncio
import logging
from typing import Final

from adapters.feishu.client import Client, data
from adapters.feishu.posting import Posted, Posting, uuid_of
from adapters.feishu.sheet import Rendered
from adapters.plain import Json, clean
from adapters.profiles import Profile, Profiles
from bot.ports import DeliveryError

log = logging.getLogger(__name__)

_USER: Final = "/open-apis/contact/v3/users/{}"
_TRIES: Final = 4
_LONGEST: Final = 10.0


class Workspace:
    def __init__(self, client: Client, posting: Posting) -> None:
        self._client = client
        self.posting = posting
        self.people = Profiles(self._profile)

    async def _profile(self, user: str) -> Profile:
        params = {"user_id_type": "open_id"}
        answer = await self._client.call("GET", _USER, user, params=params)
        person = data(answer).get("user") or {}
        # The contact API names no language today; where it does, it is taken.
        return Profile(clean(str(person.get("name") or "")), str(person.get("locale") or ""))

    # Messages.

    async def read_message(self, message: str) -> Json | None:
        """One message; None if there is none to be read."""
        try:
            return await self.posting.read(message)
        except DeliveryError as error:
            if error.permanent or error.lost:
                return None
            raise

    async def tell(self, user: str, said: Rendered, ref: str) -> bool:
        """In private, to one person alone (spec 2 §1). False: this person cannot be reached."""
        return await self._persistently(user, said, ref)

    async def answer(self, message: str, said: Rendered, ref: str, user: str) -> bool:
        """As a reply in a private chat; if that message is gone, without it."""
        try:
            await self.posting.reply(message, said, uuid_of(ref), thread=False, lane=user)
        except DeliveryError as error:
            log.info("a reply was not possible: %s", error.reason)
            return await self._persistently(user, said, ref)
        return True

    async def _persistently(self, user: str, said: Rendered, ref: str) -> bool:
        """Again, where Feishu was busy or gave no answer: the uuid makes that harmless."""
        for left in reversed(range(_TRIES)):
            try:
                await self._send(user, said, ref)
            except DeliveryError as error:
                wait = error.retry_after if error.retry_after is not None else 1.0
                if error.permanent or error.lost or not left or wait > _LONGEST:
                    log.warning("an answer could not be given: %s", error.reason)
                    return False
                await asyncio.sleep(wait)
            else:
                return True
        return False

    async def _send(self, user: str, said: Rendered, ref: str) -> Posted:
        return await self.posting.send(user, said, uuid_of(ref))

    async def mark(self, message: str, emoji: str) -> None:
        """A sign under the command that it was taken or refused; an extra, like every sign."""
        try:
            await self.posting.react(message, emoji)
        except DeliveryError as error:
            log.info("a command could not be marked: %s", error.reason)
