"""Looking things up in the workspace, and whispering: what answers need besides the outbox."""

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.plain import Json, clean
from adapters.profiles import Profile, Profiles
from adapters.slack.asked import Back
from adapters.slack.render import Rendered
from adapters.slack.trouble import GONE, classified
from bot.ports import DeliveryError


class Workspace:
    def __init__(self, web: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._web = web
        self._session = session
        self.people = Profiles(self._profile)

    async def _profile(self, user: str) -> Profile:
        with classified():
            answer = await self._web.users_info(user=user, include_locale=True)
        person = answer.get("user") or {}
        shown = person.get("profile") or {}
        names = shown.get("display_name"), shown.get("real_name"), person.get("name")
        name = next((each for each in names if each), "")
        return Profile(clean(str(name)), str(person.get("locale") or ""))

    async def permalink(self, channel: str, message: str) -> str:
        with classified():
            answer = await self._web.chat_getPermalink(channel=channel, message_ts=message)
        return str(answer.get("permalink") or "")

    async def read_message(self, channel: str, message: str) -> Json | None:
        """One message, in the channel or in a thread; None if there is none to be read."""
        try:
            with classified():
                top: Any = await self._web.conversations_history(
                    channel=channel, latest=message, oldest=message, inclusive=True, limit=1
                )
            return _the(top, message) or await self._read_reply(channel, message)
        except DeliveryError as error:
            if error.permanent or error.lost:
                return None
            raise

    async def _read_reply(self, channel: str, message: str) -> Json | None:
        with classified():
            answer: Any = await self._web.conversations_replies(
                channel=channel, ts=message, latest=message, oldest=message, inclusive=True
            )
        return _the(answer, message)

    async def whisper(self, back: Back, said: Rendered) -> None:
        """Seen by the asker alone: in the place, else as a direct message (spec 2 §1)."""
        if back.channel and not back.channel.startswith("D"):
            try:
                await self._whisper_there(back, said)
            except DeliveryError as error:
                if error.reason not in GONE:
                    raise
            else:
                return
        await self._tell(back, said)

    async def _whisper_there(self, back: Back, said: Rendered) -> None:
        with classified():
            await self._web.chat_postEphemeral(
                channel=back.channel,
                user=back.user,
                text=said.text,
                blocks=said.blocks,
                thread_ts=back.thread or None,
                link_names=False,
                parse="none",
            )

    async def _tell(self, back: Back, said: Rendered) -> None:
        with classified():
            opened = await self._web.conversations_open(users=back.user)
            await self._web.chat_postMessage(
                channel=str((opened.get("channel") or {}).get("id")),
                text=said.text,
                blocks=said.blocks,
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
            )

    async def respond(self, url: str, said: Rendered) -> bool:
        """Answer through a response_url, to the asker alone; False if it is used up or expired."""
        body = {**said.payload, "response_type": "ephemeral", "replace_original": False}
        with classified():
            async with self._session.post(url, json=body) as answer:
                return answer.ok

    async def open_view(self, trigger: str, view: Json) -> None:
        with classified():
            await self._web.views_open(trigger_id=trigger, view=view)

    async def update_view(self, window: str, known_hash: str, view: Json) -> None:
        """Draw an open window anew, unless it was meanwhile."""
        with classified():
            await self._web.views_update(view_id=window, hash=known_hash or None, view=view)


def _the(answer: Any, message: str) -> Json | None:
    listed = answer.get("messages") or []
    return next((each for each in listed if each.get("ts") == message), None)
