"""Forms as windows: opened, filled in, refused, and nothing typed is lost."""

from dataclasses import replace

from adapters.slack.payloads import NEW_TICKET
from adapters.slack.slack import Slack
from bot.commands import OpenForm, SubmitForm, Typed
from bot.domain import errors
from bot.domain.policy import Name
from bot.forms import FilledField, Guide, Option
from bot.views import Done, FormView, Refused, Silent
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.files import store_file
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, faulty, form


async def asked_for_a_new_ticket(fake: FakeSlack, desk: FakeDesk) -> None:
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))


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
    await asked_for_a_new_ticket(fake, desk)
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
    await asked_for_a_new_ticket(fake, desk)
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
    await asked_for_a_new_ticket(fake, desk)
    assert desk.last.command == OpenForm("new")
    desk.always(FormView(replace(faulty("x"), happenings=())))
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
    desk.always(FormView(replace(form("contact", "a"), version=9, happenings=("accepted",))))
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
