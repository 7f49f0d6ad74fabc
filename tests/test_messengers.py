"""What every messenger promises, tried on each platform alike: Slack, Feishu, playground, mail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP

from adapters.feishu.client import Client
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.posting import Posting
from adapters.mail.access import Access
from adapters.mail.client import MailMessenger
from adapters.play.chat import Chat
from adapters.play.messenger import PlayMessenger
from adapters.slack.client import SlackMessenger, web_client
from bot.clock import SystemClock
from bot.domain.people import Address
from bot.ports import DeliveryError, Messenger
from bot.views import Done
from bot.views import Message as View
from tests.fakes.feishu import FakeFeishu
from tests.fakes.slack import FakeSlack
from tests.feishu.conftest import access_to
from tests.mail.post import Sink
from tests.slack.samples import card, history, reminder, words


@dataclass(frozen=True)
class Stand:
    """A messenger with the platform behind it; `top` and `replies` are ids as people see them."""

    messenger: Messenger
    room: Address
    person: Address
    top: Callable[[], list[str]]
    replies: Callable[[str], list[str]]
    private: Callable[[], int]
    delete: Callable[[str], Awaitable[object]]
    says: View = field(default_factory=lambda: card("a"))


async def on_slack() -> AsyncIterator[Stand]:
    async with FakeSlack() as fake, aiohttp.ClientSession() as session:
        messages = fake.channel("C1")
        yield Stand(
            SlackMessenger(web_client(session, fake.bot_token, fake.api_url)),
            Address("slack", "T111", chat="C1"),
            Address("slack", "T111", user="U2"),
            lambda: [m.ts for m in messages.top],
            lambda ts: [m.ts for m in messages.thread(ts)],
            lambda: len(fake.calls("chat.postMessage")),
            lambda ts: fake.delete("U2", "C1", ts),
        )


async def on_feishu() -> AsyncIterator[Stand]:
    async with FakeFeishu() as fake, aiohttp.ClientSession() as session:
        chat = fake.tenant.chats["oc_tickets"]
        yield Stand(
            FeishuMessenger(Posting(Client(session, access_to(fake))), SystemClock()),
            Address("feishu", "", chat="oc_tickets"),
            Address("feishu", "", user="ou_chen"),
            lambda: [m.id for m in chat.top],
            lambda message: [m.id for m in chat.thread(message)],
            lambda: len(fake.tenant.private("ou_chen").messages),
            lambda message: fake.recall("ou_chen", message),
        )


async def on_play() -> AsyncIterator[Stand]:
    chat = Chat()
    yield Stand(
        PlayMessenger(chat),
        Address("play", "demo", chat="sync"),
        Address("play", "demo", user="li"),
        lambda: [m.id for m in chat.in_room("sync", "wang")],
        lambda message: [m.id for m in chat.in_thread(message, "wang")],
        lambda: len(chat.in_room("@li", "li")),
        lambda message: asyncio.to_thread(chat.delete, message),
    )


async def by_mail() -> AsyncIterator[Stand]:
    """Only ever the receipt of a customer's mail; nobody sees it or can change it afterwards."""
    sink, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, loop=loop), "127.0.0.1", 0)
    url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    customer = Address("mail", "", user="zhang@shop.example")
    yield Stand(
        MailMessenger(Access.of("imap://localhost", url, "desk@acme.example")),
        customer,
        customer,
        lambda: sorted({mail["Message-ID"] for mail in sink.taken}),
        lambda first: [m["Message-ID"] for m in sink.taken if m["In-Reply-To"] == first],
        lambda: len(sink.taken),
        lambda _message: asyncio.sleep(0),
        Done("received_by_mail", {"ticket": "20261123001", "subject": "空调坏了"}),
    )
    server.close()
    await asyncio.sleep(0)  # What they held is closed in the loop's next turn.


CHATS = (on_slack, on_feishu, on_play)


@pytest.fixture(params=CHATS)
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    async for each in request.param():
        yield each


@pytest.fixture(params=[*CHATS, by_mail])
async def voice(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    """The chats, and what only ever says one kind of thing."""
    async for each in request.param():
        yield each


async def test_a_card_is_posted_once_and_shown_anew_in_its_place(stand: Stand) -> None:
    posted = await stand.messenger.post(stand.room, card("a"), words(), ref="card:1")
    await stand.messenger.update(stand.room, posted, card("b"), words())
    assert stand.top() == [posted]


async def test_a_line_goes_into_its_cards_thread_and_nowhere_else(stand: Stand) -> None:
    first = await stand.messenger.post(stand.room, card("a"), words(), ref="card:1")
    line = await stand.messenger.post(stand.room, history("x"), words(), ref="line:1", thread=first)
    assert stand.top() == [first]
    assert stand.replies(first) == [line]


async def test_what_is_said_to_one_person_is_not_said_in_the_room(stand: Stand) -> None:
    await stand.messenger.post(stand.person, reminder("x"), words(), ref="reminder:1")
    assert stand.private() == 1
    assert stand.top() == []


async def test_a_card_that_somebody_deleted_is_lost_and_not_silently_gone(stand: Stand) -> None:
    posted = await stand.messenger.post(stand.room, card("a"), words(), ref="card:1")
    await stand.delete(posted)
    with pytest.raises(DeliveryError) as caught:
        await stand.messenger.update(stand.room, posted, card("b"), words())
    assert caught.value.lost


async def test_a_post_whose_answer_was_lost_is_not_said_twice(voice: Stand) -> None:
    """It is found again, or saying it again says nothing new; one of the two, says the platform."""
    began = datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251 - the fakes' clocks run.
    posted = await voice.messenger.post(voice.room, voice.says, words(), ref="card:1")
    found = await voice.messenger.find(voice.room, "card:1", began)
    if found is None:
        found = await voice.messenger.post(voice.room, voice.says, words(), ref="card:1")
    assert found == posted
    assert voice.top() == [posted]


async def test_mail_refuses_for_good_what_is_no_receipt_and_answers_in_its_thread() -> None:
    async for mail in by_mail():
        with pytest.raises(DeliveryError) as refused:
            await mail.messenger.post(mail.room, card("a"), words(), ref="card:1")
        first = "<one@shop.example>"
        said = await mail.messenger.post(mail.room, mail.says, words(), ref="r:1", thread=first)
        with pytest.raises(DeliveryError) as changed:
            await mail.messenger.update(mail.room, said, mail.says, words())
        assert (refused.value.permanent, changed.value.permanent) == (True, True)
        assert mail.replies(first) == [said]


async def test_what_was_never_posted_is_not_found(voice: Stand) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the fakes' clocks run.
    assert await voice.messenger.find(voice.room, "card:9", now - timedelta(hours=2)) is None


async def test_every_lane_has_a_pace(voice: Stand) -> None:
    assert voice.messenger.per_second > 0
    lives = voice.messenger.card_lives
    assert lives is None or lives > timedelta(days=1)
