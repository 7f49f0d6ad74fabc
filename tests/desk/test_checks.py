"""What a form's answers must look like, and what is written into a form for people."""

from datetime import timedelta

import pytest

from bot import phrases
from bot.commands import OpenForm, ReportMessage, Show, SubmitForm
from bot.domain import errors
from bot.views import Done, FormView, Refused, TicketRecord
from bot.words import Words
from tests.desk.office import Office

TYPED = {"description": "停机", "customer": "王五"}


@pytest.mark.parametrize(
    ("field", "written", "refusal"),
    [
        ("phone", "123", errors.NotAPhone),
        ("phone", "没有", errors.NotAPhone),
        ("phone", "138abc0000", errors.NotAPhone),
        ("phone", "1381x234x678", errors.NotAPhone),
        ("phone", "1381234号5678", errors.NotAPhone),
        ("email", "wang.example.com", errors.NotAnEmail),
        ("email", "a@b.cn\r\nBcc: c@d.cn", errors.NotAnEmail),
        ("bought", "2026-12-24", errors.TimeInFuture),
    ],
)
async def test_what_cannot_be_right_is_marked_in_the_form(
    office: Office, field: str, written: str, refusal: type[errors.DeskError]
) -> None:
    view = await office.ask("li", SubmitForm("new", values={**TYPED, field: written}))
    assert isinstance(view, FormView)
    assert {name: type(error) for name, error in view.form.errors.items()} == {field: refusal}
    for locale in ("zh", "en"):
        said = phrases.form_faults(
            view.form, Words(locale, office.policies.current.zone, office.clock.at)
        )
        assert "{" not in said[field]


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("phone", "95588"),
        ("phone", "＋８６ １３８ １２３４"),
        ("phone", "+1 (415) 555-0100 ext. 12"),
        ("phone", "（０１０）６５５５－０１００转12"),
        ("phone", "\u202d138 1234 5678\u202c"),
        ("phone", "021-5555-0100 / 13812345678"),
        ("phone", "138xxxx5678"),
        ("email", "a@b.cn"),
        ("bought", "2026-11-23"),
    ],
)
async def test_what_may_be_right_is_taken(office: Office, field: str, written: str) -> None:
    view = await office.ask("li", SubmitForm("new", values={**TYPED, field: written}))
    assert isinstance(view, Done)


@pytest.mark.parametrize("form", ["show", "accept", "submit", "nonsense"])
async def test_a_form_that_is_none_is_refused(office: Office, form: str) -> None:
    view = await office.ask("li", SubmitForm(form, values={"a": "b"}))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.UnknownCommand)


@pytest.mark.parametrize("version", [2**31, 2**80, -1])
async def test_a_version_that_no_ticket_can_have_is_asked_again(
    office: Office, version: int
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", f"accept {no}")
    view = await office.ask("wang", SubmitForm("resolve", no, version, {"details": "已修好"}))
    assert isinstance(view, FormView)
    assert view.form.version == office.ticket(no).version


async def test_the_time_of_a_message_is_written_in_the_form_as_people_write_it(
    office: Office,
) -> None:
    sent = (office.clock.at - timedelta(minutes=20, seconds=17)).isoformat()
    view = await office.ask("li", ReportMessage("漏水", "slack:T1/U_CHEN", sent_at=sent))
    assert isinstance(view, FormView)
    values = {f.field.name: f.value for f in view.form.fields}
    assert values["reported"] == "2026-11-23 09:39"


async def test_the_deadlines_of_a_record_stand_in_order(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("tang", f"assign {no} @wang")
    view = await office.ask("li", Show(no))
    assert isinstance(view, TicketRecord)
    due = [d.due_at for d in view.duties]
    assert len(due) > 2
    assert due == sorted(due)


async def test_a_refused_duplicate_marks_the_number_in_its_form(office: Office) -> None:
    first, second = await office.created(), await office.created()
    await office.done("li", f"cancel {first} 误报")
    form = await office.ask("li", OpenForm("duplicate", second))
    assert isinstance(form, FormView)
    view = await office.ask("li", SubmitForm("duplicate", second, form.form.version, {"of": first}))
    assert isinstance(view, FormView)
    assert list(view.form.errors) == ["of"]


async def test_a_form_that_asks_for_a_colleague_offers_whoever_may_work(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    opened = await office.ask("tang", OpenForm("assign", no))
    assert isinstance(opened, FormView)
    to = next(one for one in opened.form.fields if one.field.name == "to")
    offered = {option.value: option.name.zh for option in to.options}
    assert offered["wang"] == "Wang"
    assert "admin" not in offered  # An admin has no tickets.
    view = await office.ask("tang", SubmitForm("assign", no, opened.form.version, {"to": "wang"}))
    assert isinstance(view, Done)


async def test_a_colleague_who_was_typed_is_chosen_in_the_form(office: Office) -> None:
    view = await office.ask("li", "new 部门=技术部 to=Wang")
    assert isinstance(view, FormView)
    to = next(one for one in view.form.fields if one.field.name == "to")
    assert to.value == "wang"


async def test_a_new_tickets_form_says_beforehand_that_somebody_must_be_named(
    office: Office,
) -> None:
    """Neither field is required by itself, so neither is marked: it must not come as a surprise."""
    view = await office.ask("li", "new 空调坏了 电话=13812345678")
    assert isinstance(view, FormView)
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.guide(view.form, words) == ("“客户”和“联系人”至少填一项。",)
