"""Complaints: cause and responsibility, and every department's word on a severe one's remedy."""

from collections.abc import Iterable
from typing import Final

from bot.commands import Approve, Disapprove, Judge, Reject
from bot.domain import complaint, permits
from bot.domain.approval import Approval
from bot.domain.complaint import Verdict
from bot.domain.errors import (
    AlreadyDecided,
    CustomersWord,
    MissingFields,
    MissingToClose,
    NotApprovedYet,
    NotAsked,
    NothingToApprove,
    PersonElsewhere,
    UnknownValue,
    WhichDepartment,
    WhoseNo,
)
from bot.domain.evidence import Kept
from bot.domain.history import Happening
from bot.domain.life_cycle import Status, possible
from bot.domain.naming import Name
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers.choices import several
from bot.handlers.context import Context
from bot.views import Done, Reply

_USABLE: Final = frozenset({Kept.WAITING, Kept.STORED})


def judge(command: Judge, ctx: Context) -> Reply:
    """What the departments concerned found out together (S4-20…22); how grave it is (S4-23, 24)."""
    ticket = ctx.find(command.ticket, "judge")
    check_judge(ticket, ctx)
    named = _named(command.evidence, ticket, ctx)
    verdict = replace(_verdict(command, ctx), evidence=(*command.files, *named))
    if verdict == Verdict():
        raise MissingFields(missing=("cause",))
    after = complaint.judged(ticket, verdict, ctx.now)
    ctx.save(ticket, after, Happening.JUDGED, command.analysis.strip(), command.files)
    return Done(_judged(after), {"ticket": ticket.no})


def _judged(after: Ticket) -> str:
    if after.findings:
        return "judged" if after.evidence else "judged_unproved"
    return "judged" if after.responsible_department else "judged_of_nobody"


def _named(written: str, ticket: Ticket, ctx: Context) -> tuple[str, ...]:
    """The ticket's files that these names mean; what is none of them is refused (S4-22)."""
    wanted = several(written)
    kept = (one for one in ctx.uow.exhibits.of(ticket.no) if one.state in _USABLE)
    known = {one.name.casefold(): one for one in kept if one.name}
    if unknown := [name for name in wanted if name.casefold() not in known]:
        names = tuple(one.name for one in known.values())
        raise UnknownValue(field="evidence", written=unknown[0], known=names)
    found = (known[name.casefold()] for name in wanted)
    return tuple(f"{one.source} {one.name}" for one in found)


def check_judge(ticket: Ticket, ctx: Context) -> None:
    """Supervisors and liaisons of a department concerned, also of whoever took it in."""
    follower = ctx.roster.members.get(ticket.first_responder)
    also = {follower.department} if follower else set[str]()
    departments = complaint.concerned(ticket, ctx.policy) | also
    homes = ctx.there.homes(ctx.actor)
    permits.check_for(ctx.actor, Act.JUDGE, ticket, departments, homes)


def _verdict(command: Judge, ctx: Context) -> Verdict:
    department = ctx.choice("dept", command.dept, "departments")
    member = ctx.member(command.person, gone=True) if command.person.strip() else None
    if member and department and member.department != department:
        raise PersonElsewhere(member.name, ctx.scene.department(department))
    return Verdict(
        severity=ctx.choice("severity", command.severity, "severities"),
        cause=ctx.choice("cause", command.cause, "causes"),
        analysis=command.analysis.strip(),
        department=department or (member.department if member else ""),
        member=member.id if member else "",
        findings=command.findings.strip(),
    )


def approve(command: Approve, ctx: Context) -> Reply:
    """One department agrees; the last one sets the work free (S4-24)."""
    ticket = ctx.find(command.ticket, "approve")
    words = command.words.strip()
    _check_departments_word(ticket, words, ctx)
    answer = _meant(ticket, command.dept, ctx).answered(ctx.by, ctx.now, words, approves=True)
    after = ctx.save(ticket, ticket.approved(answer), Happening.APPROVED, note=words)
    left = _names((one.department for one in complaint.waiting(after)), ctx)
    code = "approved" if left else "approved_by_all"
    return Done(code, {"ticket": ticket.no, "departments": left})


def _check_departments_word(ticket: Ticket, words: str, ctx: Context) -> None:
    """A plain 同意 is never taken down as the customer's, though nothing else may be waiting.

    Who speaks for one of the departments has said so already, and is told that instead.
    """
    waits = ticket.status is Status.AWAITING and not complaint.waiting(ticket)
    if waits and not _speaks_for_any(ticket, ctx):
        raise CustomersWord(ticket.no, words)


def disapprove(command: Disapprove, ctx: Context) -> Reply:
    """One department says no, and why: the remedy is to be proposed anew."""
    ticket = ctx.find(command.ticket, "disapprove")
    reason = command.reason.strip()
    answer = _meant(ticket, command.dept, ctx).answered(ctx.by, ctx.now, reason, approves=False)
    ctx.save(ticket, ticket.disapproved(answer, ctx.now), Happening.DISAPPROVED, note=reason)
    return Done("disapproved", {"ticket": ticket.no})


def meant(command: Reject, ctx: Context) -> Reject | Disapprove:
    """A plain 驳回 is a department's own no, while the word of any is awaited."""
    if not command.plain:
        return command
    ticket = ctx.find(command.ticket, "reject")
    waiting = complaint.waiting(ticket)
    if waiting and not _own(ticket, ctx) and ctx.may(Act.PROPOSE, ticket):
        asked = _not_asked(ticket, waiting, ctx)
        raise WhoseNo(ticket.no, asked.departments, asked.who, command.words.strip())
    return Disapprove(ticket.no, command.words) if waiting else command


def check_answer(ticket: Ticket, ctx: Context) -> None:
    """Refuse who could not answer, before a form is filled in."""
    if not complaint.waiting(ticket):
        _meant(ticket, "", ctx)
    elif not _own(ticket, ctx):
        raise _not_asked(ticket, complaint.waiting(ticket), ctx)


def _meant(ticket: Ticket, written: str, ctx: Context) -> Approval:
    """The approval that this person may give: their department's, or the one that they name."""
    named = ctx.choice("dept", written, "departments")
    given = [a for a in ticket.approvals if not a.waits and _speaks_for(a, named, ctx)]
    waiting = complaint.waiting(ticket)
    own = [one for one in waiting if _speaks_for(one, named, ctx)]
    if len(own) == 1:
        return own[0]
    if own:
        raise WhichDepartment(ticket.no, _names((one.department for one in own), ctx))
    if given and given[-1].answered_at:
        last = given[-1]
        who = ctx.roster.name(last.by)
        raise AlreadyDecided(
            ticket.no, ctx.scene.department(last.department), who, given[-1].answered_at
        )
    if not waiting:
        steps = tuple(move.value for move in possible(ticket.status))
        raise NothingToApprove(ticket.no, ticket.status.value, steps)
    raise _not_asked(ticket, waiting, ctx)


def _speaks_for_any(ticket: Ticket, ctx: Context) -> bool:
    """Whether the actor's is one of the departments that were asked."""
    return any(_speaks_for(one, "", ctx) for one in ticket.approvals)


def _own(ticket: Ticket, ctx: Context) -> list[Approval]:
    return [one for one in complaint.waiting(ticket) if _speaks_for(one, "", ctx)]


def _speaks_for(one: Approval, named: str, ctx: Context) -> bool:
    homes = ctx.there.homes(ctx.actor)
    theirs = permits.may_for(ctx.actor, Act.APPROVE, {one.department}, homes)
    return theirs and named in ("", one.department)


def _not_asked(ticket: Ticket, waiting: Iterable[Approval], ctx: Context) -> NotAsked:
    asked = [one.department for one in waiting]
    who = dict.fromkeys(m.name for d in asked for m in ctx.roster.supervisors_for(d))
    return NotAsked(ticket.no, _names(asked, ctx), tuple(who))


def check_approved(ticket: Ticket, ctx: Context) -> None:
    """Nothing is carried out on a severe complaint that not every department has approved."""
    if left := complaint.unapproved(ticket, ctx.policy):
        raise NotApprovedYet(ticket.no, _names(left, ctx))


def check_closing(ticket: Ticket, ctx: Context) -> None:
    """What the policy wants known of it must be known before it is closed (S4-20, S4-21)."""
    if missing := complaint.missing_to_close(ticket, ctx.policy):
        raise MissingToClose(ticket.no, missing)


def submitted(ticket: Ticket, solution: str, cost: str, ctx: Context) -> Ticket:
    """The ticket with a proposal: to the customer, or first to those who must approve it."""
    if complaint.needs_approval(ticket, ctx.policy):
        return ticket.submitted(ctx.now, solution, cost, ctx.policy.approvers)
    return ticket.proposed(ctx.now, solution, cost)


def _names(departments: Iterable[str], ctx: Context) -> tuple[str | Name, ...]:
    return tuple(ctx.scene.department(one) for one in departments)
