"""The Messenger port over Slack's Web API: one client on one shared session.

The session carries the timeout, since the SDK ignores its own beside a shared session, and no call
is repeated here: the SDK's own retry would post twice what was reset after it had arrived. The
outbox looks for a message by its `ref` before it sends again.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.plain import Json
from adapters.slack.asked import PLATFORM
from adapters.slack.render import Rendered, blocks
from adapters.slack.render_pages import home_tab
from adapters.slack.trouble import classified
from bot.domain.people import Address
from bot.ports import DeliveryError
from bot.views import Digest, HomePage, Message, Notice, Person, Refused, Reminder, TicketCard
from bot.words import Words

EVENT_TYPE: Final = "closeloop"
TIMEOUT: Final = aiohttp.ClientTimeout(total=15, connect=5)
API: Final = "https://slack.com/api/"

_KNOWN: Final = 2000
_PAGE: Final = 200
_PAGES: Final = 5
_CLOCKS_APART: Final = 60


_SDK: Final = logging.getLogger("slack_sdk.quiet")
_SDK.setLevel(logging.WARNING)
"""The SDK writes every request and its answer out, with all that customers said, unless the very
logger it is given has a level; and it makes that text whether or not anybody reads it."""


def web_client(session: aiohttp.ClientSession, token: str | None, api_url: str) -> AsyncWebClient:
    return AsyncWebClient(
        token=token, base_url=api_url, session=session, retry_handlers=[], logger=_SDK
    )


class SlackMessenger:
    """Says what the outbox holds. Every failure is a DeliveryError.

    `denied` is why Slack does not let us say anything at all, or empty.
    """

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web
        self.denied = ""
        self._direct: OrderedDict[str, str] = OrderedDict()

    @property
    def card_lives(self) -> timedelta | None:
        """Slack's messages can be updated for ever, unless a workspace forbids it."""
        return None

    @property
    def per_second(self) -> float:
        """About one message a second in a channel, says Slack."""
        return 1.0

    async def urge(self, to: Address, message: str) -> None:
        """Slack has nothing that insists more than a direct message does."""

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        """Post, and return the message's `ts`. A home page goes to its person's home tab."""
        if isinstance(view, HomePage):
            return await self.publish_home(to.user, view, words)
        said = blocks(_heard_by(view, to), words, to.workspace)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"ref": ref}}
        return await self._post(to, said, thread, metadata)

    async def _post(self, to: Address, said: Rendered, thread: str, metadata: Json) -> str:
        with self._saying():
            channel = await self.channel_of(to)
            answer = await self._web.chat_postMessage(
                channel=channel,
                text=said.text,
                blocks=said.blocks,
                thread_ts=thread or None,
                metadata=metadata,
                link_names=False,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            )
        return _text(answer.get("ts"))

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None:
        """Change a message. Text and blocks go together: Slack drops blocks that are left out."""
        if isinstance(view, HomePage):
            await self.publish_home(to.user, view, words)
            return
        said = blocks(_heard_by(view, to), words, to.workspace)
        with self._saying():
            channel = await self.channel_of(to)
            await self._web.chat_update(
                channel=channel,
                ts=message,
                text=said.text,
                blocks=said.blocks,
                link_names=False,
                parse="none",
            )

    @contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            with classified():
                yield
        except DeliveryError as error:
            self.denied = error.reason if error.denied else self.denied
            raise
        self.denied = ""

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        """The `ts` of the message with this ref; Slack's clock may be a minute off ours."""
        channel = await self.channel_of(to)
        oldest = str(Decimal(int(since.timestamp())) - _CLOCKS_APART)
        cursor = ""
        for _ in range(_PAGES):
            listed, cursor = await self._page(channel, thread, oldest, cursor)
            for message in listed:
                if _ref(message) == ref:
                    return _text(message.get("ts"))
            if not cursor:
                return None
        # Not found among the newest thousand: unsure is not the same as unsent.
        raise DeliveryError("too many messages to look through")

    async def _page(
        self, channel: str, thread: str, oldest: str, cursor: str
    ) -> tuple[list[Json], str]:
        with classified():
            if thread:
                answer = await self._web.conversations_replies(
                    channel=channel, ts=thread, oldest=oldest, limit=_PAGE, cursor=cursor or None,
                    include_all_metadata=True,
                )  # fmt: skip
            else:
                answer = await self._web.conversations_history(
                    channel=channel, oldest=oldest, limit=_PAGE, cursor=cursor or None,
                    include_all_metadata=True,
                )  # fmt: skip
        more = answer.get("response_metadata") or {}
        return list(answer.get("messages") or []), _text(more.get("next_cursor"))

    async def channel_of(self, to: Address) -> str:
        """A room's channel, or the direct message with a person, opened once."""
        if to.chat and not to.chat.startswith("@"):
            return to.chat
        user = to.user or to.chat.removeprefix("@")
        if known := self._direct.get(user):
            return known
        with classified():
            answer = await self._web.conversations_open(users=user)
        opened = _text((answer.get("channel") or {}).get("id"))
        self._direct[user] = opened
        if len(self._direct) > _KNOWN:
            self._direct.popitem(last=False)
        return opened

    async def publish_home(self, user: str, view: HomePage | Refused, words: Words) -> str:
        with classified():
            answer = await self._web.views_publish(user_id=user, view=home_tab(view, words))
        return _text((answer.get("view") or {}).get("id"))


def _heard_by(view: Message, to: Address) -> Message:
    """Who is not in a private conversation is named there and not mentioned: nobody else hears."""
    if to.chat and not to.chat.startswith("@"):
        return view
    user = to.user or to.chat.removeprefix("@")
    match view:
        case Reminder() | Digest() | Notice():
            return replace(view, people=_named(view.people, user))
        case TicketCard():
            return replace(
                view,
                responsible=_named(view.responsible, user),
                assignee=view.assignee and _name(view.assignee, user),
                first_responder=view.first_responder and _name(view.first_responder, user),
            )
        case _:
            return view


def _named(people: tuple[Person, ...], user: str) -> tuple[Person, ...]:
    return tuple(_name(each, user) for each in people)


def _name(person: Person, user: str) -> Person:
    here = any(each.platform == PLATFORM and each.user == user for each in person.identities)
    return person if here else replace(person, identities=())


def _ref(message: Json) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return _text((metadata.get("event_payload") or {}).get("ref"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
