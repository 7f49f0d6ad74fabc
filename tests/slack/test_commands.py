"""Commands by the slash, by a mention and in private, and where they are answered."""

from typing import Any

from adapters.slack.slack import Slack
from bot.commands import Help, Home, Place, Typed
from bot.domain import errors
from bot.domain.people import Address, Identity
from bot.views import Done, FormView, HelpPage, Refused
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.room import posted_card
from tests.slack.samples import every_view, form

ALICE = Identity("slack", "T111", "U1")


async def test_a_slash_command_is_answered_in_its_acknowledgement_to_the_asker_alone(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(HelpPage("alice", ("new", "accept")))
    told = await fake.slash("U1", "C1", "/ticket", "help")
    assert told.ack.status == 200
    assert fake.ephemerals("U1")[-1].text == "alice, this is what you can do now:"
    assert not fake.channel("C1").messages
    assert desk.last.command == Typed("help")
    assert desk.last.who == ALICE
    assert desk.last.place == Place("slack", "T111", "C1")
    assert (desk.last.name, desk.last.locale) == ("Alice", "en-US")
    assert desk.last.delivery == told.payload["trigger_id"]
    assert not fake.violations


async def test_a_command_with_the_word_payload_is_heard(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    told = await fake.slash("U1", "C1", "/ticket", "new webhook payload=empty &lt;b&gt;")
    assert told.ack.status == 200
    assert desk.last.command == Typed("new webhook payload=empty <b>")


async def test_a_refused_command_is_given_back_to_be_mended_since_slack_forgets_it(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(Refused(errors.UnknownTicket("7")))
    line = "accept 7 <@everyone> & *x*\nsecond line"
    await fake.slash("U1", "C1", "/ticket", line)
    shown = fake.ephemerals("U1")[-1].blocks
    assert shown[-1]["elements"][0]["text"] == (
        "You typed: /ticket accept 7 &lt;@everyone&gt; &amp; *x*\nsecond line"
    )
    desk.always(Done("x"))
    await fake.slash("U1", "C1", "/ticket", line)
    assert "You typed" not in str(fake.ephemerals("U1")[-1].blocks)
    assert not fake.violations


async def test_an_empty_command_asks_for_help(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    await fake.slash("U1", "C1", "/ticket")
    assert desk.last.command == Help()


async def test_a_mention_in_a_thread_is_a_command_answered_there_and_no_note(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(Done("x"))
    await fake.say("U1", "C1", "<@UBOT> assign <@U2> nearer", thread_ts=ts)
    await fake.until(lambda s: s.ephemerals("U1"))
    assert [each.command for each in desk.asked] == [Typed("assign <@U2> nearer")]
    assert desk.last.place.thread == ts
    assert fake.ephemerals("U1")[-1].thread_ts == ts


async def test_in_a_direct_message_people_type_commands(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    place = fake.workspace.direct("U1")
    desk.always(HelpPage("alice", ()))
    await fake.say("U1", place.id, "我的")
    await fake.until(lambda _: place.top[-1].by_app)
    assert desk.last.command == Typed("我的")
    assert desk.last.place == Place("slack", "T111", "@U1", "", desk.last.place.message)
    assert desk.last.place.lane == Address("slack", "T111", user="U1").lane


async def test_the_home_tab_shows_my_queue_and_new(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    page: Any = every_view("x")["home"]
    desk.always(page)
    await fake.open_home("U1")
    await fake.until(lambda s: s.home("U1"))
    assert desk.last.command == Home()
    desk.always(FormView(form("new")))
    await fake.tap_in_home("U1", "New ticket")
    await fake.until(lambda s: s.modal("U1"))
    assert not fake.violations


async def test_a_stranger_sees_on_the_home_tab_how_to_be_added(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(Refused(errors.NotAMember("slack:T111/U1")))
    for _ in range(2):
        await fake.open_home("U1")
    await fake.until(lambda _: len(fake.calls("views.publish")) == 2)
    home = fake.home("U1")
    assert home
    assert "slack:T111/U1" in str(home.view["blocks"])
    assert not fake.violations
