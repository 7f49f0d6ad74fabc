import asyncio
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.payloads import MAKE_TICKET, NEW_TICKET
from adapters.slack.slack import Access, Slack
from bot.commands import (
    Accept,
    Help,
    Home,
    NewTicket,
    Note,
    OpenForm,
    Place,
    ReportMessage,
    Request,
    Show,
    SubmitForm,
    Typed,
)
from bot.domain import errors
from bot.domain.people import Address, Identity
from bot.domain.policy import Name
from bot.forms import FilledField, Guide, Option
from bot.ports import DeliveryError
from bot.views import Done, FormView, HelpPage, Refused, Reply, Silent
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.files import store_file
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, card, every_view, faulty, form, queue, words

ALICE = Identity("slack", "T111", "U1")
ROOM = Address("slack", "T111", chat="C1")


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


async def test_an_empty_command_asks_for_help(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    await fake.slash("U1", "C1", "/ticket")
    assert desk.last.command == Help()


async def test_a_form_opens_as_a_window_and_its_values_come_back(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("contact")))
    await fake.slash("U1", "C1", "/ticket", "contact 001")
    await fake.until(lambda s: s.modal("U1"))
    desk.always(Done("contacted", {"ticket": NO}))
    sent = await fake.submit_view("U1", {"Outcome": "电话已通"})
    assert sent.closed
    assert desk.last.command == SubmitForm("contact", NO, 7, {"outcome": "电话已通", "medium": ""})
    assert desk.last.place.chat == "C1"
    await fake.until(lambda s: s.ephemerals("U1"))
    assert NO in fake.ephemerals("U1")[-1].text
    assert not fake.violations


async def test_files_of_a_form_come_with_it_and_more_can_be_added_where_it_is_refused(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("signed")))
    await fake.slash("U1", "C1", "/ticket", "signed 001")
    await fake.until(lambda s: s.modal("U1"))
    refused = replace(form("signed"), errors={"note": errors.NothingSigned(NO)})
    desk.always(FormView(refused))
    sent = await fake.submit_view("U1", {"note": "已签"})
    assert set(sent.errors) == {"note"}
    assert desk.last.command == SubmitForm("signed", NO, 7, {"note": "已签"})
    desk.always(Silent())
    sheet = store_file(fake.workspace, "签收单.jpg", b"photo", "U1")
    assert (await fake.submit_view("U1", {"files": [sheet]})).closed
    known = (f"slack:{sheet['id']} 签收单.jpg",)
    assert desk.last.command == SubmitForm("signed", NO, 7, {"note": "已签"}, known)
    assert len({each.delivery for each in desk.asked}) == 3
    assert not fake.violations


async def test_a_customer_is_looked_up_in_the_open_window_and_nothing_typed_is_lost(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    fake.fill("U1", {"Problem": "no cooling", "phone": "１３８", "files": []})
    known = Option("C1", Name("张先生", "Mr Zhang"))
    found = form("new", "")
    fields = tuple(
        FilledField(one.field, "C1", (known,)) if one.field.name == "known" else one
        for one in found.fields
    )
    told = (Guide("nobody_known"),)
    desk.always(FormView(replace(found, fields=fields, guide=told)))
    assert (await fake.tap_in_modal("U1", "look_up")).ok
    await fake.until(lambda s: "Mr Zhang" in str(s.modal("U1")))
    assert "Nobody is known by this" in str(fake.modal("U1"))
    asked = desk.last.command
    assert isinstance(asked, SubmitForm)
    assert asked.look
    assert (asked.values["description"], asked.values["phone"]) == ("no cooling", "１３８")
    desk.always(Silent())
    assert (await fake.submit_view("U1")).closed
    sent = desk.last.command
    assert isinstance(sent, SubmitForm)
    assert not sent.look
    typed = {name: value for name, value in sent.values.items() if value}
    assert typed == {"description": "no cooling", "phone": "１３８", "known": "C1"}
    assert len({each.delivery for each in desk.asked}) == 3
    assert not fake.violations


async def test_enter_in_the_line_of_the_phone_looks_up_as_well_and_a_closed_window_harms_nothing(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    inputs = {each["block_id"]: each for each in fake.modal("U1").blocks}  # type: ignore[union-attr] # It is open.
    enter = {"trigger_actions_on": ["on_enter_pressed"]}
    for name in ("phone", "order", "customer", "email"):
        assert inputs[name]["dispatch_action"] is True
        assert inputs[name]["element"]["dispatch_action_config"] == enter
    assert "dispatch_action" not in inputs["description"]
    fake.fault("views.update", status=200, error="hash_conflict")
    assert (await fake.tap_in_modal("U1", "look_up")).ok
    await fake.until(lambda s: s.calls("views.update"))
    assert fake.modal("U1")


async def test_a_faulty_form_stays_open_with_its_faults_beside_the_fields(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    assert desk.last.command == OpenForm("new")
    bad = faulty("x")
    object.__setattr__(bad, "happenings", ())
    desk.always(FormView(bad))
    sent = await fake.submit_view("U1", {"Problem": "no cooling"})
    assert set(sent.errors) == {"customer", "urgency", "description"}
    assert fake.modal("U1")
    assert not fake.violations


async def test_what_changed_meanwhile_is_shown_in_the_form_with_the_new_version(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("contact")))
    await fake.slash("U1", "C1", "/ticket", "contact 001")
    await fake.until(lambda s: s.modal("U1"))
    changed = form("contact", "a")
    object.__setattr__(changed, "version", 9)
    object.__setattr__(changed, "happenings", ("accepted",))
    desk.always(FormView(changed))
    sent = await fake.submit_view("U1", {"Outcome": "电话已通"})
    assert sent.action == "update"
    desk.always(Silent())
    assert (await fake.submit_view("U1")).closed
    assert desk.last.command == SubmitForm("contact", NO, 9, {"outcome": "电话已通", "medium": "a"})
    assert len({each.delivery for each in desk.asked}) == 3


async def test_a_refused_form_keeps_what_was_typed(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("contact")))
    await fake.slash("U1", "C1", "/ticket", "contact 001")
    await fake.until(lambda s: s.modal("U1"))
    desk.always(Refused(errors.AssignedToOther(NO, "李工")))
    sent = await fake.submit_view("U1", {"Outcome": "x"})
    assert sent.errors["outcome"].startswith(f"{NO} is assigned to 李工")


async def test_a_form_that_opens_too_late_is_offered_again_with_the_same_command(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    desk.always(FormView(form("new")))
    fake.fault("views.open", status=200, error="expired_trigger_id")
    await fake.slash("U1", "C1", "/ticket", "new no cooling customer=Kim")
    await fake.until(lambda s: s.ephemerals("U1"))
    offered = fake.ephemerals("U1")[-1]
    assert "did not open" in offered.text
    await fake.tap("U1", "C1", offered.ts, "Open the form")
    await fake.until(lambda s: s.modal("U1"))
    assert desk.last.command == Typed("new no cooling customer=Kim")


async def posted_card(slack: Slack) -> str:
    return await slack.messenger.post(ROOM, card(), words("en"), ref="card:1")


async def test_a_tap_carries_its_command_and_a_refusal_concerns_the_tapper_alone(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(Refused(errors.NotYours(NO, "accept", ("assignee",))))
    told = await fake.tap("U2", "C1", ts, "Accept")
    assert told.ack.status == 200
    assert told.ack.body is None
    await fake.until(lambda s: s.ephemerals("U2"))
    assert "is not yours" in fake.ephemerals("U2")[-1].text
    assert not fake.ephemerals("U1")
    assert desk.last.command == Accept(NO)
    assert desk.last.place == Place("slack", "T111", "C1", ts, ts)
    team, user, at, action = desk.last.delivery.split(":")
    assert (team, user, action) == ("T111", "U2", "accept.0")
    assert at
    assert fake.channel("C1").find(ts)


async def test_the_more_menu_carries_commands_too(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    await fake.tap("U1", "C1", ts, "More", choose="Show")
    assert desk.last.command == Show(NO)


async def test_an_old_button_is_refused_politely(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    said = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": "x",
            "value": "T-1"}  # fmt: skip
    block = {"type": "actions", "elements": [said]}
    await slack.workspace._web.chat_postMessage(channel="C1", text="old", blocks=[block])
    told = await fake.tap("U1", "C1", fake.channel("C1").top[-1].ts, "Old")
    assert told.ack.status == 200
    await fake.until(lambda s: s.ephemerals("U1"))
    assert "too old" in fake.ephemerals("U1")[-1].text
    assert desk.asked == []


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


async def test_a_desk_that_breaks_is_told_by_a_reference_and_acknowledged(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Request) -> Reply:
        raise KeyError("secret detail")

    desk.answer = broken
    told = await fake.slash("U3", "C1", "/ticket", "mine")
    assert told.ack.status == 200
    shown = fake.ephemerals("U3")[-1].text
    assert "出了点问题" in shown
    assert "secret" not in shown
    reference = next(each for each in caplog.records if each.exc_info).getMessage().split()[1]
    assert reference in shown
    assert slack.counts["slack.bugs"] == 1
    ts = await posted_card(slack)
    assert (await fake.tap("U1", "C1", ts, "Accept")).ack.status == 200


async def test_an_answer_that_cannot_be_shown_is_still_acknowledged_and_told(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(replace(queue("x"), title="no such words", words=""))
    assert (await fake.slash("U1", "C1", "/ticket", "mine")).ack.status == 200
    assert (await fake.tap("U1", "C1", ts, "Accept")).ack.status == 200
    await fake.until(lambda s: len(s.ephemerals("U1")) == 2)
    assert all("went wrong" in each.text for each in fake.ephemerals("U1"))


async def acknowledged_while_everything_breaks(fake: FakeSlack) -> None:
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.status == 200
    mention = (await fake.say("U1", "C1", "<@UBOT> x")).deliveries[1]
    assert mention.ack.status == 200


async def test_a_listener_that_raises_does_not_lose_the_acknowledgement(
    slack: Slack, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("adapters.slack.answers.Answers._in_time")
    await acknowledged_while_everything_breaks(fake)


async def test_a_listener_that_raises_does_not_lose_the_envelope(
    by_socket: Slack, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("adapters.slack.answers.Answers._in_time")
    await acknowledged_while_everything_breaks(fake)


async def test_a_slow_desk_is_acknowledged_in_time_and_its_answer_follows(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.answers.WITHIN", 0.1)
    desk.takes = 0.4
    desk.always(HelpPage("alice", ()))
    told = await fake.slash("U1", "C1", "/ticket", "help")
    assert told.ack.elapsed < 0.35
    assert "the result will follow" in fake.ephemerals("U1")[0].text
    await fake.until(lambda s: len(s.ephemerals("U1")) == 2)
    assert fake.ephemerals("U1")[1].text.startswith("alice")


async def test_a_shutdown_waits_for_answers_that_are_on_their_way(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    fake.fault("response_url", mode="hang", seconds=0.3)
    desk.always(Refused(errors.NotOnHold(NO)))
    await fake.tap("U1", "C1", ts, "Accept")
    await slack.stop()
    assert fake.ephemerals("U1")


async def test_by_socket_the_same_things_happen(
    by_socket: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    assert await by_socket.connected()
    assert by_socket.routes() == []
    desk.always(HelpPage("alice", ("new",)))
    told = await fake.slash("U1", "C1", "/ticket", "帮助")
    assert told.ack.ok
    assert desk.last.command == Typed("帮助")
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    desk.always(Silent())
    assert (await fake.submit_view("U1", {"Problem": "x"})).closed


async def test_a_dead_socket_is_noticed_and_renewed(
    by_socket: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    socket = by_socket._socket
    assert socket
    client = socket._handler.client
    client.auto_reconnect_enabled = False
    client.default_auto_reconnect_enabled = False
    assert client.current_session_monitor
    assert client.message_receiver
    assert client.current_session
    client.current_session_monitor.cancel()
    client.message_receiver.cancel()
    await client.current_session.close()
    assert not await by_socket.connected()
    await socket._reconnect()
    assert await by_socket.connected()
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.ok


async def test_oauth_settings_in_the_environment_do_not_turn_this_into_another_app(
    fake: FakeSlack,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "xoxb-somebody-elses")
    access = Access(fake.bot_token, fake.app_token, "", fake.api_url)
    running = Slack(access, desk)
    await running.start()
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.ok
    assert (await fake.slash("U1", "C1", "/ticket", "y")).ack.ok
    assert len(fake.calls("auth.test")) == 1
    assert "will be unused" not in caplog.text
    await running.stop()


async def test_a_burst_of_taps_is_answered_each(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    told = await asyncio.gather(*(fake.tap(f"U{n}", "C1", ts, "Accept") for n in (1, 2, 3) * 10))
    assert all(each.ack.status == 200 for each in told)
    assert len({each.delivery for each in desk.asked}) == 30
    assert NewTicket not in {type(each.command) for each in desk.asked}


async def test_the_pulse_stops_while_slack_lets_us_say_nothing(
    slack: Slack,
    fake: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await slack.connected()
    fake.fault("chat.postMessage", status=200, error="missing_scope")
    with pytest.raises(DeliveryError):
        await posted_card(slack)
    assert not await slack.connected()
    await posted_card(slack)
    assert await slack.connected()
    monkeypatch.setattr("adapters.pulse.ASKED_EVERY", 0.0)
    for fault in ({"status": 200, "error": "token_revoked"}, {"status": 503}):
        fake.fault("auth.test", **fault)
        assert not await slack.connected()
        assert await slack.connected()
    told = [r.getMessage() for r in caplog.records if r.name == "adapters.pulse"]
    assert [t for t in told if "missing_scope" in t or "token_revoked" in t] == told[::2][:2]
    assert len(told) == 6


async def test_a_dead_token_is_asked_for_now_and_then_only(slack: Slack, fake: FakeSlack) -> None:
    for _ in range(5):
        assert await slack.connected()
    assert len(fake.calls("auth.test")) == 1
