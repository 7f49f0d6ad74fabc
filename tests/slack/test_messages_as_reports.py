"""A message becomes a ticket: by `new` under it, by a shortcut, by a reaction."""

from dataclasses import replace

import pytest

from adapters.slack.payloads import MAKE_TICKET
from adapters.slack.slack import Slack
from bot.commands import Place, ReportMessage, Typed
from bot.domain.errors import NotAPhone
from bot.views import Done, FormView
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.room import posted_card
from tests.slack.samples import NO, form


@pytest.mark.parametrize(
    ("line", "expected"), [("新建", ReportMessage), ("new customer=Kim", Typed), ("mine", Typed)]
)
async def test_new_in_a_thread_is_about_the_message_that_began_it(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, line: str, expected: type
) -> None:
    said = await fake.say("U2", "C1", "it leaks")
    desk.always(FormView(form("new")))
    await fake.say("U1", "C1", f"<@UBOT> {line}", thread_ts=said.ts)
    await fake.until(lambda s: s.ephemerals("U1"))
    command = desk.last.command
    assert type(command) is expected
    assert isinstance(command, ReportMessage | Typed)
    about = {"mine": ""}.get(line, "it leaks")
    assert about == (command.text if isinstance(command, ReportMessage) else command.quoted)
    offered = fake.ephemerals("U1")[-1]
    await fake.tap("U1", "C1", offered.ts, "Open the form")
    await fake.until(lambda s: s.modal("U1"))
    assert desk.last.command == command
    assert desk.last.place.thread == said.ts


@pytest.mark.parametrize("line", ["new", "new customer=Kim", "new leaks customer=Kim"])
async def test_new_under_a_message_takes_its_files_as_well(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, line: str
) -> None:
    said = await fake.say("U2", "C1", "it leaks", files=[("a.png", b"x")])
    await fake.say("U1", "C1", f"<@UBOT> {line}", thread_ts=said.ts, files=[("b.png", b"y")])
    await fake.until(lambda _: desk.asked)
    command = desk.last.command
    assert isinstance(command, ReportMessage | Typed)
    assert [each.partition(" ")[2] for each in command.files] == ["a.png", "b.png"]


async def test_a_command_under_a_message_that_cannot_be_read_is_heard_all_the_same(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    said = await fake.say("U2", "C1", "it leaks")
    fake.fault("conversations.history", status=500)
    await fake.say("U1", "C1", "<@UBOT> new customer=Kim", thread_ts=said.ts)
    assert desk.last.command == Typed("new customer=Kim")


async def test_make_this_a_ticket_takes_text_author_time_and_files(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    said = await fake.say("U2", "C1", "空调 &lt;坏了&gt;", files=[("a.png", b"x")])
    desk.always(FormView(form("new")))
    await fake.message_shortcut("U1", "C1", said.ts, MAKE_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    asked = desk.last.command
    assert isinstance(asked, ReportMessage)
    assert asked.text == "空调 <坏了>"
    assert asked.author == "slack:T111/U2"
    assert asked.ask
    assert asked.sent_at.endswith("+00:00")
    assert len(asked.files) == 1
    assert desk.last.place == Place("slack", "T111", "C1", "", said.ts)


@pytest.mark.parametrize("in_thread", [False, True])
async def test_the_reaction_makes_one_ticket_of_a_message_whoever_reacts(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, *, in_thread: bool
) -> None:
    top = await fake.say("U2", "C1", "坏了")
    said = await fake.say("U2", "C1", "真坏了", thread_ts=top.ts) if in_thread else top
    desk.asked.clear()
    desk.always(Done("created", {"ticket": NO}))
    await fake.react("U1", "C1", said.ts, "ticket")
    await fake.react("U3", "C1", said.ts, "ticket")
    await fake.react("U3", "C1", said.ts, "eyes")
    await fake.until(lambda s: s.ephemerals("U1") and s.ephemerals("U3"))
    assert {each.delivery for each in desk.asked} == {f"reaction:T111:C1:{said.ts}"}
    command = desk.last.command
    assert isinstance(command, ReportMessage)
    assert (command.text, command.author_name, command.ask) == (said.message.text, "Bob", False)


@pytest.mark.parametrize("way", ["reaction", "shortcut"])
async def test_the_bots_own_message_makes_no_ticket_and_that_is_said(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, way: str
) -> None:
    ts = await posted_card(slack)
    if way == "reaction":
        await fake.react("U1", "C1", ts, "ticket")
    else:
        await fake.message_shortcut("U1", "C1", ts, MAKE_TICKET)
    await fake.until(lambda s: s.ephemerals("U1"))
    assert "message of the bot itself" in fake.ephemerals("U1")[-1].text
    assert desk.asked == []


async def test_where_no_window_opens_what_is_wrong_is_said_beside_the_button(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    wrong = replace(form("new"), errors={"phone": NotAPhone("phone", "call her", 5)})
    desk.always(FormView(wrong))
    await fake.say("U1", "C1", "<@UBOT> new leaks customer=Kim phone=call")
    await fake.until(lambda s: s.ephemerals("U1"))
    offered = fake.ephemerals("U1")[-1]
    assert "“call her” is no phone number" in str(offered.blocks)
    await fake.tap("U1", "C1", offered.ts, "Open the form")
    await fake.until(lambda s: s.modal("U1"))
