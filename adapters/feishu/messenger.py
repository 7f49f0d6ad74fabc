"""The Messenger port over Feishu: rooms by chat, people by open_id, threads by replies."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from adapters.feishu.holding import Holding
from adapters.feishu.posting import Posted, Posting, mark_of, uuid_of
from adapters.feishu.render import rendered
from adapters.feishu.sheet import Rendered
from adapters.feishu.trouble import FeishuError
from adapters.feishu.voice import Voice
from adapters.plain import Json
from bot.clock import Clock
from bot.domain.people import Address
from bot.ports import DeliveryError
from bot.views import Message
from bot.words import Words

V = TypeVar("V")
Sending = Callable[[Rendered], Awaitable[Posted]]
log = logging.getLogger(__name__)

CARD_LIVES: Final = timedelta(days=14)
"""Older cards can be neither tapped nor redrawn: an open ticket's must be posted anew before."""

UUID_LIVES: Final = timedelta(minutes=55)
"""So long a repeated send is the look-up itself; Feishu says an hour."""

_KNOWN: Final = 2000
_PAGES: Final = 10
_CLOCKS_APART: Final = 60


@dataclass(frozen=True, slots=True)
class Urged:
    """Whom an urgent ping did not reach, and why; `reason` is empty where all were."""

    missed: tuple[str, ...] = ()
    reason: str = ""


class FeishuMessenger:
    """Says what the outbox holds. Every failure is a DeliveryError."""

    def __init__(self, posting: Posting, clock: Clock, *, urges: bool = True) -> None:
        self._posting = posting
        self.holding = Holding()
        self._clock = clock
        self._urges = urges
        self._private: OrderedDict[str, str] = OrderedDict()
        self._lost: OrderedDict[str, None] = OrderedDict()
        self._begun: OrderedDict[str, Rendered] = OrderedDict()
        self._doubtful: OrderedDict[str, None] = OrderedDict()
        self._drawing: dict[str, asyncio.Lock] = {}

    @property
    def card_lives(self) -> timedelta | None:
        return CARD_LIVES

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        """Post, and return the message's id; the same `ref` within an hour is the same message."""

        async def send(said: Rendered) -> Posted:
            return await self._once(to, said, ref, thread)

        return (await self._drawn(send, to, view, words, mark_of(ref))).message

    async def _drawn(
        self, send: Sending, to: Address, view: Message, words: Words, mark: str = ""
    ) -> Posted:
        """Feishu refuses a card with an account it knows no more: then people are only named."""
        room = not to.user
        try:
            return await send(rendered(view, Voice(words, room), mark=mark))
        except FeishuError as error:
            if not error.names_a_stranger:
                raise
            log.warning("a card names an account that Feishu does not know: %s", error.reason)
        return await send(rendered(view, Voice(words, room, names=False), mark=mark))

    async def _once(self, to: Address, said: Rendered, ref: str, thread: str) -> Posted:
        """A send in doubt is repeated as it was, and shows what is true now after that."""
        begun = self._begun.get(ref, said)
        _remember(self._begun, ref, begun)
        try:
            posted = await self._anew(to, begun, ref, thread)
        except FeishuError as error:
            if error.unsent:
                self._begun.pop(ref, None)
            raise
        if ref in self._doubtful or begun != said:
            await self.redraw(posted.message, said)
        self._begun.pop(ref, None)
        self._doubtful.pop(ref, None)
        return posted

    async def _anew(self, to: Address, said: Rendered, ref: str, thread: str) -> Posted:
        """A card that was lost within the hour would be answered with; then it is really new."""
        posted = await self._send(to, said, uuid_of(ref), thread)
        for _ in range(3):
            if not posted.gone and posted.message not in self._lost:
                break
            posted = await self._send(to, said, uuid_of(f"{ref} after {posted.message}"), thread)
        return posted

    async def _send(self, to: Address, said: Rendered, uuid: str, thread: str) -> Posted:
        place = to.user or to.chat
        if thread:
            posted = await self._posting.reply(thread, said, uuid, thread=True, lane=place)
        else:
            posted = await self._posting.send(place, said, uuid)
        if to.user and posted.chat:
            _remember(self._private, to.user, posted.chat)
        return posted

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None:
        """Redraw a card, one drawing at a time, and never while a tap on it is being answered."""

        async def redraw(said: Rendered) -> Posted:
            await self.redraw(message, said)
            return Posted(message, to.chat)

        await self._drawn(redraw, to, view, words)

    async def redraw(self, message: str, said: Rendered) -> None:
        await self.holding.free(message)
        drawing = self._drawing.setdefault(message, asyncio.Lock())
        try:
            async with drawing:
                await self._posting.redraw(message, said)
        except DeliveryError as error:
            if error.lost:
                _remember(self._lost, message, None)
            raise
        finally:
            if not drawing.locked():
                self._drawing.pop(message, None)

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        """The message of this `ref`, if it is there.

        Within the hour the answer is always "no": sending again with the same uuid finds it, and
        knows better than a list. Later the chat's history is looked through for the card's mark;
        where it may not be read, one message more is the lesser evil.
        """
        if self._clock.now() - since < UUID_LIVES:
            _remember(self._doubtful, ref, None)
            return None
        try:
            place = await self._place(to, thread)
            after = int(since.timestamp()) - _CLOCKS_APART
            return await self._looked_up(place, mark_of(ref), after) if place else None
        except FeishuError as error:
            if not error.permanent:
                raise
            log.info("the history could not be looked through: %s", error.reason)
            return None

    async def _place(self, to: Address, thread: str) -> str:
        """Where to look: the thread that a message began, or the chat."""
        if thread:
            first = await self._posting.read(thread)
            return str((first or {}).get("thread_id") or "")
        return to.chat or self._private.get(to.user, "")

    async def _looked_up(self, place: str, mark: str, since: int) -> str | None:
        page = ""
        for _ in range(_PAGES):
            listed, page = await self._posting.listed(place, since, page)
            found = next((each for each in listed if _is_marked(each, mark)), None)
            if found is not None:
                return str(found.get("message_id") or "")
            if not page:
                return None
        # Not found among the newest five hundred: unsure is not the same as unsent.
        raise DeliveryError("too many messages to look through")

    @property
    def per_second(self) -> float:
        """Five a second in a group, says Feishu, for all bots in it together."""
        return 4.0

    async def urge(self, to: Address, message: str) -> None:
        """A private call to a manager insists, unless the desk or Feishu does not want that."""
        if self._urges and to.user:
            await self.urgent_app(message, [to.user])

    async def urgent_app(self, message: str, open_ids: Sequence[str]) -> Urged:
        """Ping people about a message of ours.

        It is an extra: what it cannot do is said and not raised, since the message has arrived.
        """
        try:
            missed = await self._posting.urge(message, open_ids)
        except DeliveryError as error:
            log.warning("an urgent ping was not possible: %s", error.reason)
            return Urged(tuple(open_ids), error.reason)
        return Urged(missed, "not reached" if missed else "")


def _remember(known: OrderedDict[str, V], key: str, value: V) -> None:
    known[key] = value
    if len(known) > _KNOWN:
        known.popitem(last=False)


def _is_marked(message: Json, mark: str) -> bool:
    body = message.get("body")
    content = body.get("content") if isinstance(body, dict) else None
    return isinstance(content, str) and mark in content and not message.get("deleted")
