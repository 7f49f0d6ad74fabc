"""What an industry takes down of its tickets beside the usual (S4-19)."""

import pytest

from bot import phrases
from bot.commands import EraseCustomer, OpenForm, SubmitForm
from bot.domain.errors import (
    DeskError,
    NotADate,
    NotANumber,
    OtherKind,
    TooLong,
    UnknownField,
    UnknownValue,
)
from bot.domain.policy import DutyKind, Name
from bot.policyfile import load_text
from bot.ports import Store
from bot.views import Detail, FormView, TicketRecord
from bot.words import Words
from tests.desk.office import Office
from tests.desk.test_forgetting import everything

POLICY = """
[required]
record = ["customer"]
[duty.record]
due = "1h"

[[field]]
id = "hospital"
name = { zh = "分娩医院", en = "Hospital" }
type = "text"
required = true

[[field]]
id = "price"
name = { zh = "单价", en = "Price" }
type = "number"

[[field]]
id = "delivered"
name = { zh = "交付日期", en = "Delivery date" }
type = "date"

[[field]]
id = "edition"
name = { zh = "版本", en = "Edition" }
type = "choice"
kinds = ["complaint"]
choices = [
  { id = "basic", name = { zh = "基础版", en = "Basic" } },
  { id = "full", name = { zh = "完整版", en = "Full" }, aliases = ["pro"] },
]
"""
TAKEN = {"hospital": "协和医院", "price": "1280.5", "delivered": "2026-10-01", "edition": "full"}
LINE = (
    "new 存储报告有误 客户=张三 类型=投诉 分娩医院=协和医院 price=１,280.5"
    " Delivery_date=2026-10-01 版本=pro"
)


@pytest.fixture
def clinic(store: Store) -> Office:
    return Office.opened(store, load_text(POLICY).policy)


async def form(office: Office, key: str, no: str = "") -> FormView:
    view = await office.ask("li", OpenForm(key, no))
    assert isinstance(view, FormView), view
    return view


def said(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.now())


async def test_what_the_policy_asks_beside_the_usual_is_typed_by_either_name_or_filled_in(
    clinic: Office,
) -> None:
    typed = await clinic.created(LINE)
    assert clinic.ticket(typed).custom == TAKEN
    asked = {one.field.name: one for one in (await form(clinic, "new")).form.fields}
    assert [o.value for o in asked["custom.edition"].options] == ["basic", "full"]
    values = {f"custom.{key}": value for key, value in TAKEN.items()}
    usual = {"description": "存储报告有误", "customer": "李四", "kind": "complaint"}
    filled = await clinic.created_by(SubmitForm("new", values={**usual, **values}))
    assert clinic.ticket(filled).custom == TAKEN


@pytest.mark.parametrize(
    ("field", "written", "kind", "refusal"),
    [
        ("price", "很贵", "complaint", NotANumber),
        ("price", "1e9", "complaint", NotANumber),
        ("delivered", "上上周", "complaint", NotADate),
        ("edition", "旗舰版", "complaint", UnknownValue),
        ("edition", "full", "consult", OtherKind),
        ("hospital", "院" * 501, "complaint", TooLong),
        ("ward", "三楼", "complaint", UnknownField),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_name_and_nothing_typed_is_lost(
    clinic: Office, field: str, written: str, kind: str, refusal: type[DeskError]
) -> None:
    values = {"description": "有误", "customer": "张三", "kind": kind, f"custom.{field}": written}
    view = await clinic.ask("li", SubmitForm("new", values=values))
    assert isinstance(view, FormView), view
    [error] = view.form.errors.values()
    assert isinstance(error, refusal), error
    if (own := clinic.policies.current.own_field(field)) is None:
        return
    assert list(view.form.errors) == [own.key]
    assert own.name.zh in phrases.refusal(error, said(clinic))
    kept = {one.field.name: one.value for one in view.form.fields}
    assert kept["customer"] == "张三"
    assert kept[own.key] in (written, written[:500], "")


async def test_a_required_one_belongs_to_the_record_that_is_owed(clinic: Office) -> None:
    """S2-10."""
    no = await clinic.created("new 存储报告有误 客户=张三")
    owed = clinic.store.read(lambda uow: uow.duties.newest(no)).result()
    assert DutyKind.RECORD in {row.kind for row in owed if row.running}
    assert [one.field.name for one in (await form(clinic, "fill", no)).form.fields] == [
        "custom.hospital"
    ]
    assert clinic.ticket(no).recorded_at is None
    await clinic.done("li", f"补充 {no} Hospital=协和医院")
    assert clinic.ticket(no).recorded_at == clinic.clock.now()


async def test_it_stands_on_the_card_in_the_record_and_in_the_history(clinic: Office) -> None:
    no = await clinic.created(LINE)
    await clinic.done("li", f"edit {no} 版本=基础版 分娩医院=请拨13812345678")
    await clinic.settle()
    facts = dict(phrases.card_facts(clinic.ear.card(), said(clinic)))
    assert facts["版本"] == ("基础版",)
    assert "13812345678" not in phrases.flat(facts["分娩医院"])
    shown = await clinic.ask("li", f"show {no}")
    assert isinstance(shown, TicketRecord), shown
    assert Detail("custom.price", "1280.5", Name("单价", "Price")) in shown.details
    line = phrases.history(shown.history[-1], said(clinic, "en"))
    assert "Edition" in line
    assert "Full" in line
    assert "Basic" in line
    assert "13812345678" not in line


async def test_the_form_of_a_correction_shows_what_is_known_but_no_free_text(
    clinic: Office,
) -> None:
    no = await clinic.created(LINE)
    shown = {one.field.name: one.value for one in (await form(clinic, "edit", no)).form.fields}
    assert shown["custom.edition"] == "full"
    assert shown["custom.delivered"] == "2026-10-01"
    assert shown["custom.hospital"] == ""


async def test_whoever_is_forgotten_is_forgotten_there_too(clinic: Office) -> None:
    line = LINE.replace("协和医院", "张三在协和").replace("客户=张三", "客户=张三 电话=13812345678")
    no = await clinic.created(f"{line} 部门=技术部")
    await clinic.done("li", f"cancel {no} 客户撤回")
    await clinic.settle()
    assert "张三" in everything(clinic)
    await clinic.done("chen", EraseCustomer(clinic.ticket(no).customer.id, sure=True))
    assert "张三" not in everything(clinic)
    assert clinic.ticket(no).custom == {**TAKEN, "hospital": "***在协和"}


async def test_a_desk_without_fields_of_its_own_takes_none(office: Office) -> None:
    names = [one.field.name for one in (await form(office, "new")).form.fields]
    assert not [name for name in names if name.startswith("custom.")]
