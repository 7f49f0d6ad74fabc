"""A customer who asks again, at the desk; what helps whoever takes them in."""

from dataclasses import replace

from bot.commands import MAIL, OpenForm, Place, ReceiveLetter, Request
from bot.domain.errors import NothingToChoose
from bot.domain.naming import Name
from bot.domain.people import Identity
from bot.domain.policy import Choice
from bot.phrases import card_marks
from bot.views import Done, FormView, Notice, Refused
from bot.words import Words
from tests.desk.office import SYNC, Office

NORMAL = "new 空调不制冷 客户=张三 电话=13812345678 部门=技术部 分类=产品质量 紧急程度=一般"


async def test_the_second_chase_raises_the_urgency_and_calls_the_supervisor(
    office: Office,
) -> None:
    """S1-03, S1-26."""
    no = await office.created(NORMAL)
    await office.done("wang", f"accept {no}")
    assert await office.done("li", f"催单 {no} 客户问进度") == "chased"
    await office.settle()
    assert not office.ear.in_lane("slack:T1/@U_TANG", Notice)
    assert await office.done("li", f"chase {no}") == "chased_raised"
    await office.settle()
    told = {
        who: [v.code for v in office.ear.in_lane(f"slack:T1/@U_{who}", Notice)]
        for who in ("WANG", "TANG", "LI")
    }
    assert told == {"WANG": ["chased", "chased"], "TANG": ["chased"], "LI": []}
    ticket = office.ticket(no)
    assert (ticket.chases, ticket.urgency) == (2, "important")
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert any("客户已催 2 次" in mark for mark in card_marks(office.ear.card(SYNC), words))


async def test_nobody_chases_what_is_closed(office: Office) -> None:
    no = await office.created(NORMAL)
    await office.done("li", f"cancel {no} 误报")
    refused = await office.ask("li", f"催单 {no}")
    assert isinstance(refused, Refused)
    assert (refused.error.code, office.ticket(no).chases) == ("wrong_status", 0)


async def test_a_mail_that_asks_again_is_a_chase_and_one_that_adds_is_not(office: Office) -> None:
    async def mail(key: str, text: str, answers: tuple[str, ...] = ()) -> str:
        letter = ReceiveLetter(text, "Ann", "ann@example.com", "Re: AC", "", key, key, answers)
        who = Identity(MAIL, "", "customer")
        view = (await office.desk.ask(Request(letter, who, Place(MAIL, "")))).view
        assert isinstance(view, Done), view
        return str(view.blanks["ticket"])

    no = await mail("1", "空调不制冷")
    assert await mail("2", "照片见附件", ("1",)) == no
    assert await mail("3", "Any update?", ("1",)) == no
    assert office.happenings(no) == ["created", "wrote", "chased"]


async def test_a_ticket_shows_how_urgent_it_looks_and_what_is_still_to_be_asked(
    office: Office,
) -> None:
    """S2-17…20, S2-34…37, S3-02, S3-15."""
    view = await office.ask("li", "new 空调不制冷 客户=张三 分类=产品质量 情绪=不满 影响=核心业务")
    assert isinstance(view, Refused | FormView | Done)
    view = await office.ask("li", "new 空调不制冷 客户=张三 分类=产品质量 影响=core")
    assert isinstance(view, Done)
    assert (view.code, view.blanks["missing"]) == ("created_asking", ("product", "order", "bought"))
    no = view.blanks["ticket"]
    asked = await office.ask("li", OpenForm("classify", no))
    assert isinstance(asked, FormView)
    [guide] = asked.form.guide
    assert (guide.code, guide.blanks["urgency"].zh) == ("suggested", "紧急")
    await office.done("wang", f"accept {no}")
    steps = await office.ask("wang", OpenForm("contact", no))
    assert isinstance(steps, FormView)
    assert [g.code for g in steps.form.guide] == ["ask", "step", "step", "step"]


async def test_an_office_is_a_dimension_where_the_policy_names_offices(office: Office) -> None:
    """S4-06."""
    marked = await office.faults("li", f"{NORMAL} 区域=华东")  # The form asks for no office.
    assert {name: type(fault) for name, fault in marked.items()} == {"description": NothingToChoose}
    offices = (Choice("east", Name("华东办事处", "East"), ("华东",)),)
    office.policies.current = replace(office.policies.current, regions=offices)
    no = await office.created(f"{NORMAL} 区域=华东")
    assert office.ticket(no).region == "east"
