"""Mass incidents (S1-01): one product and category, one lead, one text for all of them."""

from bot.commands import ListTickets, OpenIncident
from bot.domain import errors
from bot.views import Done, HistoryLine, Queue, Refused, TicketRecord
from tests.desk.office import TECHNICAL, Office

ALIKE = "new 漏水 客户=张三 部门=技术部 分类=产品质量 产品=KX-2"


async def opened(office: Office) -> tuple[str, str]:
    first, second = await office.created(ALIKE), await office.created(ALIKE.replace("KX", "kx"))
    assert await office.done("tang", f"群体事件 {first}") == "incident_opened"
    return first, second


async def test_tickets_alike_are_linked_now_and_as_they_come(office: Office) -> None:
    """Until the leading ticket is closed; another product is another matter."""
    other = await office.created(ALIKE.replace("KX-2", "KX-3"))
    lead, case = await opened(office)
    later = await office.created(ALIKE)
    unsorted = await office.created("new 请回电 客户=张三 部门=技术部 产品=KX-2")
    assert office.ticket(unsorted).parent == ""
    await office.done("li", f"classify {unsorted} 分类=产品质量")
    assert [office.ticket(no).parent for no in (case, later, unsorted)] == [lead] * 3
    assert (office.ticket(other).parent, office.ticket(lead).parent) == ("", "")
    await office.done("li", f"cancel {lead} 误报")
    assert office.ticket(await office.created(ALIKE)).parent == ""


async def test_one_update_is_read_in_every_thread(office: Office) -> None:
    lead, case = await opened(office)
    over = await office.created(ALIKE)
    await office.done("li", f"cancel {over} 误报")
    await office.settle()
    assert await office.done("tang", f"incident {lead} update 密封圈不良") == "incident_updated"
    await office.settle()
    lines = [x for x in office.ear.in_lane(TECHNICAL, HistoryLine) if x.note == "密封圈不良"]
    assert [(x.ticket, x.told) for x in lines] == [(lead, False), (case, False)]
    assert office.ticket(case).told_at is None
    await office.done("tang", f"群体事件 {lead} 通报 免费更换 已告知")
    told = [office.ticket(no).told_at for no in (lead, case, over)]
    assert told == [office.clock.at, office.clock.at, None]


async def test_an_incident_and_each_of_its_cases_lead_to_all_of_them(office: Office) -> None:
    lead, case = await opened(office)
    await office.created(ALIKE.replace("KX-2", "KX-3"))
    for no in (lead, case):
        view = await office.ask("tang", f"列表 群体事件={no}")
        assert isinstance(view, Queue)
        assert sorted(row.no for row in view.rows) == [lead, case]
        card = await office.ask("tang", f"show {no}")
        assert isinstance(card, TicketRecord)
        assert ListTickets(incident=lead) in [button.command for button in card.card.more]
    view = await office.ask("tang", "list incident=99999")
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.UnknownTicket)


async def test_whoever_takes_down_one_more_hears_of_the_incident(office: Office) -> None:
    lead, _ = await opened(office)
    view = await office.ask("li", ALIKE)
    assert isinstance(view, Done)
    assert (view.code, view.blanks["incident"]) == ("created_case", lead)


async def test_what_has_no_common_cause_is_parted_again(office: Office) -> None:
    lead, case = await opened(office)
    assert await office.done("tang", f"群体事件 {lead} 解除") == "incident_ended"
    assert (office.ticket(lead).incident, office.ticket(case).parent) == ("", "")
    assert office.ticket(await office.created(ALIKE)).parent == ""
    assert office.happenings(case)[-1] == "incident_left"
    assert await office.done("tang", f"群体事件 {case}") == "incident_opened"
    assert office.ticket(lead).parent == case


async def test_a_case_with_another_cause_is_taken_out_and_the_others_stay(office: Office) -> None:
    """By hand; or because its product was written down wrongly."""
    lead, case = await opened(office)
    wrong = await office.created(ALIKE)
    assert await office.done("tang", f"incident {case} end") == "incident_left"
    await office.done("li", f"edit {wrong} 产品=KX-3")
    assert [office.ticket(no).parent for no in (case, wrong)] == ["", ""]
    await office.done("li", f"edit {wrong} 产品=ＫＸ-2")
    assert office.ticket(wrong).parent == lead
    assert office.ticket(lead).incident


async def test_an_incident_needs_something_in_common_and_a_lead(office: Office) -> None:
    lead, case = await opened(office)
    plain = await office.created("new 请回电 客户=张三 部门=技术部")
    refused = {
        "incident " + plain: errors.NothingInCommon,
        "incident " + case: errors.AlreadyIncident,
        "incident " + lead: errors.AlreadyIncident,
        f"incident {case} update 密封圈不良": errors.NotAnIncident,
        f"incident {plain} end": errors.NotAnIncident,
    }
    for line, why in refused.items():
        view = await office.ask("tang", line)
        assert isinstance(view, Refused)
        assert isinstance(view.error, why)
    view = await office.ask("wang", OpenIncident(plain))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.NotAllowed)
