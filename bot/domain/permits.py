"""Who may do what to which ticket. A button is no permission: every action asks here."""

from collections.abc import Collection

from bot.domain.collaboration import Collaboration
from bot.domain.errors import NotAllowed, NotTheirSupervisor, NotYours
from bot.domain.people import (
    RIGHTS,
    RIGHTS_AT_HOME,
    RIGHTS_OF_ASSIGNEE,
    RIGHTS_OF_FIRST_RESPONDER,
    RIGHTS_ON_OWN,
    Act,
    Member,
    Role,
)
from bot.domain.ticket import Ticket


def may(
    member: Member,
    act: Act,
    ticket: Ticket | None = None,
    homes: Collection[str] = (),
    selves: Collection[str] = (),
) -> bool:
    """Whether this person may.

    `homes` are departments they answer for beside their own, `selves` the colleagues in whose
    place they act.
    """
    if act in RIGHTS[member.role]:
        return True
    if ticket is None or member.role is Role.ADMIN:
        return False
    at_home = ticket.department in ("", member.department, *homes)
    return (
        (at_home and act in RIGHTS_AT_HOME[member.role])
        or (ticket.assignee in {member.id, *selves} and act in RIGHTS_OF_ASSIGNEE)
        or (ticket.first_responder in {member.id, *selves} and act in RIGHTS_OF_FIRST_RESPONDER)
    )


def check(
    member: Member,
    act: Act,
    ticket: Ticket | None = None,
    homes: Collection[str] = (),
    selves: Collection[str] = (),
) -> None:
    """Raise NotAllowed for the wrong role, NotYours for the right role on the wrong ticket."""
    if may(member, act, ticket, homes, selves):
        return
    if ticket is not None and act in _rights_somewhere(member.role):
        raise NotYours(ticket=ticket.no, act=act.value, who_may=who_may(act))
    raise NotAllowed(act=act.value, role=member.role.value, who_may=who_may(act))


def may_for(
    member: Member, act: Act, departments: Collection[str], homes: Collection[str] = ()
) -> bool:
    """Whether they may in the name of one of these departments, wherever the ticket lies."""
    if act in RIGHTS[member.role]:
        return True
    theirs = {member.department, *homes} - {""}
    return act in RIGHTS_AT_HOME[member.role] and not theirs.isdisjoint(departments)


def check_for(
    member: Member, act: Act, ticket: Ticket, departments: Collection[str], homes: Collection[str]
) -> None:
    """Raise as `check` does, for what a department says about a ticket."""
    if may_for(member, act, departments, homes):
        return
    if act in _rights_somewhere(member.role):
        raise NotYours(ticket=ticket.no, act=act.value, who_may=who_may(act))
    raise NotAllowed(act=act.value, role=member.role.value, who_may=who_may(act))


def may_answer(
    member: Member, request: Collaboration, homes: Collection[str], selves: Collection[str]
) -> bool:
    """Whether a collaboration request is theirs: their department's, or asked of themselves."""
    at_home = request.department and request.department in {member.department, *homes}
    act = Act.ANSWER
    return (
        act in RIGHTS[member.role]
        or bool(at_home and act in RIGHTS_AT_HOME[member.role])
        or request.owner in {member.id, *selves}
    )


def check_over(member: Member, act: Act, other: Member, homes: Collection[str]) -> None:
    """The same for what is done about a colleague: supervisors do it at home, managers anywhere."""
    check(member, act)
    at_home = other.department in {member.department, *homes}
    if member.role is not Role.MANAGER and not at_home:
        raise NotTheirSupervisor(member=other.name, act=act.value, who_may=who_may(act))


def who_may(act: Act) -> tuple[str, ...]:
    """Who may do this somewhere, for the sentence that says why not: roles, and whose it is."""
    roles = tuple(r.value for r in Role if act in RIGHTS[r] | RIGHTS_AT_HOME[r])
    whose = {"assignee": RIGHTS_OF_ASSIGNEE, "first_responder": RIGHTS_OF_FIRST_RESPONDER}
    return (*roles, *(who for who, rights in whose.items() if act in rights))


def _rights_somewhere(role: Role) -> frozenset[Act]:
    return RIGHTS[role] | RIGHTS_AT_HOME[role] | RIGHTS_ON_OWN[role]
