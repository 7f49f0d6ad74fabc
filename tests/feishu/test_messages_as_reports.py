"""A message becomes a ticket: by `new` in a reply to it, by a reaction."""

import pytest

from adapters.feishu.feishu import Feishu
from bot.commands import ReportMessage, Typed
from bot.views import Done, FormView
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import last_told
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, form


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/ticket new", ReportMessage),
        ("/工单 新建 客户=Kim", Typed),
        ("/ticket new it hums 客户=Kim", Typed),
        ("/ticket mine", Typed),
    ],
)
async def test_new_in_a_reply_is_about_the_message_that_it_replies_to(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, line: str, expected: type
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "it leaks", files=[("a.png", b"x")])
    desk.asked.clear()
    desk.always(FormView(form("new")))
    await fake.say("ou_chen", "oc_tickets", line, reply_to=said.id)
    command = desk.last.command
    assert type(command) is expected
    assert isinstance(command, ReportMessage | Typed)
    if isinstance(command, Typed):
        about = "mine" not in line
        assert (command.quoted, len(command.files)) == ("it leaks" if about else "", int(about))
    else:
        assert (command.text, command.author, command.author_name) == (
            "it leaks", "feishu:ou_bob", "Bob",
        )  # fmt: skip
        assert command.ask
        assert len(command.files) == 1
        assert command.sent_at.endswith("+00:00")


async def test_the_reaction_makes_one_ticket_of_a_message_whoever_reacts(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "坏了")
    desk.always(Done("created", {"ticket": NO}))
    for user, emoji in (("ou_chen", "Pin"), ("ou_alice", "Pin"), ("ou_alice", "SMILE")):
        await fake.react(user, said.id, emoji)
    await last_told(fake)
    await last_told(fake, "ou_alice")
    assert {each.delivery for each in desk.asked} == {f"reaction:{said.id}"}
    command = desk.last.command
    assert isinstance(command, ReportMessage)
    assert (command.text, command.author_name, command.ask) == ("坏了", "Bob", False)
    assert desk.last.place.chat == "oc_tickets"


async def test_a_reaction_on_a_message_that_cannot_be_read_is_told(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "坏了")
    fake.fault("im.message.get", code=230050)
    await fake.react("ou_chen", said.id, "Pin")
    assert "读不到" in await last_told(fake)
    assert desk.asked == []
