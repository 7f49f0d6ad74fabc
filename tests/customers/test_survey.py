import asyncio

from bot.domain.errors import (
    AlreadyAnswered,
    NoPublicUrl,
    NotAllowed,
    NotYetToAsk,
)
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind
from bot.handlers import showing
from bot.handlers.scene import Scene
from bot.phrases import history
from bot.views import Done, Notice, Refused
from tests.customers.counter import Counter, Heard
from tests.customers.sheets import Sheet

SOLVED = {"answer": "yes", "csat": "satisfied", "comment": "谢谢"}
UNSOLVED = {"answer": "no", "csat": "very_dissatisfied", "comment": "还是不制冷，电话13812345678"}


async def resolved(counter: Counter) -> str:
    no = await counter.office.created()
    await counter.office.done("wang", f"accept {no}")
    await counter.office.done("wang", f"resolve {no} 换了压缩机")
    return no


async def closed(counter: Counter) -> str:
    no = await resolved(counter)
    await counter.office.done("li", f"confirm {no} yes satisfied")
    return no


async def link(counter: Counter, no: str, who: str = "li") -> str:
    view = await counter.office.ask(who, f"survey {no}")
    assert isinstance(view, Done), view
    whole = str(view.blanks["link"])
    assert whole.startswith("https://desk.acme.com/survey/")
    return whole.removeprefix("https://desk.acme.com")


async def answer(counter: Counter, path: str, values: dict[str, str]) -> Heard:
    return await counter.call("POST", f"{path}?lang=zh", values)


async def refused(counter: Counter, who: str, line: str) -> type[Exception]:
    view = await counter.office.ask(who, line)
    assert isinstance(view, Refused), view
    return type(view.error)


async def test_the_customers_own_word_closes_the_ticket(counter: Counter) -> None:
    no = await resolved(counter)
    path = await link(counter, no)
    sheet = Sheet((await counter.call("GET", path, headers={"accept-language": "en"})).text)
    assert sheet.lang == "en"
    assert [one["value"] for one in sheet.named["answer"]] == ["yes", "no"]
    assert len(sheet.named["csat"]) == 5
    heard = await answer(counter, path, SOLVED)
    assert (heard.status, "您的评价已收到" in heard.text) == (200, True)
    ticket = counter.office.ticket(no)
    assert (ticket.status, ticket.close_reason) == (Status.CLOSED, "confirmed")
    assert (ticket.csat["overall"], ticket.comment) == ("satisfied", "谢谢")
    assert ticket.answered_at == counter.office.clock.at


async def test_the_history_says_that_it_was_the_customer(counter: Counter) -> None:
    no = await resolved(counter)
    await answer(counter, await link(counter, no), SOLVED)
    last = counter.office.history(no)[-1]
    assert (last.by, last.platform) == ("", "survey")
    office = counter.office
    roster = office.store.read(lambda uow: uow.people.roster()).result()
    scene = Scene(office.policies.current, roster, office.clock.at)
    words = (await office.answer("li", f"show {no}")).words
    assert history(showing.line(last, scene), words).startswith("客户")


async def test_a_customer_who_says_no_sends_it_back_to_work(counter: Counter) -> None:
    no = await resolved(counter)
    await answer(counter, await link(counter, no), UNSOLVED)
    ticket = counter.office.ticket(no)
    assert (ticket.status, ticket.resolved_at) == (Status.IN_PROGRESS, None)
    assert ticket.dissatisfied_at == counter.office.clock.at


async def test_a_second_visit_says_that_it_was_received_and_changes_nothing(
    counter: Counter,
) -> None:
    no = await resolved(counter)
    path = await link(counter, no)
    await asyncio.gather(*(answer(counter, path, SOLVED) for _ in range(4)))
    before = counter.office.history(no)
    for heard in (await counter.call("GET", path), await answer(counter, path, UNSOLVED)):
        assert (heard.status, "评价已经收到" in heard.text) == (200, True)
    assert counter.office.history(no) == before
    assert sum(event.platform == "survey" for event in before) == 1
    assert await refused(counter, "li", f"survey {no}") is AlreadyAnswered


async def test_an_answer_about_a_closed_ticket_stands_in_for_the_callback(
    counter: Counter,
) -> None:
    no = await closed(counter)
    await answer(counter, await link(counter, no), SOLVED)
    ticket = counter.office.ticket(no)
    assert (ticket.called_back_at, ticket.callback_outcome) == (counter.office.clock.at, "谢谢")
    rows = counter.office.store.read(lambda uow: uow.duties.of(no)).result()
    assert [row.met_at for row in rows if row.kind is DutyKind.CALLBACK] == [ticket.called_back_at]
    assert counter.office.happenings(no)[-1] == "answered"


async def test_the_page_takes_what_a_call_would_take(counter: Counter) -> None:
    """S2-42…S2-45: every dimension, needs, a new problem, and whether they recommend us."""
    no = await closed(counter)
    path = await link(counter, no)
    sheet = Sheet((await counter.call("GET", path)).text)
    assert sheet.named.keys() >= {"answers.speed", "answers.result", "needs", "problem", "loyalty"}
    assert "<details>" in sheet.markup
    more = {"answers.speed": "dissatisfied", "needs": "发票", "problem": "插头发热", "loyalty": "3"}
    assert (await answer(counter, path, {**SOLVED, **more})).status == 200
    ticket = counter.office.ticket(no)
    assert (ticket.csat["speed"], ticket.needs, ticket.loyalty) == ("dissatisfied", "发票", "3")
    assert ticket.dissatisfied_at == counter.office.clock.at
    [new] = [counter.office.ticket(each) for each in ticket.related]
    assert (new.report.description, new.customer, new.related) == (
        "插头发热", ticket.customer, (no,),
    )  # fmt: skip
    assert (new.created_by, new.first_responder) == ("", "li")


async def test_what_few_say_stays_open_where_it_is_at_fault(counter: Counter) -> None:
    path = await link(counter, await closed(counter))
    heard = await answer(counter, path, {**SOLVED, "answers.speed": "凑合"})
    assert (heard.status, "<details open>" in heard.text) == (400, True)
    assert (await answer(counter, path, {**SOLVED, "answers.nothing": "x"})).status == 400


async def test_what_is_not_solved_after_closing_is_told_and_left_to_people(
    counter: Counter,
) -> None:
    no = await closed(counter)
    await counter.office.settle()
    await answer(counter, await link(counter, no), UNSOLVED)
    await counter.office.settle()
    ticket = counter.office.ticket(no)
    assert (ticket.status, ticket.called_back_at) == (Status.CLOSED, None)
    [notice] = [
        v for v in counter.office.ear.in_lane("slack:T1/@U_LI", Notice) if v.code == "unsolved"
    ]
    assert "13812345678" not in str(notice)
    assert "****5678" in notice.blanks["note"]
    assert await counter.office.done("li", f"reopen {no} 客户说没解决") == "reopened"


async def test_a_survey_of_a_ticket_that_was_taken_up_again_waits(counter: Counter) -> None:
    no = await closed(counter)
    path = await link(counter, no)
    await counter.office.done("li", f"reopen {no} 又坏了")
    for heard in (await counter.call("GET", path), await answer(counter, path, SOLVED)):
        assert (heard.status, "还在处理中" in heard.text) == (409, True)
    assert counter.office.ticket(no).answered_at is None


async def test_a_link_that_is_not_ours_or_has_run_out_is_told_in_one_sentence(
    counter: Counter,
) -> None:
    no = await resolved(counter)
    path = await link(counter, no)
    wrong = [path[:-1] + ("A" if path[-1] != "A" else "B"), "/survey/x", "/survey/%00", path + "AA"]
    for each in wrong:
        heard = await counter.call("GET", each)
        assert (heard.status, "这个链接无效或已过期" in heard.text) == (404, True), each
        assert (await answer(counter, each, SOLVED)).status == 404
    counter.office.clock.forward(days=14, seconds=1)
    assert (await answer(counter, path, SOLVED)).status == 404
    assert counter.office.ticket(no).answered_at is None


async def test_an_answer_that_says_too_little_comes_back_with_the_rest(counter: Counter) -> None:
    path = await link(counter, await resolved(counter))
    heard = await answer(counter, path, {"answer": "yes", "comment": "好"})
    assert (heard.status, Sheet(heard.text).typed) == (400, "好")
    heard = await answer(counter, path, {**SOLVED, "answer": "unreachable"})
    assert (heard.status, Sheet(heard.text).values["csat"]) == (400, "satisfied")
    assert (await answer(counter, path, {**SOLVED, "comment": "x" * 3001})).status == 400
    assert (await answer(counter, path, {**SOLVED, "csat": "good"})).status == 400


async def test_the_page_tells_nothing_of_the_customer(counter: Counter) -> None:
    no = await resolved(counter)
    heard = await counter.call("GET", await link(counter, no))
    assert no in heard.text
    for secret in ("张三", "13812345678", "空调", "压缩机", "Wang"):
        assert secret not in heard.text


async def test_the_link_is_for_whoever_may_speak_with_the_customer(counter: Counter) -> None:
    no = await counter.office.created()
    assert await refused(counter, "li", f"survey {no}") is NotYetToAsk
    assert await refused(counter, "admin", f"survey {no}") is NotAllowed
    await counter.office.done("li", f"cancel {no} 误报")
    assert await refused(counter, "li", f"survey {no}") is NotYetToAsk


async def test_giving_the_link_sends_nothing_and_changes_nothing(counter: Counter) -> None:
    no = await resolved(counter)
    await counter.office.settle()
    before, said = counter.office.history(no), counter.office.ear.calls
    await link(counter, no)
    await counter.office.settle()
    assert (counter.office.history(no), counter.office.ear.calls) == (before, said)


async def test_without_a_public_address_there_is_no_link(counter: Counter) -> None:
    no = await resolved(counter)
    object.__setattr__(counter.office.desk, "public_url", "")
    assert await refused(counter, "li", f"survey {no}") is NoPublicUrl
