"""Members, their accounts, departments and rooms."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Address, Identity, Member, Role, Room, RoomKind, Roster
from tests.domain.builders import department, member, presence, roster

IDS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
PLACES = IDS | st.just("")


# Accounts.


@given(platform=IDS, workspace=PLACES, user=IDS)
def test_an_account_is_read_as_it_is_written(platform: str, workspace: str, user: str) -> None:
    account = Identity(platform, workspace, user)
    assert Identity.parse(str(account)) == account


def test_accounts_are_written_as_admins_know_them() -> None:
    assert str(Identity("slack", "T1", "U1")) == "slack:T1/U1"
    assert str(Identity("feishu", "", "ou_1")) == "feishu:ou_1"


@pytest.mark.parametrize(
    "written", ["", "slack", "slack:", ":U1", "slack:T1/", "slack:/U1", "U1", "/", ":/"]
)
def test_half_an_account_is_refused(written: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 — its message is what was written.
        Identity.parse(written)
    assert str(refusal.value) == written


# Lanes.


@given(
    platform=IDS,
    workspace=PLACES,
    place=IDS.map(lambda chat: {"chat": chat}) | IDS.map(lambda user: {"user": user}),
)
def test_a_lane_leads_back_to_its_address(
    platform: str, workspace: str, place: dict[str, str]
) -> None:
    to = Address(platform, workspace, **place)
    assert Address.of_lane(to.lane) == to


def test_a_room_and_a_person_never_share_a_lane() -> None:
    assert Address("slack", "T1", chat="C1").lane == "slack:T1/C1"
    assert Address("slack", "T1", user="C1").lane == "slack:T1/@C1"


# Members.


def test_one_person_acts_under_every_account_of_theirs() -> None:
    slack, feishu = Identity("slack", "T1", "U1"), Identity("feishu", "", "ou_1")
    li = Member("li", "Li", Role.AGENT, identities=(slack, feishu))
    people = Roster.of([li])
    assert people.who(slack) is people.who(feishu) is li
    assert (li.on("feishu"), li.on("web")) == (feishu, None)
    assert li.address == Address("slack", "T1", user="U1")


def test_a_stranger_is_nobody() -> None:
    people = Roster.of([member("li", Role.AGENT)])
    assert people.who(Identity("slack", "T2", "U_li")) is None
    assert people.who(Identity("feishu", "T1", "U_li")) is None


def test_somebody_without_an_account_cannot_be_written_to() -> None:
    assert member("li", Role.AGENT, identities=()).address is None


def test_a_leaver_keeps_their_name_and_nothing_else() -> None:
    li = member("li", Role.AGENT, active=False)
    people = Roster.of([li])
    assert people.who(li.identities[0]) is None
    assert presence(people).on_duty == ()
    assert people.name("li") == "Li"


def test_a_member_who_was_never_known_is_called_by_their_id() -> None:
    assert Roster().name("ghost") == "ghost"


# Who answers for a department.


def test_the_named_supervisor_answers_for_a_department_wherever_they_sit() -> None:
    tang = member("tang", Role.SUPERVISOR, "technical")
    chen = member("chen", Role.SUPERVISOR, "service")
    people = roster(tang, chen, technical="chen")
    assert people.supervisor_of("technical") is chen


def test_any_supervisor_of_the_department_answers_where_the_named_one_left() -> None:
    tang = member("tang", Role.SUPERVISOR, "technical", active=False)
    su = member("su", Role.SUPERVISOR, "technical")
    people = roster(tang, su, member("wang", Role.TECH), technical="tang")
    assert people.supervisor_of("technical") is su
    assert people.supervisors_for("technical") == (su,)


def test_a_ticket_without_a_supervisor_is_everybodys_then_the_managers() -> None:
    chen = member("chen", Role.SUPERVISOR, "service")
    ma = member("ma", Role.MANAGER, "service")
    assert roster(chen, ma).supervisors_for("warehouse") == (chen,)
    assert roster(chen, ma).supervisors_for("") == (chen,)
    assert roster(replace(chen, active=False), ma).supervisors_for("warehouse") == (ma,)
    assert roster().supervisors_for("warehouse") == ()


def test_roles_are_looked_up_among_those_who_are_here() -> None:
    people = roster(
        member("li", Role.AGENT, "service"),
        member("lin", Role.AGENT, "service", active=False),
        member("wang", Role.TECH, "technical"),
        member("ma", Role.MANAGER, "service"),
        member("root", Role.ADMIN, ""),
    )
    assert [m.id for m in people.managers] == ["ma"]
    assert [m.id for m in people.admins] == ["root"]
    assert [m.id for m in people.active(Role.AGENT, Role.TECH)] == ["li", "wang"]
    assert [m.id for m in people.active(Role.AGENT, Role.TECH, department="technical")] == ["wang"]


# Rooms.

SYNC = Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC")
LARK = Room("lark", RoomKind.SYNC, "feishu", "", "oc_1")
TECH = Room("tech", RoomKind.DEPARTMENT, "slack", "T1", "C_TECH", "technical")
STORE = Room("store", RoomKind.DEPARTMENT, "slack", "T1", "C_STORE", "warehouse")
ROOMS = Roster.of(rooms=[TECH, SYNC, STORE, LARK])


def test_a_ticket_shows_in_every_sync_room_and_in_those_of_its_department() -> None:
    assert ROOMS.rooms_showing("technical") == (SYNC, LARK, TECH)
    assert ROOMS.rooms_showing("") == (SYNC, LARK)


def test_a_room_bound_to_no_department_shows_no_tickets_of_none() -> None:
    homeless = Room("x", RoomKind.DEPARTMENT, "slack", "T1", "C_X")
    assert Roster.of(rooms=[homeless]).rooms_showing("") == ()


def test_a_chat_is_known_by_platform_workspace_and_id() -> None:
    assert ROOMS.room_at("slack", "T1", "C_TECH") is TECH
    assert ROOMS.room_at("slack", "T2", "C_TECH") is None
    assert TECH.address.lane == "slack:T1/C_TECH"


def test_a_roster_finds_its_departments_by_id() -> None:
    assert roster(technical="tang").departments == {"technical": department("technical", "tang")}
