"""Another department is asked in its own room and answers; whoever asked hears of it (S0-31)."""

from dataclasses import replace

import pytest

from bot import phrases
from bot.commands import (
    Accept,
    CollabAccept,
    CollabDecline,
    CollabDone,
    Collaborate,
    Mine,
    OpenForm,
    Show,
    SubmitForm,
)
from bot.domain.errors import (
    AskYourself,
    NobodyToAsk,
    NotTheirRequest,
    NotYours,
    RequestAccepted,
    RequestAnswered,
    RequestWithdrawn,
    UnknownRequest,
    WhichRequest,
    WrongStatus,
)
from bot.domain.people import Department, Room, RoomKind
from bot.domain.policy import DutyKind, Name
from bot.views import (
    Digest,
    Done,
    FormView,
    HistoryLine,
    Notice,
    Queue,
    Refused,
    Reminder,
    RequestCard,
    TicketRecord,
)
from bot.words import Words
from tests.desk.office import SYNC, Office, roster
from tests.desk.test_presence import lane

WAREHOUSE = "slack:T1/C_WARE"
NEW = "new 空调不制冷 客户=张三 电话=13812345678 部门=技术部 分类=产品质量 紧急程度=一般"


def bind(office: Office) -> None:
    """The warehouse has a room of its own."""
    office.enrol(Room("ware", RoomKind.DEPARTMENT, "slack", "T1", "C_WARE", "warehouse", "zh"))


async def at_work(office: Office) -> str:
    bind(office)
    no = await office.created(NEW)
    await office.done("wang", Accept(no))
    await office.settle()
    return no


async def asked(office: Office, line: str = "@仓储部 KX-2 压缩机有货吗，电话 13812345678") -> str:
    no = await at_work(office)
    view = await office.ask("wang", f"collab {no} {line}")
    assert isinstance(view, Done), view
    assert view.blanks["request"] == "C1"
    await office.settle()
    return no


FIELD = Department("field", Name("现场服务部", "Field Service"), "tang")


@pytest.mark.parametrize(
    ("line", "dept", "member", "need"),
    [
        ("Field Service is a spare pump in the van?", "field", "", "is a spare pump in the van?"),
        ('"Field Service" is a pump there?', "field", "", "is a pump there?"),
        ("@Field Service: is a pump there?", "field", "", "is a pump there?"),
        ("dept=Field Service is a pump there?", "field", "", "is a pump there?"),
        ("field service, is a pump there?", "field", "", "is a pump there?"),
        ("现场服务部查一下备件", "field", "", "查一下备件"),
        ("Field is a pump there?", "field", "", "is a pump there?"),
        ("@Anna Hou is a pump there?", "warehouse", "hou", "is a pump there?"),
    ],
)
async def test_a_department_of_several_words_may_be_typed_with_quotes_or_without(
    office: Office, line: str, dept: str, member: str, need: str
) -> None:
    no = await at_work(office)
    office.enrol(FIELD, replace(roster().members["hou"], name="Anna Hou"))
    assert await office.done("wang", f"collab {no} {line}") == "collab_asked"
    [request] = office.ticket(no).collaborations
    assert (request.department, request.member, request.need) == (dept, member, need)


@pytest.mark.parametrize(
    ("line", "dept", "need"),
    [
        ("dept=field Service the pump", "site", "Service the pump"),
        ("Field service the pump", "site", "service the pump"),
        ("Field Service the pump", "visits", "the pump"),
        ("dept=field service the pump", "visits", "the pump"),
        ("FIELD SERVICE the pump", "visits", "the pump"),
        ("Warehouse Service the pump", "warehouse", "Service the pump"),
        ("customer Service a refund", "service", "a refund"),
    ],
)
async def test_a_longer_name_in_capitals_of_no_name_may_be_the_message_to_a_shorter_one(
    office: Office, line: str, dept: str, need: str
) -> None:
    no = await at_work(office)
    site = Department("site", Name("现场部", "Field"), "tang")
    visits = Department("visits", Name("上门服务部", "Field Service"), "tang")
    office.enrol(site, visits)
    assert await office.done("wang", f"collab {no} {line}") == "collab_asked"
    [request] = office.ticket(no).collaborations
    assert (request.department, request.need) == (dept, need)


async def test_a_department_alone_opens_the_form_with_it_chosen(office: Office) -> None:
    no = await at_work(office)
    for line in ("Customer service", '"Customer service"', "@客服部"):
        view = await office.ask("wang", f"collab {no} {line}")
        assert isinstance(view, FormView), line
        told = {one.field.name: one.value for one in view.form.fields}
        assert (told["dept"], told["need"]) == ("service", "")


async def refusal(office: Office, who: str, command: object) -> object:
    view = await office.ask(who, command)  # type: ignore[arg-type]
    assert isinstance(view, Refused), view
    return view.error


def card(office: Office) -> RequestCard:
    [only] = office.ear.in_lane(WAREHOUSE, RequestCard)
    found: RequestCard = only
    return found


async def test_the_department_gets_a_card_of_its_own_that_follows_the_request(
    office: Office,
) -> None:
    """S0-30, S1-02: need, department, due; masked; accept, answer and decline one tap away."""
    no = await asked(office)
    shown = card(office)
    assert (shown.no, shown.ticket, shown.stage) == ("C1", no, "asked")
    assert [p.name for p in shown.people] == ["Hou"]
    assert "13812345678" not in f"{shown.need}{shown.customer}"
    assert shown.next is not None
    commands = [b.command for b in shown.buttons]
    assert commands == [CollabAccept("C1"), CollabDone("C1"), CollabDecline("C1")]
    assert await office.done("hou", CollabAccept("C1")) == "collab_accepted"
    await office.settle()
    assert (card(office).stage, card(office).by) == ("accepted", "Hou")
    assert await office.done("hou", CollabDone("C1", "有货，今天发出")) == "collab_done"
    await office.settle()
    after = card(office)
    assert (after.stage, after.answer, after.buttons) == ("done", "有货，今天发出", ())
    assert office.ear.card(SYNC).requests[0].answer == "有货，今天发出"


async def test_whoever_asked_and_works_on_it_hears_of_the_answer_in_card_thread_and_history(
    office: Office,
) -> None:
    """S0-31: the people concerned are told without anybody asking.

    So comes what only another department can look up: an order's date, its amount (S4-29).
    """
    no = await asked(office)
    await office.done("hou", "collab done C1 有货，今天发出")
    await office.settle()
    for who in ("wang", "li"):
        [notice] = [n for n in office.ear.in_lane(lane(who), Notice) if n.code == "collab_done"]
        said = phrases.notice(notice, Words("zh", office.policies.current.zone, office.clock.at))
        assert said == f"仓储部完成了 {no} 的协作请求 C1：有货，今天发出"
    lines = [
        phrases.history(each, Words("zh", office.policies.current.zone, office.clock.at))
        for each in office.ear.in_lane(SYNC, HistoryLine)
    ]
    assert "Wang 请仓储部协作（C1）：KX-2 压缩机有货吗，电话 ****5678" in lines
    assert "Hou 完成了协作请求 C1：有货，今天发出" in lines
    assert office.happenings(no)[-2:] == ["collab_asked", "collab_done"]
    record = await office.ask("li", Show(no))
    assert isinstance(record, TicketRecord)
    assert [(r.no, r.stage) for r in record.card.requests] == [("C1", "done")]


async def test_an_answer_by_the_wrong_department_says_whose_it_is(office: Office) -> None:
    await asked(office)
    error = await refusal(office, "jie", CollabDone("C1", "有货"))
    assert isinstance(error, NotTheirRequest)
    said = phrases.refusal(error, Words("zh", office.policies.current.zone, office.clock.at))
    assert said == "协作请求 C1 请的是仓储部，请由对方答复。"
    assert isinstance(await refusal(office, "jie", OpenForm("collab_done", "C1")), NotTheirRequest)


async def test_a_second_answer_is_refused_with_who_and_when_and_the_card_is_drawn_anew(
    office: Office,
) -> None:
    await asked(office)
    await office.done("hou", CollabDone("C1", "有货"))
    at = office.clock.at
    await office.later(minutes=5)
    drawn = [s.updates for s in office.ear.said.values() if s.lane == WAREHOUSE]
    error = await refusal(office, "ma", CollabDecline("C1", "没有"))
    assert isinstance(error, RequestAnswered)
    assert (error.by, error.at, error.stage) == ("Hou", at, "done")
    await office.settle()
    assert [s.updates for s in office.ear.said.values() if s.lane == WAREHOUSE] == [drawn[0] + 1]


async def test_two_accept_at_once_and_one_is_told_who_was_first(office: Office) -> None:
    await asked(office)
    await office.done("hou", CollabAccept("C1"))
    assert await office.done("hou", CollabAccept("C1")) == "collab_already_yours"
    error = await refusal(office, "ma", CollabAccept("C1"))
    assert isinstance(error, RequestAccepted)
    assert error.by == "Hou"


async def test_a_declined_request_comes_back_with_its_reason(office: Office) -> None:
    await asked(office)
    view = await office.ask("hou", "协作 拒绝 C1")
    assert isinstance(view, FormView)
    assert (view.form.key, view.form.ticket) == ("collab_decline", "C1")
    empty = await office.ask("hou", SubmitForm("collab_decline", "C1", 0, {"reason": " "}))
    assert isinstance(empty, FormView)
    assert (empty.form.ticket, list(empty.form.errors)) == ("C1", ["reason"])
    await office.ask("hou", SubmitForm("collab_decline", "C1", 0, {"reason": "已停产"}))
    await office.settle()
    codes = [(n.code, n.blanks["note"]) for n in office.ear.in_lane(lane("wang"), Notice)]
    assert ("collab_declined", "已停产") in codes


async def test_a_change_of_the_ticket_does_not_spoil_an_answer_that_is_being_written(
    office: Office,
) -> None:
    no = await asked(office)
    view = await office.ask("hou", CollabDone("C1"))
    assert isinstance(view, FormView)
    await office.done("wang", f"progress {no} 等仓库")
    answer = SubmitForm("collab_done", "C1", view.form.version, {"answer": "有货"})
    assert isinstance(await office.ask("hou", answer), Done)


async def test_a_miss_calls_the_supervisors_of_both_departments(office: Office) -> None:
    """S0-30, S1-21: named in the asked department's room too, with the button that meets it."""
    await asked(office)
    office.clock.at = office.clock.at.replace(day=24)  # Tuesday 10:00, one working day later.
    await office.settle()
    called = {who for who in ("tang", "chen") if _reminded(office, lane(who))}
    assert called == {"tang", "chen"}  # The warehouse has no supervisor: any will do.
    [room] = office.ear.in_lane(WAREHOUSE, Reminder)
    assert room.about == "C1"
    assert room.buttons[0].command == CollabDone("C1")
    assert "Hou" in [p.name for p in room.people]


def _reminded(office: Office, where: str) -> list[Reminder]:
    said = office.ear.in_lane(where, Reminder)
    said += [r for d in office.ear.in_lane(where, Digest) for r in d.reminders]
    return [r for r in said if r.kind is DutyKind.COLLABORATION]


async def test_mine_shows_the_asked_what_waits_for_them(office: Office) -> None:
    await asked(office)
    view = await office.ask("hou", Mine())
    assert isinstance(view, Queue)
    [row] = view.requests
    assert (row.no, row.asked_by) == ("C1", "Wang")
    other = await office.ask("jie", Mine())
    assert isinstance(other, Queue)
    assert other.requests == ()


async def test_one_person_is_asked_by_name_and_answers_from_a_private_message(
    office: Office,
) -> None:
    """Their department has no room: the card comes to them."""
    no = await at_work(office)
    await office.done("wang", f"collab {no} <@U_LI> 客户的保修期到哪天？")
    await office.settle()
    [shown] = office.ear.in_lane(lane("li"), RequestCard)
    assert shown.asked == "Li"
    assert await office.done("li", CollabDone("C1", "明年 3 月")) == "collab_done"


async def test_a_reply_in_the_requests_thread_is_a_note_and_may_answer_it(office: Office) -> None:
    no = await asked(office)
    [thread] = [m for m, s in office.ear.said.items() if s.lane == WAREHOUSE]
    await office.ask("hou", "note 只剩两台", thread, chat="C_WARE")
    assert office.history(no)[-1].note == "只剩两台"
    view = await office.ask("hou", "collab done 已发出", thread, chat="C_WARE")
    assert isinstance(view, Done)


async def test_a_resolved_ticket_says_what_is_open_and_a_closed_one_withdraws_it(
    office: Office,
) -> None:
    no = await asked(office)
    await office.done("hou", CollabAccept("C1"))
    view = await office.ask("wang", f"resolve {no} 已换压缩机")
    assert isinstance(view, Done)
    assert (view.code, view.blanks["requests"]) == ("resolved_waiting", ("C1",))
    await office.done("li", f"confirm {no} yes")
    await office.settle()
    assert card(office).stage == "withdrawn"
    assert "collab_withdrawn" in [n.code for n in office.ear.in_lane(lane("hou"), Notice)]
    assert isinstance(await refusal(office, "hou", CollabDone("C1", "x")), RequestWithdrawn)


@pytest.mark.parametrize(
    ("who", "line", "error"),
    [
        ("wang", "collab {no} @月球部 要一台火箭", NobodyToAsk),
        ("wang", "collab {no} <@U_WANG> 自己来", AskYourself),
        ("hou", "collab {no} @技术部 快一点", NotYours),
        ("hou", "collab done C99 有货", UnknownRequest),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_one_clear_sentence(
    office: Office, who: str, line: str, error: type[Exception]
) -> None:
    no = await at_work(office)
    assert isinstance(await refusal(office, who, line.format(no=no)), error)
    assert office.ticket(no).collaborations == ()


async def test_nobody_is_asked_about_a_ticket_that_nobody_works_on(office: Office) -> None:
    no = await office.created(NEW)
    error = await refusal(office, "tang", f"collab {no} @仓储部 有货吗")
    assert isinstance(error, WrongStatus)


async def test_without_the_need_the_form_asks_and_keeps_whom_one_meant(office: Office) -> None:
    no = await at_work(office)
    view = await office.ask("wang", Collaborate(no, dept="仓储部"))
    assert isinstance(view, FormView)
    assert {f.field.name: f.value for f in view.form.fields}["dept"] == "warehouse"
    named = await office.ask("wang", Collaborate(no, dept="Hou"))
    assert isinstance(named, FormView)
    assert {f.field.name: f.value for f in named.form.fields}["member"] == "hou"


async def test_the_room_that_is_gone_sends_the_request_to_whoever_answers_for_it(
    office: Office,
) -> None:
    no = await at_work(office)
    office.store.write(lambda uow: uow.people.mark_room("ware", "archived")).result()
    await office.done("wang", f"collab {no} @仓储部 有货吗")
    await office.settle()
    assert office.ear.in_lane(lane("hou"), RequestCard)


async def test_without_a_number_the_only_request_that_waits_is_meant_else_they_are_told(
    office: Office,
) -> None:
    no = await at_work(office)
    for need in ("查库存", "查批次"):
        await office.done("wang", f"协作 {no} @仓储部 {need}")
    several = await office.ask("hou", "collab done in stock")
    assert isinstance(several, Refused)
    assert isinstance(several.error, WhichRequest)
    words = Words("en", office.policies.current.zone, office.clock.at)
    assert phrases.refused(several, words).endswith("such as C12. Waiting for you: C1, C2.")
    await office.done("hou", "collab done C1 in stock")
    await office.done("hou", "collab done batch 7")
    assert [r.answer for r in office.ticket(no).collaborations] == ["in stock", "batch 7"]
    none = await office.ask("hou", "collab done batch 7")
    assert isinstance(none, Refused)
    assert isinstance(none.error, WhichRequest)
