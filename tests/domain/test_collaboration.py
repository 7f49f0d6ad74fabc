"""What one department asks of another: due by the policy, answered once, over with its ticket."""

from collections.abc import Callable

import pytest

from bot.domain.collaboration import Collaboration, Stage, of_plain
from bot.domain.duties import Call
from bot.domain.errors import RequestAccepted, RequestAnswered, RequestWithdrawn, WrongStatus
from bot.domain.history import plain
from bot.domain.life_cycle import Status
from bot.domain.people import Role
from bot.domain.permits import may_answer
from bot.domain.policy import DutyKind
from bot.domain.span import Span
from bot.domain.ticket import Ticket
from bot.policyfile import load_text
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, NOW, later, member, ticket_in

ASKED = Collaboration("C1", "KX-2 有货吗", "wang", NOW, "warehouse")


def asking(*requests: Collaboration) -> Ticket:
    ticket = AT_WORK
    for one in requests:
        ticket = ticket.asking(one)
    return ticket


def test_a_department_answers_within_one_working_day_and_is_warned_two_hours_before() -> None:
    """S0-30, S1-21: counted in office hours, from the request on."""
    book = Book()
    book.save(asking(ASKED), NOW)
    row = book[DutyKind.COLLABORATION]
    assert (row.about, row.owner, row.started_at) == ("C1", "", NOW)
    assert row.due_at == later(days=1)  # Tuesday 10:00, a working day later.
    assert row.warn_at == later(hours=7)  # Two open hours before: Monday 17:00.


def test_a_department_with_its_own_time_has_that_instead() -> None:
    """S1-21: what departments promise each other is the policy's."""
    own = load_text('[[department]]\nid = "warehouse"\nanswers_within = "2h"\n', "p.toml").policy
    assert own.answers_within("warehouse") == Span.parse("2h")
    book = Book(own)
    book.save(asking(ASKED), NOW)
    assert book[DutyKind.COLLABORATION].due_at == later(hours=2)


def test_two_requests_owe_an_answer_each_and_one_answered_leaves_the_other() -> None:
    book = Book()
    other = Collaboration("C2", "退款 300", "wang", NOW, "finance")
    asked = asking(ASKED, other)
    book.save(asked, NOW)
    answered = ASKED.answered(Stage.DONE, "hou", later(minutes=5), "有货")
    book.save(asked.with_request(answered), later(minutes=5))
    rows = {row.about: row for row in book.of(DutyKind.COLLABORATION)}
    assert rows["C1"].met_at == later(minutes=5)
    assert rows["C2"].running


def test_a_missed_answer_is_called_once() -> None:
    book = Book()
    book.save(asking(ASKED), NOW)
    said = book.sweep(later(days=2))
    assert [call for kind, call in said if kind is DutyKind.COLLABORATION] == [Call.BREACH]
    assert book[DutyKind.COLLABORATION].missed_at == later(days=1)


def test_whoever_accepts_first_has_it_and_the_answer_is_given_once() -> None:
    taken = ASKED.accepted("hou", later(minutes=1))
    assert (taken.stage, taken.owner) == (Stage.ACCEPTED, "hou")
    with pytest.raises(RequestAccepted) as lost:
        taken.accepted("jie", later(minutes=2))
    assert (lost.value.by, lost.value.at) == ("hou", later(minutes=1))
    done = taken.answered(Stage.DONE, "hou", later(minutes=3), "有货")
    with pytest.raises(RequestAnswered) as late:
        done.answered(Stage.DECLINED, "jie", later(minutes=4), "没有")
    assert (late.value.by, late.value.at, late.value.stage) == ("hou", later(minutes=3), "done")


@pytest.mark.parametrize(
    "end",
    [
        lambda t: t.cancelled(later(hours=1), "客户撤回"),
        lambda t: t.duplicated(later(hours=1), "20261123002", ""),
        lambda t: t.resolved(later(minutes=30), later(minutes=30), "已换").confirmed(
            later(hours=1), {}, ""
        ),
        lambda t: t.resolved(later(minutes=30), later(minutes=30), "已换").closed_unreachable(
            later(hours=1), "三次未接"
        ),
    ],
    ids=["cancelled", "duplicate", "confirmed", "unreachable"],
)
def test_a_closed_ticket_withdraws_what_nobody_has_answered_and_owes_it_no_more(
    end: Callable[[Ticket], Ticket],
) -> None:
    done = Collaboration("C2", "退款", "wang", NOW, "finance").answered(
        Stage.DONE, "fan", later(minutes=1), "已退"
    )
    book = Book()
    book.save(asking(ASKED, done), NOW)
    closed = end(asking(ASKED, done))
    assert [one.stage for one in closed.collaborations] == [Stage.WITHDRAWN, Stage.DONE]
    book.save(closed, later(hours=1))
    assert DutyKind.COLLABORATION not in book.running
    with pytest.raises(RequestWithdrawn):
        closed.collaborations[0].accepted("hou", later(hours=2))


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED, Status.CLOSED])
def test_help_is_asked_for_while_somebody_works_on_the_ticket(status: Status) -> None:
    with pytest.raises(WrongStatus):
        ticket_in(status).asking(ASKED)


@pytest.mark.parametrize(
    ("role", "department", "may"),
    [
        (Role.LIAISON, "warehouse", True),
        (Role.TECH, "warehouse", True),
        (Role.SUPERVISOR, "warehouse", True),
        (Role.MANAGER, "service", True),
        (Role.AGENT, "warehouse", False),
        (Role.LIAISON, "technical", False),
        (Role.SUPERVISOR, "technical", False),
        (Role.ADMIN, "", False),
    ],
)
def test_the_department_that_was_asked_answers_and_nobody_elses(
    role: Role, department: str, may: object
) -> None:
    assert may_answer(member("x", role, department), ASKED, (), ()) is may


def test_who_is_asked_in_person_may_answer_whatever_their_role() -> None:
    asked = Collaboration("C1", "?", "wang", NOW, "service", member="li")
    assert may_answer(member("li", Role.AGENT, "service"), asked, (), ())
    assert may_answer(member("lin", Role.AGENT, "service"), asked, (), {"li", "lin"})
    assert not may_answer(member("lin", Role.AGENT, "service"), asked, (), ())


def test_a_request_comes_back_from_the_history_as_it_went_in() -> None:
    full = ASKED.accepted("hou", NOW).answered(Stage.DECLINED, "hou", later(hours=1), "不归我们")
    assert of_plain(plain(full)) == full
