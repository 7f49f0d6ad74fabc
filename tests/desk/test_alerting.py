"""People are called at once of a complaint, and of a customer who wants somebody to come (S4)."""

from bot import phrases
from bot.commands import Accept, Remedy, Show
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


async def test_the_supervisor_hears_at_once_of_a_dissatisfied_customer(office: Office) -> None:
    """S2-45: their 48 hours run from now, and the first reminder of them comes a day and a half on.

    Nothing is said once the remedy is recorded, nor by whoever has just heard it themselves.
    """
    line = "new 停机 客户=王五 部门=技术部 产品=KX 分类=产品质量 紧急程度=重要"
    nos = [await office.created(f"{line} 电话=1381234567{n}") for n in range(3)]
    for no in nos:
        await office.done("wang", Accept(no))
        await office.done("wang", f"resolve {no} 换了压缩机")
        await office.done("li", f"confirm {no} yes")
    first, second, third = nos
    await office.done("li", f"回访 {first} 上门太慢 满意度=不满意")
    await office.done("tang", f"回访 {second} 满意度=不满意")
    await office.done("li", f"回访 {third} 满意度=不满意")
    await office.done("tang", f"补救 {third} 赠券 原因=慢")
    await office.settle()
    [told] = [n for n in office.ear.in_lane("slack:T1/@U_TANG", Notice) if n.code == "dissatisfied"]
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.notice(told, words).startswith(f"客户对工单 {first} 的服务不满意")
    assert phrases.notice(told, words).endswith("上门太慢")
    assert "还有 2 天" in phrases.notice_about(told, words)
    assert [button.command for button in told.buttons] == [Remedy(first), Show(first)]
