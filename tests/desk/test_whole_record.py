"""Whoever looks a ticket up sees all that is known of it: masked, and whole on request (S0-44)."""

from dataclasses import replace

import pytest

from bot import phrases
from bot.views import TicketRecord
from tests.desk.office import Office

PHONE = "13812345678"
NEED = f"查库存，{'型号繁多，' * 20}再打{PHONE}"


async def told_of(office: Office) -> str:
    """A ticket with a word in each field, and a phone number in most of them."""
    no = await office.created(f"new 漏水 客户=张三 电话={PHONE} 部门=技术部 产品=K1 处理人=wang")
    for who, line in (
        ("wang", f"accept {no}"),
        ("wang", f"contact {no} 已联系{PHONE} 方式=电话"),
        ("wang", f"collab {no} @仓储部 {NEED}"),
        ("wang", f"propose {no} 换新 费用=200"),
        ("wang", f"resolve {no} 已换"),
    ):
        await office.done(who, line)
    await office.later(minutes=3)
    await office.done("li", f"confirm {no} yes csat=一般 还行")
    await office.later(minutes=2)
    answers = "csat=不满意 响应速度=非常不满意"
    await office.done("li", f"callback {no} 打通{PHONE} {answers} 建议=快些 needs=另寄{PHONE}")
    await office.done("ma", f"remedy {no} 赠券寄{PHONE} 原因=回电太慢")
    await office.done("ma", f"satisfied {no} 满意 收到")
    return no


async def record(office: Office, line: str, who: str = "ma") -> dict[str, str]:
    answer = await office.answer(who, line)
    assert isinstance(answer.view, TicketRecord), answer.view
    facts = [phrases.detail(one, answer.words) for one in answer.view.details]
    shown = {label: phrases.flat(value) for label, value in facts}
    assert len(shown) == len(facts)
    return shown


async def test_the_record_says_what_was_asked_answered_and_made_good(office: Office) -> None:
    """S0-21, S0-32, S0-45, S2-42, S2-43, S2-45, S2-46."""
    no = await told_of(office)
    shown = await record(office, f"show {no}")
    assert (
        shown.items()
        >= {
            "联系方式": "电话",
            "费用": "200",
            "首次联系": "10:00",
            "完成时间": "10:00",
            "关闭时间": "10:03",
            "满意度": "一般",
            "满意度·满意度回访": "不满意",
            "满意度·响应速度": "非常不满意",
            "客户评价": "还行",
            "客户建议": "快些",
            "其他需要协助的事": "另寄****5678",
            "不满意的原因": "回电太慢",
            "补救措施": "赠券寄****5678",
            "补救后是否满意": "满意",
        }.items()
    )
    assert PHONE not in str(shown)
    assert shown["协作 C1"].endswith("再打****5678")


async def test_what_it_holds_of_the_customer_is_whole_for_whoever_may_see_it(
    office: Office,
) -> None:
    no = await told_of(office)
    shown = await record(office, f"reveal {no}")
    assert shown["协作 C1"] == NEED
    assert shown["沟通结果"] == f"已联系{PHONE}"
    assert shown["补救措施"] == f"赠券寄{PHONE}"
    assert shown["其他需要协助的事"] == f"另寄{PHONE}"


async def test_a_ticket_of_which_little_is_known_shows_no_empty_facts(office: Office) -> None:
    no = await office.created("new 你好 客户=张三")
    shown = await record(office, f"show {no}")
    assert list(shown) == ["问题描述", "客户", "反馈时间"]


@pytest.mark.parametrize(
    ("bought", "said"),
    [("2026-01-10", "在保，至 2027-01-10"), ("2025-01-10", "已过保（2026-01-10 到期）")],
)
async def test_a_card_says_whether_the_repair_is_free(
    office: Office, bought: str, said: str
) -> None:
    """S0-06."""
    no = await office.created(f"new 停机 客户=王五 部门=技术部 购买日期={bought}")
    assert "保修" not in await facts(office, no)
    office.policies.current = replace(office.policies.current, warranty_months=12)
    assert (await facts(office, no))["保修"] == said


async def facts(office: Office, no: str) -> dict[str, str]:
    answer = await office.answer("li", f"show {no}")
    assert isinstance(answer.view, TicketRecord), answer.view
    shown = phrases.card_facts(answer.view.card, answer.words)
    return {label: phrases.flat(value) for label, value in shown}


async def test_what_the_card_says_is_not_said_again_below_it(office: Office) -> None:
    """A record is the card and what the card has no room for; longer words stand there whole."""
    plain = await office.created("new 漏水 客户=张三 部门=技术部 产品=K1 类型=维修 渠道=电话")
    long = await office.created(f"new {'漏水' * 400} 客户=张三 部门=技术部 产品=K2")
    below = {}
    for no in (plain, long):
        record = await office.ask("li", f"show {no}")
        assert isinstance(record, TicketRecord)
        below[no] = {one.key for one in record.beside_the_card()}
    assert below[plain] & {"description", "product", "kind", "reported"} == set()
    assert {"customer", "channel"} <= below[plain]
    assert "description" in below[long]
