"""What is taken down of customers and tickets beside the usual."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import phrases
from bot.domain.errors import UnknownValue
from bot.domain.policy import Name
from bot.views import Detail, TicketRecord
from tests.desk.office import MORNING, Office


async def test_how_a_customer_would_be_told_is_taken_down_corrected_and_remembered(
    office: Office,
) -> None:
    """S3-17."""
    no = await office.created("new 空调不制冷 客户=张三 电话=13812345678 偏好=短信")
    assert office.ticket(no).customer.prefers == "sms"
    await office.done("li", f"edit {no} prefers=phone")
    shown = await office.ask("li", f"reveal {no}")
    assert isinstance(shown, TicketRecord), shown
    assert Detail("prefers", Name("电话", "Phone")) in shown.details
    again = await office.created("new 空调又不制冷 客户=张三 电话=13812345678")
    assert office.ticket(again).customer.prefers == "phone"


async def test_a_way_that_nobody_can_be_told_by_is_refused_with_those_there_are(
    office: Office,
) -> None:
    faults = await office.faults("li", "new 空调不制冷 客户=张三 偏好=飞鸽")
    assert isinstance(faults["prefers"], UnknownValue)
    assert faults["prefers"].known


async def test_the_record_says_step_by_step_what_to_do_until_it_is_done(office: Office) -> None:
    """S2-34…37, S3-02, S3-15."""

    async def steps(no: str) -> list[Name]:
        shown = await office.ask("wang", f"show {no}")
        assert isinstance(shown, TicketRecord), shown
        return [d.value for d in shown.details if d.key == "steps" and isinstance(d.value, Name)]

    no = await office.created("new 少发一个配件 客户=张三 部门=技术部 分类=物流配送 处理人=wang")
    [told] = await steps(no)
    assert told.zh.startswith("1. 核对订单和物流记录 2. 补发或换货 3. ")
    assert told.en.startswith("1. Check the order and the carrier's record 2. Send again")
    await office.done("wang", f"accept {no}")
    assert await steps(no)
    await office.done("wang", f"resolve {no} 已补发")
    assert await steps(no) == []
    plain = await office.created("new 你好 客户=李四 部门=技术部 处理人=wang")
    assert await steps(plain) == []


async def test_by_when_the_customer_wants_it_is_taken_down_and_corrected(office: Office) -> None:
    """S0-13, S3-10: what they said is kept as a moment, and shown with the rest."""
    no = await office.created("new 空调不制冷 客户=张三 反馈时间=09:30 期望=维修 期望时间=48小时内")
    assert office.ticket(no).report.wished_by == MORNING + timedelta(hours=47.5)
    await office.done("li", f"edit {no} wished_by=11-24")
    assert office.ticket(no).report.wished_by == datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
    answer = await office.answer("li", f"show {no}")
    assert isinstance(answer.view, TicketRecord), answer.view
    facts = dict(phrases.detail(one, answer.words) for one in answer.view.details)
    assert facts["期望完成时间"] == ("11-24 23:59",)
    assert "期望完成时间" in phrases.history(answer.view.history[-1], answer.words)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("08:00", "time_too_early"),
        ("“2020-01-01 10:00”", "time_too_early"),
        ("尽快", "bad_time_to_come"),
    ],
)
async def test_a_wish_that_lies_before_the_report_or_is_no_time_is_refused(
    office: Office, written: str, code: str
) -> None:
    faults = await office.faults("li", f"new 空调不制冷 客户=张三 wished_by={written}")
    assert {name: getattr(e, "code", "") for name, e in faults.items()} == {"wished_by": code}
