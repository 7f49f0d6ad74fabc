"""What is taken down of customers and tickets beside the usual."""

from bot.domain.policy import Name
from bot.views import Detail, Refused, TicketRecord
from tests.desk.office import Office


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
    refused = await office.ask("li", "new 空调不制冷 客户=张三 偏好=飞鸽")
    assert isinstance(refused, Refused)
    assert refused.error.code == "unknown_value"
    assert refused.error.blanks()["field"] == "prefers"


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
