"""Customers: recognised whatever way they come, found, ranked, merged (S3-05, S4-04, S4-27)."""

from dataclasses import replace

import pytest

from bot.commands import EraseCustomer, FindCustomer, RevealCustomer, SubmitForm
from bot.domain.customers import Deed
from bot.domain.errors import (
    AmbiguousCustomer,
    DeskError,
    NotAllowed,
    NotAMonth,
    NothingToLookUp,
    NotYours,
    SameCustomer,
    UnknownCustomer,
    WhichCustomer,
)
from bot.views import CustomerFile, CustomerList, FormView, Queue, Refused
from tests.desk.office import SYNC, Office


async def customer_of(office: Office, no: str) -> str:
    return office.ticket(no).customer.id


async def file_of(office: Office, who: str, words: str) -> CustomerFile:
    view = await office.ask(who, f"customer {words}")
    assert isinstance(view, CustomerFile), view
    return view


def looks(office: Office, customer: str) -> list[tuple[str, Deed]]:
    found = office.store.read(lambda uow: uow.customers.looks(customer)).result()
    return [(look.by, look.deed) for look in found]


@pytest.mark.parametrize(
    "again", ["＋86 138-1234-5678", "１３８１２３４５６７８", "0086 13812345678"]
)
async def test_a_phone_number_in_any_notation_finds_the_same_customer(
    office: Office, again: str
) -> None:
    first = await office.created("new 不制冷 客户=张三 电话=13812345678")
    second = await office.created(f'new 又不制冷 客户=张三 电话="{again}"')
    assert await customer_of(office, first) == await customer_of(office, second) != ""
    assert (await file_of(office, "li", again)).total == 2


async def test_the_end_of_a_number_beside_the_name_is_the_one_customer_it_can_be(
    office: Office,
) -> None:
    """S3-04: the last four digits are enough to take down, and never more than they say."""
    first = await office.created("new 未送达 客户=王女士 电话=13812345678")
    for told in ("****5678", "尾号5678", "１３８＊＊＊＊５６７８", "5678"):
        again = await office.created(f"new 又延误 客户=王女士 电话={told}")
        assert await customer_of(office, again) == await customer_of(office, first)
        assert office.ticket(again).customer.phone == "13812345678"
    other = await office.created("new 延误 客户=赵女士 电话=尾号5678")
    assert await customer_of(office, other) != await customer_of(office, first)
    assert office.ticket(other).customer.phone == "****5678"
    await office.done("li", f"edit {first} 电话=****5678")
    assert office.ticket(first).customer.phone == "13812345678"
    await office.created("new 延误 客户=王女士 电话=13922225678")
    unclear = await office.created("new 延误 客户=王女士 电话=****5678")
    assert await customer_of(office, unclear) not in {"C1", "C2", "C3"}


async def test_whoever_is_told_of_by_a_mask_is_offered_while_the_form_is_filled_in(
    office: Office,
) -> None:
    await office.created("new 未送达 客户=王女士 电话=13812345678")
    form = await office.ask("li", "new 客户= 电话=138****5678")
    assert isinstance(form, FormView), form
    known = next(one for one in form.form.fields if one.field.name == "known")
    assert [option.value for option in known.options] == ["C1"]
    assert "13812345678" not in str(known.options)


async def test_what_masks_have_left_of_two_people_does_not_make_them_one(office: Office) -> None:
    told = ("电话=1381234****", "邮箱=li***@qq.com", "邮箱=zhang***")
    for masked in told:
        one = await office.created(f"new 延误 客户=甲先生 {masked}")
        two = await office.created(f"new 延误 客户=乙女士 {masked}")
        assert await customer_of(office, one) != await customer_of(office, two)
    assert set(await office.faults("li", "new 延误 客户=甲 电话=****")) == {"phone"}
    assert set(await office.faults("li", "new 延误 客户=甲 邮箱=zhang")) == {"email"}


async def test_a_name_alone_is_nobody_in_particular(office: Office) -> None:
    first = await office.created("new 不制冷 客户=王伟")
    second = await office.created("new 漏水 客户=王伟")
    assert await customer_of(office, first) != await customer_of(office, second)
    several = await office.ask("li", "客户 王伟")
    assert isinstance(several, CustomerList)
    assert {row.id for row in several.rows} == {"C1", "C2"}


async def test_a_second_ticket_makes_a_returning_customer_and_its_card_says_so_without_a_name(
    office: Office,
) -> None:
    first = await office.created("new 不制冷 客户=张三 电话=13812345678 部门=技术部")
    await office.done("wang", f"accept {first}")
    await office.done("wang", f"resolve {first} 加氟")
    await office.done("li", f"confirm {first} yes csat=满意")
    second = await office.created("new 又坏了 客户=张三 电话=13812345678 部门=技术部")
    assert office.ticket(first).customer.level == ""
    assert office.ticket(second).customer.level == "returning"
    await office.settle()
    [card] = [c for c in office.ear.in_lane(SYNC) if getattr(c, "no", "") == second]
    assert (card.nth, card.last_csat.zh) == (2, "满意")
    assert "张三" not in repr(card)


async def test_what_is_left_out_is_taken_from_the_file(office: Office) -> None:
    await office.created("new 不制冷 客户=张三 电话=13812345678 邮箱=z@example.com")
    second = await office.created("new 又坏了 客户=张先生 邮箱=Z@example.com")
    assert office.ticket(second).customer.phone == "13812345678"


async def test_an_order_finds_its_customer_only_where_nothing_else_was_said(
    office: Office,
) -> None:
    first = await office.created("new 不制冷 客户=张三 订单=SO-77")
    same = await office.created("new 漏水 客户=张三 订单=so-77")
    other = await office.created("new 漏水 客户=李四 订单=SO-77 电话=13900000000")
    assert await customer_of(office, first) == await customer_of(office, same)
    assert await customer_of(office, first) != await customer_of(office, other)


async def test_a_corrected_number_leads_to_whose_it_is(office: Office) -> None:
    known = await office.created("new 不制冷 客户=张三 电话=13812345678")
    wrong = await office.created("new 漏水 客户=李四 电话=13811111111")
    await office.done("li", f"edit {wrong} 电话=13812345678")
    assert await customer_of(office, wrong) == await customer_of(office, known)
    moved = await office.created("new 异响 客户=王五 电话=13822222222")
    before = await customer_of(office, moved)
    await office.done("li", f"edit {moved} 电话=13833333333")
    assert await customer_of(office, moved) == before
    assert (await file_of(office, "li", "13822222222")).id == before


async def test_the_archive_is_masked_and_each_look_is_recorded(office: Office) -> None:
    no = await office.created("new 不制冷 客户=张三 电话=13812345678 产品=KFR-35GW")
    view = await file_of(office, "lin", no)
    assert (view.name, view.phone, view.products) == ("张**", "****5678", ("KFR-35GW",))
    assert looks(office, view.id) == [("lin", Deed.LOOKED)]
    refused = await office.ask("lin", RevealCustomer(view.id))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotYours)
    shown = await office.ask("li", RevealCustomer(view.id))  # The first responder.
    assert isinstance(shown, CustomerFile)
    assert (shown.name, shown.phone, shown.revealed) == ("张三", "13812345678", True)
    assert looks(office, view.id)[-1] == ("li", Deed.REVEALED)


async def test_a_supervisor_makes_a_vip_whose_next_fault_goes_to_a_senior(office: Office) -> None:
    """S1-37: VIP customers to senior agents; the level is the customer's, not the ticket's."""
    roster = office.store.read(lambda uow: uow.people.roster()).result()
    senior = replace(roster.members["lin"], senior=True)
    people = replace(roster, members={**roster.members, "lin": senior})
    office.store.write(lambda uow: uow.people.replace(people)).result()
    first = await office.created("new 咨询 客户=张三 电话=13812345678")
    id_ = await customer_of(office, first)
    refused = await office.ask("li", f"customer level {id_} VIP")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotAllowed)
    assert await office.done("chen", f"客户 等级 {id_} 重点客户") == "customer_ranked"
    assert office.ticket(first).customer.level == "vip"
    second = await office.created("new 打不开了 客户=张三 电话=13812345678")
    ticket = office.ticket(second)
    assert (ticket.customer.level, ticket.assignee) == ("vip", "lin")
    view = await office.ask("chen", FindCustomer(id_))
    assert isinstance(view, CustomerFile)
    assert not any("RankCustomer" in repr(b) for b in view.buttons)


async def test_two_that_are_one_are_merged_and_both_numbers_find_them(office: Office) -> None:
    first = await office.created("new 不制冷 客户=张三 电话=13812345678")
    second = await office.created("new 漏水 客户=张三 邮箱=z@example.com")
    one, two = await customer_of(office, first), await customer_of(office, second)
    same = await office.ask("chen", f"customer merge {one} {one}")
    assert isinstance(same, Refused)
    assert isinstance(same.error, SameCustomer)
    assert await office.done("chen", f"客户 合并 {two} 到 {one}") == "customers_merged"
    for words in (one, two, "13812345678", "z@example.com", second):
        view = await file_of(office, "li", words)
        assert (view.id, view.total) == (one, 2)
    third = await office.created("new 异响 客户=张三 邮箱=z@example.com")
    assert await customer_of(office, third) == one
    assert office.ticket(third).customer.phone == "13812345678"


async def test_nobody_is_found_by_words_that_are_nobodys(office: Office) -> None:
    await office.created("new 不制冷 客户=张三 电话=13812345678")
    for words in ("赵六", "13800000000", "C99", "100%"):
        view = await office.ask("li", f"customer {words}")
        assert isinstance(view, Refused), words
        assert isinstance(view.error, UnknownCustomer)


async def test_the_last_digits_of_a_number_are_enough(office: Office) -> None:
    await office.created("new 不制冷 客户=张三 电话=13812345678")
    await office.created("new 漏水 客户=李四 电话=13900001111")
    assert (await file_of(office, "li", "5678")).name == "张**"


async def test_the_archive_is_searched_by_month_customer_and_product(office: Office) -> None:
    """S4-27."""
    old = await office.created(
        "new 不制冷 客户=张三 电话=13812345678 产品=KFR-35GW 反馈时间=2026-10-05 10:00"
    )
    new = await office.created("new 漏水 客户=张三 电话=13812345678 产品=KFR-72LW")

    async def found(line: str) -> list[str]:
        view = await office.ask("li", line)
        assert isinstance(view, Queue), view
        return sorted(row.no for row in view.rows)

    assert await found("搜索 月份=2026-10") == [old]
    assert await found("search month=上月 customer=张三") == [old]
    assert await found("search product=kfr-72lw") == [new]
    assert await found("search customer=张三") == [old, new]
    refused = await office.ask("li", "search month=13月")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotAMonth)


async def test_only_an_admin_or_a_supervisor_erases(office: Office) -> None:
    no = await office.created("new 不制冷 客户=张三 电话=13812345678")
    refused = await office.ask("li", EraseCustomer(await customer_of(office, no)))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotAllowed)


async def test_a_customer_chosen_in_the_form_need_not_be_typed_again(office: Office) -> None:
    """S2-03: who it is is settled while the form is filled in, masked."""
    await office.created("new 不制冷 客户=王伟 电话=13812345678")
    await office.created("new 漏水 客户=王伟 电话=13900001111")
    asked = await office.ask(
        "li", SubmitForm("new", values={"description": "坏了", "known": "王伟"})
    )
    assert isinstance(asked, FormView)
    [field] = [f for f in asked.form.fields if f.field.name == "known"]
    assert isinstance(asked.form.errors["known"], AmbiguousCustomer)
    assert [o.value for o in field.options] == ["C2", "C1"]
    assert "王伟" not in repr(field.options)
    assert "****1111" in repr(field.options)
    chosen = SubmitForm("new", values={"description": "坏了", "known": "C1"})
    no = await office.created_by(chosen)
    said = office.ticket(no).customer
    assert (said.id, said.name, said.phone, said.nth) == ("C1", "王伟", "13812345678", 2)


async def test_a_form_that_is_opened_with_a_phone_number_offers_whose_it_is(
    office: Office,
) -> None:
    await office.created("new 不制冷 客户=张三 电话=13812345678")
    asked = await office.ask("li", "new 电话=138-1234-5678")
    assert isinstance(asked, FormView)
    [field] = [f for f in asked.form.fields if f.field.name == "known"]
    assert [o.value for o in field.options] == ["C1"]
    typed = await office.created("new 又坏了 已有客户=5678")
    assert office.ticket(typed).customer.name == "张三"
    assert set(await office.faults("li", "new 又坏了 已有客户=赵六")) == {"known"}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("customer", NothingToLookUp),
        ("客户 合并", WhichCustomer),
        ("customer merge C1", WhichCustomer),
        ("customer erase", WhichCustomer),
        ("customer level", WhichCustomer),
    ],
)
async def test_who_names_no_customer_is_told_how_to(
    office: Office, said: str, refused: type[DeskError]
) -> None:
    await office.created("new 不制冷 客户=张三 电话=13812345678")
    view = await office.ask("chen", said)
    assert isinstance(view, Refused), view
    assert isinstance(view.error, refused)
