"""Who may do what: every role, every act, every way a ticket can be related to a person."""

import itertools

import pytest

from bot.domain.errors import NotAllowed, NotYours
from bot.domain.people import Act, Role
from bot.domain.permits import check, may, who_may
from bot.domain.ticket import Ticket
from tests.domain.builders import member, roster, ticket

WORK = {"accept", "contact", "progress", "hold", "propose", "resolve", "reason", "edit", "collab"}
LOOKING = {"look", "search", "archive", "note", "escalate", "chase", "relate"}
OF_CUSTOMERS = {"rank", "merge", "rename", "erase"}
RUNNING = {
    "sync", "classify", "change_urgency", "assign", "reassign", "close", "cancel", "reopen",
    "confirm", "callback", "acknowledge", "reveal", "create", "absence", "handover", "remedy",
    "board", "oversee", "judge", "approve", "collab_answer", "improve",
    "register", "incident",
}  # fmt: skip
EVERYTHING = WORK | LOOKING | RUNNING | OF_CUSTOMERS

ANYWHERE = {
    "agent": LOOKING
    | {"create", "sync", "classify", "contact", "propose", "confirm", "callback", "edit"}
    | {"rename"},
    "tech": LOOKING,
    "liaison": LOOKING,
    "supervisor": LOOKING
    | OF_CUSTOMERS
    | {"create", "absence", "handover", "board", "improve", "register"},
    "manager": EVERYTHING,
    "admin": {"administer", "board", "erase"},
}
AT_HOME = {
    "agent": set[str](),
    "tech": {"accept", "collab_answer"},
    "liaison": WORK | {"judge", "collab_answer"},
    "supervisor": EVERYTHING,
    "manager": set[str](),
    "admin": set[str](),
}
AS_ASSIGNEE = WORK | {"reveal"}
AS_FIRST_RESPONDER = {"progress", "hold", "cancel", "reason", "reveal", "reopen", "edit", "collab"}

TICKETS = {
    "of another department": ticket(department="warehouse", first_responder="li"),
    "of the own department": ticket(department="technical", first_responder="li"),
    "of no department yet": ticket(department="", first_responder="li"),
    "given to them": ticket(department="warehouse", assignee="me", first_responder="li"),
    "taken in by them": ticket(department="warehouse", first_responder="me"),
}


CELLS = list(itertools.product(Role, TICKETS))


def expected(role: str, relation: str) -> set[str]:
    """What spec 1 §1 lets this role do to a ticket that is so related to its holder."""
    allowed = set(ANYWHERE[role])
    if role == "admin":
        return allowed
    if relation in ("of the own department", "of no department yet"):
        allowed |= AT_HOME[role]
    if relation == "given to them":
        allowed |= AS_ASSIGNEE
    if relation == "taken in by them":
        allowed |= AS_FIRST_RESPONDER
    return allowed


def test_the_table_speaks_of_every_role_and_every_act() -> None:
    assert {r.value for r in Role} == set(ANYWHERE) == set(AT_HOME)
    assert {a.value for a in Act} == EVERYTHING | {"administer"}


@pytest.mark.parametrize(("role", "relation"), CELLS)
def test_a_role_may_do_exactly_what_the_table_says(role: Role, relation: str) -> None:
    me = member("me", role, "technical")
    found = {act.value for act in Act if may(me, act, TICKETS[relation])}
    assert found == expected(role.value, relation)


@pytest.mark.parametrize("role", Role)
def test_where_there_is_no_ticket_only_the_role_counts(role: Role) -> None:
    found = {act.value for act in Act if may(member("me", role, ""), act)}
    assert found == ANYWHERE[role.value]


@pytest.mark.parametrize("role", Role)
def test_whoever_has_no_department_is_at_home_only_where_a_ticket_has_none(role: Role) -> None:
    me = member("me", role, "")
    for relation, one in TICKETS.items():
        found = {act.value for act in Act if may(me, act, one)}
        as_if = "of another department" if relation == "of the own department" else relation
        assert found == expected(role.value, as_if)


# The sentences of the specification, one by one.


def allowed(role: Role, act: Act, one: Ticket) -> bool:
    return may(member("me", role, "technical"), act, one)


def test_a_supervisor_named_for_a_second_department_has_their_rights_there_too() -> None:
    me = member("me", Role.SUPERVISOR, "technical")
    second = roster(me, warehouse="me").supervised_by("me")
    other = TICKETS["of another department"]
    assert {a.value for a in Act if may(me, a, other, second)} == EVERYTHING
    assert not may(me, Act.CLOSE, other, roster(me, service="me").supervised_by("me"))
    check(me, Act.CLOSE, other, second)


def test_a_stand_in_may_do_on_the_tickets_of_somebody_away_what_that_one_could() -> None:
    me = member("me", Role.TECH, "technical")
    theirs = ticket(department="technical", assignee="wang", first_responder="li")
    assert not may(me, Act.RESOLVE, theirs)
    assert may(me, Act.RESOLVE, theirs, selves={"me", "wang"})
    assert may(me, Act.CANCEL, theirs, selves={"me", "li"})
    assert not may(me, Act.CLOSE, theirs, selves={"me", "wang", "li"})
    check(me, Act.RESOLVE, theirs, selves={"wang"})


def test_an_admin_has_no_rights_on_tickets_not_even_their_own() -> None:
    mine = ticket(assignee="me", first_responder="me", department="technical")
    of_people = {Act.ADMINISTER, Act.BOARD, Act.ERASE}  # On the board they see people only.
    assert not any(allowed(Role.ADMIN, act, mine) for act in set(Act) - of_people)


def test_an_agent_accepts_only_what_they_were_given() -> None:
    assert not allowed(Role.AGENT, Act.ACCEPT, TICKETS["of the own department"])
    assert allowed(Role.AGENT, Act.ACCEPT, TICKETS["given to them"])


def test_only_supervisors_and_managers_say_who_works_on_what() -> None:
    home = TICKETS["of the own department"]
    for act in (Act.ASSIGN, Act.REASSIGN, Act.CHANGE_URGENCY, Act.CLOSE, Act.ACKNOWLEDGE):
        assert {r for r in Role if allowed(r, act, home)} == {Role.SUPERVISOR, Role.MANAGER}


def test_the_one_who_is_late_cannot_silence_the_ladder() -> None:
    assert not allowed(Role.TECH, Act.ACKNOWLEDGE, TICKETS["given to them"])


def test_the_whole_record_is_for_the_assignee_the_first_responder_and_supervisors() -> None:
    home = TICKETS["of the own department"]
    assert {r for r in Role if allowed(r, Act.REVEAL, home)} == {Role.SUPERVISOR, Role.MANAGER}
    assert allowed(Role.TECH, Act.REVEAL, TICKETS["given to them"])
    assert allowed(Role.AGENT, Act.REVEAL, TICKETS["taken in by them"])
    assert not allowed(Role.SUPERVISOR, Act.REVEAL, TICKETS["of another department"])


# Refusals.


@pytest.mark.parametrize(("role", "relation"), CELLS)
def test_what_may_not_be_done_is_refused_and_the_rest_is_not(role: Role, relation: str) -> None:
    me = member("me", role, "technical")
    for act in Act:
        if act.value in expected(role.value, relation):
            check(me, act, TICKETS[relation])
        else:
            with pytest.raises((NotAllowed, NotYours)):
                check(me, act, TICKETS[relation])


@pytest.mark.parametrize(
    ("role", "act"),
    [
        (Role.TECH, Act.ACCEPT),
        (Role.TECH, Act.PROGRESS),
        (Role.TECH, Act.RESOLVE),
        (Role.LIAISON, Act.RESOLVE),
        (Role.SUPERVISOR, Act.ASSIGN),
        (Role.SUPERVISOR, Act.REVEAL),
    ],
)
def test_the_right_role_on_the_wrong_ticket_is_told_that_it_is_not_theirs(
    role: Role, act: Act
) -> None:
    with pytest.raises(NotYours) as refusal:
        check(member("me", role, "technical"), act, TICKETS["of another department"])
    assert refusal.value.blanks() == {
        "ticket": "20261123001", "act": act.value, "who_may": who_may(act),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "act"),
    [
        (Role.AGENT, Act.ACCEPT),
        (Role.AGENT, Act.ASSIGN),
        (Role.TECH, Act.CREATE),
        (Role.TECH, Act.REVEAL),
        (Role.LIAISON, Act.CLOSE),
        (Role.MANAGER, Act.ADMINISTER),
        (Role.ADMIN, Act.LOOK),
    ],
)
def test_the_wrong_role_is_told_which_roles_may(role: Role, act: Act) -> None:
    with pytest.raises(NotAllowed) as refusal:
        check(member("me", role, "technical"), act, TICKETS["of another department"])
    assert refusal.value.blanks() == {
        "act": act.value, "role": role.value, "who_may": who_may(act),
    }  # fmt: skip
    assert role.value not in refusal.value.who_may


def test_the_roles_that_may_are_named_from_the_least_to_the_most() -> None:
    assert who_may(Act.RESOLVE) == ("liaison", "supervisor", "manager", "assignee")
    assert who_may(Act.PROGRESS) == (
        "liaison", "supervisor", "manager", "assignee", "first_responder",
    )  # fmt: skip
    assert who_may(Act.REOPEN) == ("supervisor", "manager", "first_responder")
    assert who_may(Act.CREATE) == ("agent", "supervisor", "manager")
    assert who_may(Act.CLOSE) == ("supervisor", "manager")
    assert who_may(Act.ADMINISTER) == ("admin",)
