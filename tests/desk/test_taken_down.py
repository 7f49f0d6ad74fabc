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
