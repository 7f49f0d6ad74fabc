"""People are called at once of a complaint, and of a customer who wants somebody to come (S4)."""

from bot import phrases
from bot.commands import Accept, Show
from bot.views import Notice
from bot.words import Words
from tests.desk.office import Office


def called(office: Office, who: str) -> list[str]:
    return [n.code for n in office.ear.in_lane(f"slack:T1/@U_{who.upper()}", Notice)]


async def test_whoever_answers_for_a_complaint_hears_of_it_once(office: Office) -> None:
    no = await office.created("new 包装破损 客户=王五 部门=技术部 类型=投诉")
    await office.settle()
    [told] = office.ear.in_lane("slack:T1/@U_TANG", Notice)
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.notice(told, words) == f"收到投诉 {no}，请第一时间跟进。"
    assert told.buttons[-1].command == Show(no)
    await office.done("wang", Accept(no))
    repair = await office.created("new 漏水 客户=王五 部门=技术部 类型=维修")
    await office.done("li", f"edit {repair} 类型=投诉")
    await office.done("tang", f"edit {no} 类型=维修")
    await office.done("tang", f"edit {no} 类型=投诉")  # They know: it is they who say so.
    await office.settle()
    assert called(office, "tang") == ["complaint_in", "complaint_in"]


async def test_whoever_can_go_is_called_when_the_customer_wants_a_visit(office: Office) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部 期望=上门")
    await office.settle()
    assert called(office, "jie") == ["visit_wanted"]  # The department's liaison.
    other = await office.created("new 漏水 客户=王五 部门=技术部")
    await office.done("wang", Accept(other))
    await office.done("li", f"edit {other} wish=visit")
    await office.done("li", f"edit {other} 产品=KX")
    await office.settle()
    assert called(office, "wang") == ["visit_wanted"]
    assert no != other
