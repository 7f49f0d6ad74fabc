"""Complaints (S4-15…24): a verdict, a remedy that departments approve, what closing requires."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.domain import complaint
from bot.domain.approval import Approval
from bot.domain.complaint import Verdict
from bot.domain.errors import DeskError, NotAComplaint, PersonNeeded, VerdictContradicts
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind, Policy
from bot.domain.ticket import Ticket
from bot.policyfile import load
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, NOW, later

NAMED = ("technical", "production", "business")


def policy() -> Policy:
    return load(preset="complaint-handling").policy


def complained(**changes: Any) -> Ticket:
    return replace(AT_WORK, kind="complaint", urgency="severe", **changes)


def severe() -> Ticket:
    return complained(severity="severe")


def proposed(ticket: Ticket, at: datetime = NOW) -> Ticket:
    return ticket.submitted(at, "换新机", "3200元", NAMED)


def said(ticket: Ticket, department: str, at: datetime, *, approves: bool = True) -> Ticket:
    one = next(a for a in ticket.approvals if a.department == department)
    answer = one.answered("somebody", at, "" if approves else "太贵", approves=approves)
    return ticket.approved(answer) if approves else ticket.disapproved(answer, at)


# Cause and responsibility.


def test_responsibility_is_ours_or_explained_and_the_later_word_counts() -> None:  # S4-20, S4-22
    ours = complaint.judged(complained(), Verdict(cause="quality", department="production"), NOW)
    assert (ours.cause, ours.responsible_department, ours.judged_at) == (
        "quality", "production", NOW,
    )  # fmt: skip
    not_ours = complaint.judged(ours, Verdict(findings="检测为外力损坏，附报告"), NOW)
    assert (not_ours.responsible_department, not_ours.findings) == ("", "检测为外力损坏，附报告")
    again = complaint.judged(not_ours, Verdict(department="technical"), NOW)
    assert (again.findings, again.responsible_department) == ("", "technical")


def test_what_a_person_caused_goes_down_to_the_person() -> None:  # S4-16, S4-21
    with pytest.raises(PersonNeeded):
        complaint.judged(complained(), Verdict(cause="human", department="service"), NOW)
    named = complaint.judged(
        complained(), Verdict(cause="human", department="service", member="li"), NOW
    )
    assert named.responsible_member == "li"
    elsewhere = complaint.judged(named, Verdict(cause="quality", department="production"), NOW)
    assert elsewhere.responsible_member == ""


@pytest.mark.parametrize(
    ("ticket", "verdict", "refusal"),
    [
        (AT_WORK, Verdict(cause="quality"), NotAComplaint),
        (complained(), Verdict(department="technical", findings="外力"), VerdictContradicts),
    ],
)
def test_a_verdict_that_cannot_be_is_refused(
    ticket: Ticket, verdict: Verdict, refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal):
        complaint.judged(ticket, verdict, NOW)


def test_cause_and_responsibility_are_required_before_a_complaint_is_closed() -> None:  # S4-20
    assert complaint.missing_to_close(complained(), policy()) == ("cause", "responsibility")
    explained = complained(cause="other", findings="使用不当，附鉴定")
    assert complaint.missing_to_close(explained, policy()) == ()
    assert complaint.missing_to_close(AT_WORK, policy()) == ()
    assert complaint.missing_to_close(complained(), load(preset="rapid-response").policy) == ()


# The approval of a severe one's remedy (S4-24).


def test_a_severe_remedy_waits_for_every_named_department() -> None:
    ticket = proposed(severe())
    assert ticket.status is Status.AWAITING
    assert complaint.unapproved(ticket, policy()) == NAMED
    for n, department in enumerate(NAMED):
        ticket = said(ticket, department, later(hours=n))
    assert complaint.unapproved(ticket, policy()) == ()


def test_one_rejection_sends_it_back_and_a_new_remedy_is_asked_of_all_again() -> None:
    ticket = said(proposed(severe()), "technical", later(hours=1))
    back = said(ticket, "production", later(hours=2), approves=False)
    assert (back.status, back.solution) == (Status.IN_PROGRESS, "")
    assert [a.reason for a in back.approvals if a.approves is False and not a.waits] == ["太贵"]
    assert complaint.unapproved(back, policy()) == NAMED
    assert complaint.unapproved(proposed(back, later(hours=3)), policy()) == NAMED


def test_a_minor_complaint_needs_no_approval() -> None:  # S4-23
    assert complaint.unapproved(complained(severity="minor"), policy()) == ()
    assert complaint.unapproved(severe(), load(preset="rapid-response").policy) == ()


def test_an_approval_inside_the_house_is_no_word_to_the_customer() -> None:
    ticket = proposed(severe())
    assert (ticket.contacted_at, ticket.told_at, ticket.pauses) == (None, None, ())


def test_a_complaint_found_severe_while_its_proposal_stands_asks_the_departments_then() -> None:
    open_now = complained(severity="minor").proposed(NOW, "换新机")
    grave = replace(open_now, severity="severe")
    asked = complaint.in_step(grave, policy(), later(hours=1))
    assert [a.department for a in complaint.waiting(asked)] == list(NAMED)
    milder = complaint.in_step(replace(asked, severity="minor"), policy(), later(hours=2))
    assert milder.approvals == ()


# What each department owes.


def test_each_department_owes_its_answer_within_a_working_day() -> None:
    duties = Book(policy=policy())
    ticket = proposed(severe())
    duties.save(ticket, NOW)
    rows = {row.about: row for row in duties.of(DutyKind.APPROVAL)}
    assert set(rows) == set(NAMED)
    # Monday 10:00: a working day ends on Tuesday 10:00, warned two open hours before.
    assert {(row.due_at, row.warn_at) for row in rows.values()} == {
        (later(days=1), later(hours=7)),
    }
    answered = said(ticket, "technical", later(hours=2))
    duties.save(answered, later(hours=2))
    running = {row.about for row in duties.of(DutyKind.APPROVAL) if row.running}
    assert running == {"production", "business"}


def test_a_rejection_ends_what_the_others_owed_and_the_next_round_begins_anew() -> None:
    duties = Book(policy=policy())
    ticket = proposed(severe())
    duties.save(ticket, NOW)
    back = said(ticket, "business", later(hours=1), approves=False)
    duties.save(back, later(hours=1))
    assert DutyKind.APPROVAL not in duties.running
    endings = {row.about: row.ending for row in duties.of(DutyKind.APPROVAL)}
    assert endings == {"business": "met", "technical": "dropped", "production": "dropped"}
    duties.save(proposed(back, later(hours=2)), later(hours=2))
    again = [row for row in duties.of(DutyKind.APPROVAL) if row.running]
    assert [row.started_at for row in again] == [later(hours=2)] * len(NAMED)


def test_an_answer_takes_the_place_of_its_own_department_only() -> None:
    ticket = said(proposed(severe()), "production", later(hours=1))
    assert [a.waits for a in ticket.approvals] == [True, False, True]
    assert ticket.approvals[1] == Approval(
        "production", NOW, later(hours=1), "somebody", approves=True
    )
