"""Forgetting customers: on request and after the policy's time; the facts stay (spec 1 §7, §9)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from bot.commands import EraseCustomer
from bot.domain.errors import CustomerAtWork, UnknownCustomer
from bot.ports import UnitOfWork
from bot.views import Done, Refused
from storage.base import METADATA
from storage.unit import Unit
from tests.desk.office import Office

SECRETS = ("张三", "13812345678", "138-1234", "z@example.com", "SO-77", "浦东")


async def a_closed_ticket(office: Office, more: str = "") -> str:
    no = await office.created(
        f"new 张三说不制冷，回电13812345678 客户=张三 电话=138-1234-5678 邮箱=z@example.com"
        f" 订单=SO-77 部门=技术部{more}"
    )
    await office.done("wang", f"accept {no}")
    await office.done("li", f"edit {no} 地址=浦东新区1号")
    await office.done("wang", f"contact {no} 张三先生约明天去浦东新区1号 方式=电话")
    await office.done("wang", f"resolve {no} 已给张三加氟")
    await office.done("li", f"confirm {no} yes csat=满意 张三很满意")
    return no


def everything(office: Office) -> str:
    """Every row of every table, as text."""

    def dump(uow: UnitOfWork) -> str:
        assert isinstance(uow, Unit)
        tables = METADATA.sorted_tables
        return "\n".join(
            repr(uow.link.core.execute(text(f'SELECT * FROM "{t.name}"')).all())  # noqa: S608
            for t in tables
        )

    return office.store.read(dump).result()


async def test_an_erased_customer_is_nowhere_and_the_facts_of_the_work_stay(
    office: Office,
) -> None:
    no = await a_closed_ticket(office)
    await office.settle()
    before = office.history(no)
    asked = await office.ask("admin", "客户 清除 C1")
    assert isinstance(asked, Done)
    assert asked.code == "customer_erase_asked"
    assert "张三" in everything(office)
    assert await office.done("admin", asked.buttons[0].command) == "customer_erased"
    left = everything(office)
    assert [secret for secret in SECRETS if secret in left] == []
    after = office.history(no)
    assert [e.happening for e in after] == [*(e.happening for e in before), "erased"]
    assert [(e.at, e.by, e.version) for e in after[:-1]] == [
        (e.at, e.by, e.version) for e in before
    ]
    ticket = office.ticket(no)
    assert (ticket.status, ticket.csat, ticket.assignee) == (
        "closed", {"overall": "satisfied"}, "wang",
    )  # fmt: skip
    gone = await office.ask("li", "customer 13812345678")
    assert isinstance(gone, Refused)
    assert isinstance(gone.error, UnknownCustomer)


async def test_who_was_forgotten_and_comes_again_is_somebody_new(office: Office) -> None:
    no = await a_closed_ticket(office)
    await office.done("chen", EraseCustomer("C1", sure=True))
    again = await office.created("new 又坏了 客户=张三 电话=13812345678")
    assert office.ticket(again).customer.id == "C2" != office.ticket(no).customer.id


async def test_whose_ticket_is_open_is_not_forgotten(office: Office) -> None:
    no = await office.created("new 不制冷 客户=张三 电话=13812345678")
    refused = await office.ask("chen", EraseCustomer("C1", sure=True))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, CustomerAtWork)
    assert refused.error.tickets == (no,)
    assert office.ticket(no).customer.name == "张三"


async def test_at_night_what_is_older_than_the_policy_keeps_is_forgotten_and_nothing_else(
    office: Office,
) -> None:
    office.policies.current = replace(office.policies.current, retention=timedelta(days=730))
    old = await a_closed_ticket(office)
    office.clock.forward(days=720)
    await office.settle()
    young = await office.created("new 漏水 客户=李四 电话=13900001111")
    await office.pump.audit()
    assert office.ticket(old).customer.name == "张三"
    office.clock.forward(days=11)
    await office.pump.audit()
    left = everything(office)
    assert [secret for secret in SECRETS if secret in left] == []
    assert office.ticket(young).customer.name == "李四"
    assert office.happenings(old)[-1] == "erased"
    await office.pump.audit()
    assert office.happenings(old).count("erased") == 1


async def test_the_history_is_no_more_open_to_change_than_before(office: Office) -> None:
    """Only what was said, and only while somebody is being forgotten."""
    no = await a_closed_ticket(office)
    refused = []
    for change in ("note = 'x'", "at = at", "by = 'x'"):

        def tamper(uow: UnitOfWork, change: str = change) -> None:
            assert isinstance(uow, Unit)
            column, _, value = change.partition(" = ")
            sql = f'UPDATE event SET "{column}" = {value} WHERE ticket = :no'  # noqa: S608
            uow.link.core.execute(text(sql), {"no": no})

        error = office.store.write(tamper).exception()
        refused.append(error is not None and "append-only" in str(error))
    assert refused == [True, True, True]
