"""Colleagues are called as people call them: by full names without @, or by what only one has."""

import pytest

from bot import phrases
from bot.domain import errors
from bot.domain.people import Department, Member, Role
from bot.domain.policy import Name
from bot.policyfile import load
from bot.ports import Store
from bot.views import FormView, Refused
from bot.words import Words
from tests.desk.office import Office, member

PEOPLE = {
    "aschmidt": ("Anna Schmidt", "technical"),
    "maier": ("Anna Maier", "technical"),
    "bob": ("Bob van Dyke", "technical"),
    "guo": ("王建国", "technical"),
    "guo2": ("李建国", "technical"),
    "twin1": ("Kim Lee", "technical"),
    "twin2": ("Kim Lee", "technical"),
}


@pytest.fixture
def office(store: Store) -> Office:
    office = Office.opened(store, load().policy)
    ours = Department("product_tech", Name("产品技术部", "Product engineering"), "tang")
    office.enrol(ours, *(_named(id_, *each) for id_, each in PEOPLE.items()))
    return office


def _named(id_: str, name: str, department: str) -> Member:
    account = member(id_, Role.TECH, department).identities
    return Member(id_, name, Role.TECH, department, account, "zh")


async def said(office: Office, who: str, line: str, locale: str = "zh") -> str:
    view = await office.ask(who, line)
    assert isinstance(view, Refused), view
    return phrases.refused(view, Words(locale, office.policies.current.zone, office.clock.at))


@pytest.mark.parametrize(
    ("words", "whose", "reason"),
    [
        ("Anna Schmidt", "aschmidt", ""),
        ("to anna schmidt", "aschmidt", ""),
        ("Anna　Schmidt 离客户更近", "aschmidt", "离客户更近"),
        ("Bob van Dyke, knows the model", "bob", "knows the model"),
        ("@Anna Maier nearer", "maier", "nearer"),
        ("schmidt", "aschmidt", ""),
        ("Dyke", "bob", ""),
        ("王建国", "guo", ""),
        ("建国2号线的师傅", "", ""),
        ("wu nearer", "wu", "nearer"),
    ],
)
async def test_an_assignment_finds_the_end_of_a_name_in_the_roster(
    office: Office, words: str, whose: str, reason: str
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    view = await office.ask("tang", f"assign {no} {words}")
    assert office.ticket(no).assignee == whose, view
    assert (office.history(no)[-1].note if whose else "") == reason


async def test_a_name_that_several_have_is_answered_with_all_of_them(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    assert await said(office, "tang", f"分配 {no} Anna") == (
        "成员“Anna”可能是：Anna Schmidt、Anna Maier。请写全。"
    )
    assert "可能是：王建国、李建国。" in await said(office, "tang", f"分配 {no} 建国")
    assert "Kim Lee（@twin1）、Kim Lee（@twin2）" in await said(
        office, "tang", f"分配 {no} Kim Lee"
    )
    assert "是不是 Bob van Dyke？" in await said(office, "tang", f"分配 {no} Bibi")
    assert await office.done("tang", f"assign {no} @twin2") == "assigned"
    assert office.ticket(no).assignee == "twin2"


async def test_a_handover_and_an_absence_take_full_names(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("tang", f"assign {no} Anna Schmidt")
    assert await office.done("tang", "handover Anna Schmidt to Bob van Dyke") == "handed_over"
    assert await office.done("tang", "交接 Bob van Dyke 给 王建国") == "handed_over"
    assert office.ticket(no).assignee == "guo"
    view = await office.ask("tang", "handover Anna Schmidt")
    assert isinstance(view, FormView)
    assert view.form.fields[0].value == "Anna Schmidt"
    assert await office.done("bob", "away until 18:00 stand-in Anna Schmidt") == "away_until_with"
    assert await office.done("bob", "away stand-in anna maier until 18:00") == "away_until_with"
    assert await office.done("tang", "back Bob van Dyke") == "back"


async def test_a_part_of_a_departments_name_that_only_one_has_means_it(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=产品技术")
    assert office.ticket(no).department == "product_tech"
    other = await office.created("new 漏水 客户=王五 dept=engineering")
    assert office.ticket(other).department == "product_tech"
    faults = await office.faults("li", "new 停机 客户=王五 部门=品部")
    assert isinstance(faults["dept"], errors.UnknownValue)
