"""What people write in a card's thread is kept with the ticket."""

import pytest

from adapters.feishu.feishu import Feishu
from bot.commands import Note, Typed
from bot.domain import errors
from bot.views import Done, Refused, Reply, Silent
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import posted_card, told
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO


async def test_a_reply_in_a_cards_thread_is_a_note_with_its_files(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(Done("noted", {"ticket": NO}))
    picture, document = ("图.jpg", b"x"), ("单.pdf", b"y")
    said = await fake.say(
        "ou_chen", "oc_tickets", '见图 <at user_id="ou_bob"></at>', thread=message,
        files=[picture, document],
    )  # fmt: skip
    first, second = [each.command for each in desk.asked]
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert first.text == "见图 @Bob"
    assert first.files[0].startswith(f"feishu:{said.messages[0].id}/img_")
    assert second.files[0].startswith(f"feishu:{said.messages[1].id}/file_")
    assert second.files[0].endswith(" 单.pdf")
    assert desk.last.place.thread == message
    assert desk.last.delivery == said.messages[1].id
    assert not told(fake)
    assert not said.message.reactions


@pytest.mark.parametrize("refusal", [errors.NoTicketHere("note"), errors.NotAMember("feishu:ou_1")])
async def test_people_may_talk_in_threads_that_are_no_tickets(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, refusal: errors.DeskError
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "lunch?")
    desk.always(Refused(refusal))
    reply = await fake.say("ou_chen", "oc_tickets", "yes", thread=said.id)
    await feishu.stop()
    assert desk.last.command == Note(text="yes")
    assert not told(fake)
    assert not reply.message.reactions


async def test_a_note_that_cannot_be_stored_is_sent_again_and_kept_once(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    overloaded: list[Reply] = [Refused(errors.Overloaded()), Silent()]
    desk.answer = lambda _: overloaded.pop(0)
    said = await fake.say("ou_chen", "oc_tickets", "note", thread=message)
    fake.clock.advance(16)
    (delivery,) = said.deliveries
    await fake.until(lambda _: len(delivery.acks) == 2)
    assert [each.ok for each in delivery.acks] == [False, True]
    assert len({each.delivery for each in desk.asked}) == 1


async def test_files_come_with_the_command_that_they_were_sent_with(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    card = await posted_card(feishu)
    desk.always(Done("noted", {"ticket": NO}))
    picture = [("a.png", b"x")]
    await fake.say(
        "ou_chen", "oc_tickets", "resolve 换了", thread=card, mentions_bot=True, files=picture
    )
    resolved = desk.last.command
    assert isinstance(resolved, Typed)
    assert (resolved.text, len(resolved.files)) == ("resolve 换了", 1)
    await fake.say("ou_chen", "oc_tickets", "", thread=card, files=picture)
    noted = desk.last.command
    assert isinstance(noted, Note)
    assert (noted.text, len(noted.files)) == ("", 1)
