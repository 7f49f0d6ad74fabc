"""What people write in a card's thread is kept with the ticket."""

import pytest

from adapters.slack.slack import Slack
from bot.commands import Note
from bot.domain import errors
from bot.views import Done, Refused, Reply, Silent
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.room import ROOM, posted_card
from tests.slack.samples import NO, card, words


async def test_a_reply_in_a_thread_is_a_note_with_its_files(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(Done("noted", {"ticket": NO}))
    said = await fake.say(
        "U1", "C1", "见图 <@U3> &amp; 电话", thread_ts=ts, files=[("图.jpg", b"x")]
    )
    (told,) = said.deliveries
    assert told.ack.status == 200
    note = desk.last.command
    assert isinstance(note, Note)
    assert note.text == "见图 @陈伟 & 电话"
    assert note.files[0].startswith("slack:F")
    assert note.files[0].endswith(" 图.jpg")
    assert desk.last.delivery == told.payload["event_id"]
    assert not fake.ephemerals("U1")


async def test_people_may_talk_in_threads_that_are_no_tickets(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    said = await fake.say("U2", "C1", "lunch?")
    assert desk.asked == []
    desk.always(Refused(errors.NoTicketHere("note")))
    await fake.say("U1", "C1", "yes", thread_ts=said.ts)
    await slack.stop()
    assert desk.last.command == Note(text="yes")
    assert not fake.workspace.ephemerals


async def test_a_stranger_in_a_tickets_thread_is_told_once_a_day_how_to_be_added(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ts = await posted_card(slack)
    desk.answer = lambda asked: Refused(errors.NotAMember(str(asked.who)))
    for user in ("U1", "U2", "U1", "U2"):
        await fake.say(user, "C1", "见图", thread_ts=ts)
        await fake.until(lambda s: s.ephemerals("U1"))
    await fake.until(lambda s: s.ephemerals("U2"))
    monkeypatch.setattr("adapters.slack.answers._DAY", -1.0)
    await fake.say("U2", "C1", "again", thread_ts=ts)
    await slack.stop()
    assert "slack:T111/U1" in fake.ephemerals("U1")[0].text
    assert [len(fake.ephemerals(user)) for user in ("U1", "U2")] == [1, 2]


async def test_a_note_that_cannot_be_stored_is_sent_again_by_slack(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    overloaded: list[Reply] = [Refused(errors.Overloaded()), Silent()]
    desk.answer = lambda _: overloaded.pop(0)
    said = await fake.say("U1", "C1", "note", thread_ts=ts)
    (told,) = said.deliveries
    await fake.until(lambda _: len(told.acks) == 2)
    assert [each.status for each in told.acks] == [503, 200]
    assert len({each.delivery for each in desk.asked}) == 1


async def test_edits_deletions_and_the_bots_own_words_are_no_notes(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    said = await fake.say("U1", "C1", "first", thread_ts=ts)
    await fake.edit("U1", "C1", said.ts, "second")
    await fake.delete("U1", "C1", said.ts)
    own = await slack.messenger.post(ROOM, card(), words(), ref="x", thread=ts)
    await fake.announce_own("C1", own)
    assert len(desk.asked) == 1
