"""A telephone may be a whole family's: whose name is where, and what a wrong number takes back."""

import asyncio
from contextlib import closing, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from bot.commands import FindCustomer, RenameCustomer
from bot.domain.customers import Deed, KnownCustomer
from bot.domain.errors import EmptyText, NotAllowed, TooLong
from bot.phrases import done
from bot.policyfile import load
from bot.views import Done, Refused
from bot.words import Words
from storage.customers import SqlCustomers
from storage.store import open_store
from tests.desk.office import Office

FIRST = "new 不制冷 客户=张三 电话=13812345678"


async def said(office: Office, line: str) -> Done:
    view = await office.ask("li", line)
    assert isinstance(view, Done), view
    return view


def file_of(office: Office, customer: str) -> KnownCustomer:
    found = office.store.read(lambda uow: uow.customers.get(customer)).result()
    assert found is not None
    return found


def known_by(office: Office, *keys: str) -> dict[str, str]:
    return office.store.read(lambda uow: uow.customers.known_by(keys)).result()


async def test_another_name_on_the_same_telephone_stays_on_its_ticket_and_is_told_masked(
    office: Office,
) -> None:
    await office.created(FIRST)
    view = await said(office, "new 漏水 客户=李四 电话=13812345678 联系人=小王")
    second = office.ticket(str(view.blanks["ticket"])).customer
    assert (second.id, second.name) == ("C1", "李四")
    assert (file_of(office, "C1").name, file_of(office, "C1").contact) == ("张三", "小王")
    told = done(view, Words("zh", office.policies.current.zone, office.clock.at))
    assert "C1 登记的姓名是张**，本单记为李**" in told
    assert "张三" not in repr(view)
    assert "has another name, 张**; this ticket keeps 李**." in done(
        view, Words("en", office.policies.current.zone, office.clock.at)
    )


async def test_the_other_name_is_taken_over_on_purpose_and_that_is_recorded(
    office: Office,
) -> None:
    await office.created(FIRST)
    view = await said(office, "new 漏水 客户=李四 电话=13812345678")
    take = view.buttons[-1].command
    assert isinstance(take, RenameCustomer)
    assert await office.done("li", take) == "customer_renamed"
    assert file_of(office, "C1").name == "李四"
    assert await office.done("chen", "客户 姓名 C1 王 小明") == "customer_renamed"
    assert file_of(office, "C1").name == "王 小明"
    looks = office.store.read(lambda uow: uow.customers.looks("C1")).result()
    assert [(look.by, look.deed) for look in looks] == [
        ("li", Deed.RENAMED),
        ("chen", Deed.RENAMED),
    ]
    for who, line, error in (
        ("wang", "customer name C1 某人", NotAllowed),
        ("li", "customer name C1", EmptyText),
        ("li", f"customer name C1 {'长' * 151}", TooLong),
    ):
        refused = await office.ask(who, line)
        assert isinstance(refused, Refused)
        assert isinstance(refused.error, error)


async def test_a_politer_name_is_no_other_name(office: Office) -> None:
    await office.created(FIRST)
    assert not (await said(office, "new 漏水 客户=张先生 电话=13812345678")).more
    assert file_of(office, "C1").name == "张三"


async def test_a_name_that_was_misspelt_is_corrected_in_the_file_if_no_other_ticket_says_it(
    office: Office,
) -> None:
    first = await office.created("new 不制冷 客户=张山 电话=13812345678")
    assert not (await said(office, f"edit {first} 客户=张三")).more
    assert file_of(office, "C1").name == "张三"
    second = await office.created("new 漏水 客户=张三 电话=13812345678")
    assert (await said(office, f"edit {second} 客户=李四")).more == "called_otherwise"
    assert file_of(office, "C1").name == "张三"


async def test_a_number_corrected_to_somebody_elses_takes_back_what_only_that_ticket_had_said(
    office: Office,
) -> None:
    await office.created(FIRST)
    wrong = await office.created(
        "new 漏水 客户=李四 电话=13812345678 邮箱=li@example.com 订单=SO-7 联系人=小李"
    )
    await office.done("li", f"edit {wrong} 电话=13900001111")
    moved = office.ticket(wrong).customer
    assert (moved.id, moved.phone, moved.email) == ("C2", "13900001111", "li@example.com")
    first = file_of(office, "C1")
    assert (first.name, first.phone, first.email) == ("张三", "13812345678", "")
    assert first.contact == ""
    assert known_by(office, "phone:+8613812345678", "email:li@example.com", "order:so-7") == {
        "phone:+8613812345678": "C1",
        "email:li@example.com": "C2",
        "order:so-7": "C2",
    }


async def test_a_file_that_only_a_wrong_number_had_opened_leads_to_where_its_ticket_went(
    office: Office,
) -> None:
    await office.created(FIRST)
    wrong = await office.created("new 漏水 客户=李四 电话=13811111111")
    await office.done("li", f"edit {wrong} 电话=13812345678")
    assert office.ticket(wrong).customer.id == "C1"
    assert file_of(office, "C2").id == "C1"
    assert known_by(office, "phone:+8613811111111") == {}
    gone = await office.ask("li", FindCustomer("13811111111"))
    assert isinstance(gone, Refused)


async def test_a_ticket_that_goes_back_to_a_number_it_had_itself_leads_no_file_to_itself(
    office: Office,
) -> None:
    """Both numbers came from this ticket alone, so whoever they knew was nobody else."""
    no = await office.created(FIRST)
    await office.done("li", f"edit {no} 电话=13912345678")
    await office.done("li", f"edit {no} 客户=李四 电话=13812345678")
    now = office.ticket(no).customer.id
    found = file_of(office, now)
    assert (found.name, found.phone, found.merged_into) == ("李四", "13812345678", "")
    assert file_of(office, "C1") == found
    assert known_by(office, "phone:+8613812345678", "phone:+8613912345678") == {
        "phone:+8613812345678": now
    }


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who ask for somebody's tickets at once have both read them before either goes on."""
    both, ask = Barrier(2, timeout=0.5), SqlCustomers.tickets

    def asked(self: SqlCustomers, customer: str, limit: int) -> Any:
        found = ask(self, customer, limit)
        with suppress(BrokenBarrierError):  # One alone goes on by itself.
            both.wait()
        return found

    monkeypatch.setattr(SqlCustomers, "tickets", asked)


@pytest.mark.usefixtures("together")
async def test_a_file_whose_last_two_tickets_go_at_once_leads_to_where_one_went(
    postgres_url: str,
) -> None:
    with closing(open_store(postgres_url)) as store:
        office = Office.opened(store, load().policy)
        lines = [f"new 漏水 客户={name} 电话={tel}" for name, tel in _THREE]
        one, other, _, _ = [await office.created(line) for line in (lines[0], *lines)]
        await asyncio.gather(
            office.done("li", f"edit {one} 电话={_THREE[1][1]}"),
            office.done("li", f"edit {other} 电话={_THREE[2][1]}"),
        )
        assert [office.ticket(no).customer.id for no in (one, other)] == ["C2", "C3"]
        assert file_of(office, "C1").id in {"C2", "C3"}


_THREE = [("李四", "13811111111"), ("张三", "13812345678"), ("王五", "13900001111")]
