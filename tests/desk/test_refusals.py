"""What the desk understands and refuses: one clear reason, nothing changed, nothing typed lost."""

import asyncio
from dataclasses import replace

import pytest

from bot.commands import (
    Accept,
    Contact,
    Note,
    OpenForm,
    ReportMessage,
    Reveal,
    Show,
    SubmitForm,
    Typed,
)
from bot.domain import errors
from bot.domain.errors import AlreadyAccepted, DeskError
from bot.domain.policy import Name
from bot.views import Done, FormView, HelpPage, Queue, Refused, Reply, Silent, TicketRecord
from tests.desk.office import SYNC, Office


def refusal(view: Reply) -> DeskError:
    assert isinstance(view, Refused), view
    return view.error


async def test_two_hundred_people_accepting_at_once_one_wins_and_the_others_are_told_who_and_when(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    people = ["wang", "wu", "jie", "tang"] * 50
    views = await asyncio.gather(*(office.ask(who, Accept(no)) for who in people))
    winners = [v for v in views if isinstance(v, Done) and v.code == "accepted"]
    assert len(winners) == 1
    winner = office.ticket(no).assignee
    told = [v.error for v in views if isinstance(v, Refused)]
    again = [v for v in views if isinstance(v, Done) and v.code == "already_yours"]
    assert all(isinstance(e, AlreadyAccepted) for e in told)
    assert {(e.by, e.at) for e in told if isinstance(e, AlreadyAccepted)} == {
        (winner.title(), office.clock.at)
    }
    assert (len(told), len(again)) == (150, 49)
    assert office.happenings(no).count("accepted") == 1


async def test_a_repeated_delivery_changes_nothing_and_says_nothing(office: Office) -> None:
    first = await office.ask("li", "new 停机 客户=王五", delivery="Ev1")
    again = await office.ask("li", "new 停机 客户=王五", delivery="Ev1")
    assert isinstance(first, Done)
    assert isinstance(again, Silent)
    found = await office.ask("li", "list")
    assert isinstance(found, Queue)
    assert found.total == 1


async def test_a_stranger_is_told_how_to_be_added_and_gets_no_form(office: Office) -> None:
    for command in ("new 停机 客户=王五", "new", "mine", "help", "show 001"):
        error = refusal(await office.ask("nobody", command))
        assert isinstance(error, errors.NotAMember)
        assert error.identity == "slack:T1/U_NOBODY"


async def test_a_wrong_role_is_told_why(office: Office) -> None:
    no = await office.created()
    error = refusal(await office.ask("wang", f"close {no} 联系不上"))
    assert isinstance(error, errors.NotAllowed | errors.NotYours | errors.WrongStatus)
    assert isinstance(refusal(await office.ask("admin", Accept(no))), errors.NotAllowed)
    assert isinstance(refusal(await office.ask("wang", "new 停机 客户=王五")), errors.NotAllowed)


async def test_a_mistyped_command_gets_the_nearest_one(office: Office) -> None:
    error = refusal(await office.ask("li", "accpet 001"))
    assert isinstance(error, errors.UnknownCommand)
    assert error.near == "accept"


async def test_a_short_number_finds_the_ticket_and_an_unknown_one_offers_candidates(
    office: Office,
) -> None:
    no = await office.created()
    shown = await office.ask("li", Show(no[-3:]))
    assert isinstance(shown, TicketRecord)
    assert shown.card.no == no
    error = refusal(await office.ask("li", "show 999"))
    assert isinstance(error, errors.UnknownTicket)


async def test_in_a_thread_the_number_may_be_left_out(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.settle()
    assert await office.done("wang", "accept", thread=office.thread()) == "accepted"
    assert office.ticket(no).assignee == "wang"
    error = refusal(await office.ask("wang", "progress 已检测"))
    assert isinstance(error, errors.NoTicketHere)


async def test_a_stale_button_says_what_happened_meanwhile_and_the_card_is_drawn_anew(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    await office.settle()
    await office.done("li", f"cancel {no} 误报")
    await office.settle()
    before = office.ear.said[office.thread()].updates
    view = await office.ask("wang", Contact(no))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.WrongStatus)
    assert [line.happening.value for line in view.meanwhile] == ["cancelled"]
    await office.settle()
    assert office.ear.said[office.thread()].updates == before + 1


@pytest.mark.parametrize("line", ["new 停机", "new 客户=王五"])
async def test_what_is_missing_opens_the_form_with_what_was_typed(
    office: Office, line: str
) -> None:
    view = await office.ask("li", line)
    assert isinstance(view, FormView)
    values = {f.field.name: f.value for f in view.form.fields}
    assert "停机" in values["description"] or values["customer"] == "王五"
    assert not view.form.errors


async def test_a_form_with_a_mistake_keeps_everything_and_marks_the_field(office: Office) -> None:
    typed = {"description": "停机", "customer": "王五", "reported": "明年吧", "product": "KFR-35"}
    view = await office.ask("li", SubmitForm("new", values=typed))
    assert isinstance(view, FormView)
    assert list(view.form.errors) == ["reported"]
    values = {f.field.name: f.value for f in view.form.fields}
    assert {k: values[k] for k in typed} == typed


async def test_a_form_without_what_is_required_marks_it(office: Office) -> None:
    view = await office.ask("li", SubmitForm("new", values={"product": "KFR-35"}))
    assert isinstance(view, FormView)
    assert "description" in view.form.errors


async def test_a_form_filled_in_while_the_ticket_changed_is_asked_again(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    form = await office.ask("wang", OpenForm("resolve", no))
    assert isinstance(form, FormView)
    await office.done("tang", f"assign {no} @wu 换人")
    await office.done("wu", Accept(no))
    submitted = SubmitForm("resolve", no, form.form.version, {"details": "已修好"})
    view = await office.ask("wu", submitted)
    assert isinstance(view, FormView)
    assert [h.happening.value for h in view.form.happenings] == ["assigned", "accepted"]
    again = SubmitForm("resolve", no, view.form.version, {"details": "已修好"})
    assert await office.done("wu", again) == "resolved"


async def test_the_whole_record_is_for_those_who_need_it_and_each_look_is_recorded(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五先生 电话=13812345678 部门=技术部")
    masked = await office.ask("wu", Show(no))
    assert isinstance(masked, TicketRecord)
    assert "13812345678" not in repr(masked)
    assert isinstance(refusal(await office.ask("wu", Reveal(no))), errors.NotAllowed)
    whole = await office.ask("li", Reveal(no))
    assert isinstance(whole, TicketRecord)
    assert "13812345678" in repr(whole)
    assert office.happenings(no) == ["created", "revealed"]
    await office.settle()
    assert "13812345678" not in repr(office.ear.in_lane(SYNC))


async def test_a_ticket_is_only_given_to_somebody_who_may_work_there(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    error = refusal(await office.ask("tang", f"assign {no} @hou"))
    assert isinstance(error, errors.CannotWorkThere)
    assert error.department == Name("技术部", "Technical")
    error = refusal(await office.ask("tang", f"assign {no} 张大山"))
    assert isinstance(error, errors.UnknownMember)


async def test_taking_a_ticket_from_somebody_needs_a_reason(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    view = await office.ask("tang", f"assign {no} @wu")
    assert isinstance(view, FormView)  # Asked for, with what was said already.
    assert {one.field.name: one.value for one in view.form.fields}["to"] in ("wu", "@wu")
    assert isinstance(view.form.errors["reason"], errors.ReasonNeeded)
    assert office.ticket(no).assignee == "wang"
    assert await office.done("tang", f"assign {no} @wu 王工休假") == "assigned"


async def test_what_happened_meanwhile_is_told_in_a_line_however_long_it_was(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("li", f"备注 {no} {'长' * 900}")
    view = await office.ask("li", f"确认 {no} 是")
    assert isinstance(view, Refused)
    assert [len(line.note) for line in view.meanwhile] == [200]


async def test_no_remedy_is_asked_for_where_no_customer_is_dissatisfied(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    for asked in (f"补救 {no} 已致歉", OpenForm("remedy", no)):
        assert isinstance(refusal(await office.ask("tang", asked)), errors.NothingToRemedy)


async def test_unreachable_customers_are_tried_before_a_supervisor_may_close(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已修好")
    error = refusal(await office.ask("tang", f"close {no} 联系不上"))
    assert isinstance(error, errors.TriesNeeded)
    for _ in range(office.policies.current.unreachable_after):
        await office.done("li", f"confirm {no} unreachable")
    assert await office.done("tang", f"close {no} 联系不上") == "closed"


async def test_a_refused_step_names_only_what_this_person_could_do_instead(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))

    async def possible(who: str, line: str) -> set[str]:
        error = refusal(await office.ask(who, line))
        assert isinstance(error, errors.WrongStatus)
        return set(error.possible)

    work = {"contact", "progress", "hold", "propose", "resolve", "collab"}
    assert await possible("wang", f"agree {no}") == work  # Nothing is on hold to be resumed.
    assert "assign" in await possible("tang", f"agree {no}")
    await office.done("wang", f"hold {no} 等配件")
    assert await possible("wang", f"agree {no}") == (work - {"hold"}) | {"resume"}
    await office.done("wang", f"resolve {no} 已修好")
    assert "close" not in await possible("tang", f"progress {no} 再看看")  # Nobody was tried yet.
    assert await possible("wang", f"progress {no} 再看看") == set()


async def test_a_completion_before_the_report_or_in_the_future_is_refused(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    early = refusal(await office.ask("wang", f"resolve {no} 好了 completed=2026-11-01"))
    assert isinstance(early, errors.TimeTooEarly | errors.BadTime)
    late = refusal(await office.ask("wang", f'resolve {no} 好了 completed="2026-12-24 10:00"'))
    assert isinstance(late, errors.TimeInFuture)


async def test_help_offers_only_what_this_person_may_do(office: Office) -> None:
    agents = await office.ask("li", "help")
    techs = await office.ask("wang", "help")
    assert isinstance(agents, HelpPage)
    assert isinstance(techs, HelpPage)
    assert "new" in agents.commands
    assert "new" not in techs.commands
    assert "close" not in techs.commands


async def test_nothing_is_acknowledged_called_back_or_explained_without_cause(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    assert isinstance(refusal(await office.ask("ma", f"ack {no}")), errors.NothingToAcknowledge)
    assert isinstance(
        refusal(await office.ask("li", f"callback {no} 好")), errors.NothingToCallBack
    )
    assert isinstance(refusal(await office.ask("li", f"reason {no} 忙")), errors.NothingOverdue)


async def test_a_duplicate_closes_and_its_notes_move(office: Office) -> None:
    first, second = await office.created(), await office.created()
    await office.done("li", f"note {second} 客户又打来了")
    assert await office.done("li", f"duplicate {second} of {first}") == "duplicated"
    assert office.ticket(second).duplicate_of == first
    assert "客户又打来了" in [e.note for e in office.history(first)]
    error = refusal(await office.ask("li", f"duplicate {first} of {first}"))
    assert isinstance(error, errors.SelfDuplicate)


async def test_files_of_a_message_survive_the_form_that_makes_it_a_ticket(office: Office) -> None:
    message = ReportMessage("洗衣机漏水", "slack:T1/U_CHEN", files=("slack:F1 leak.jpg",))
    form = await office.ask("li", message)
    assert isinstance(form, FormView)
    assert form.form.files == ("slack:F1 leak.jpg",)
    typed = {f.field.name: f.value for f in form.form.fields} | {"customer": "王五"}
    no = await office.created_by(SubmitForm("new", values=typed, files=form.form.files))
    assert office.history(no)[0].files == ("slack:F1 leak.jpg",)


async def test_a_refused_delivery_is_not_used_up(office: Office) -> None:
    """Two people who react to one message make one ticket, whoever of them was first."""
    said = ReportMessage("漏水", "slack:T1/U_X", "张三", "2026-11-23T01:30:00+00:00", (), ask=False)
    for nobody in ("stranger", "wang"):
        assert isinstance(await office.ask(nobody, said, delivery="reaction:1"), Refused)
    assert isinstance(await office.ask("li", said, delivery="reaction:1"), Done)
    assert isinstance(await office.ask("lin", said, delivery="reaction:1"), Silent)
    assert isinstance(await office.ask("stranger", said, delivery="reaction:1"), Silent)
    assert office.store.read(lambda u: u.health.counts()).result()["open_tickets"] == 1


async def test_files_that_come_with_a_command_are_kept_on_its_ticket(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.ask("wang", Typed(f"note {no} 见图", files=("slack:F1 a.png",)))
    await office.done("wang", Typed(f"contact {no} 已联系 方式=电话", files=("slack:F2 b.png",)))
    await office.ask("wang", Typed(f"note {no}", files=("slack:F3 c.png",)))
    kept = [(e.happening.value, e.note, e.files) for e in office.history(no)[2:]]
    assert kept == [
        ("noted", "见图", ("slack:F1 a.png",)),
        ("contacted", "已联系", ()),
        ("noted", "", ("slack:F2 b.png",)),
        ("noted", "", ("slack:F3 c.png",)),
    ]
    made = await office.created_by(Typed("new 漏水 客户=李四", files=("slack:F4 d.png",)))
    assert office.history(made)[0].files == ("slack:F4 d.png",)


async def test_a_refused_command_keeps_no_files(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    view = await office.ask("wang", Typed(f"resolve {no} 好了", files=("slack:F1 a.png",)))
    assert isinstance(view, Refused)
    assert office.happenings(no) == ["created"]


async def test_files_go_through_a_form_even_if_the_ticket_changed_meanwhile(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.done("wang", f"contact {no} 已联系 方式=电话")
    view = await office.ask("wang", Typed(f"progress {no}", files=("slack:F1 a.png",)))
    assert isinstance(view, FormView)
    assert view.form.files == ("slack:F1 a.png",)
    await office.done("wang", f"propose {no} 换新")
    sent = SubmitForm("note", no, view.form.version, {"text": "x"}, view.form.files)
    again = await office.ask("wang", sent)
    assert isinstance(again, FormView)
    assert again.form.happenings
    assert again.form.files == ("slack:F1 a.png",)
    await office.done("wang", replace(sent, version=again.form.version))
    assert office.history(no)[-1].files == ("slack:F1 a.png",)


async def test_talk_in_a_thread_that_is_no_tickets_concerns_nobody(office: Office) -> None:
    for who in ("stranger", "li"):
        view = await office.ask(who, Note(text="午饭？"), thread="1.5")
        assert isinstance(view, Refused)
        assert isinstance(view.error, errors.NoTicketHere)


async def test_a_form_shows_the_time_of_a_message_as_people_write_it(office: Office) -> None:
    said = ReportMessage("漏水", "slack:T1/U_X", "张三", "2026-11-23T01:30:42.000300+00:00")
    view = await office.ask("li", said)
    assert isinstance(view, FormView)
    shown = {f.field.name: f.value for f in view.form.fields}
    assert shown["reported"] == "2026-11-23 09:30"
    no = await office.created_by(SubmitForm("new", values=shown))
    assert office.ticket(no).report.reported_at.isoformat() == "2026-11-23T01:30:00+00:00"
