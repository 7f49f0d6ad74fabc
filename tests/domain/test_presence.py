"""Who is there: shifts in the desk's zone, times away, and who stands in for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Member, Role, Roster
from bot.domain.presence import can_stand_in
from bot.domain.shifts import Shift
from tests.domain.builders import NOW, SHANGHAI, away, later, member, presence, roster

# Shifts, as they are written.


def at(wall: str) -> datetime:
    """A time in Shanghai in the week of Monday 23 November 2026."""
    day, clock = wall.split()
    on = 23 + ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(day)
    return datetime.fromisoformat(f"2026-11-{on} {clock}").replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "inside", "outside"),
    [
        ("mon-fri 09:00-18:00", ("mon 09:00", "fri 17:59"), ("fri 18:00", "sat 10:00")),
        ("mon-fri 22:00-06:00", ("mon 23:00", "sat 05:59"), ("mon 05:00", "sat 06:00")),
        ("sun 22:00-02:00", ("sun 22:00", "mon 01:59"), ("sun 01:00", "mon 02:00")),
        ("fri-mon 10:00-11:00", ("fri 10:00", "mon 10:30"), ("tue 10:30", "thu 10:30")),
        ("mon 09:00-12:00 13:00-18:00", ("mon 11:59", "mon 13:00"), ("mon 12:30", "tue 10:00")),
        ("mon, wed 9:00-10:00; sat 8:00-9:00", ("wed 09:30", "sat 08:30"), ("tue 09:30",)),
        ("daily 00:00-24:00", ("mon 00:00", "sun 23:59"), ()),
        ("周一至周五 09：00—18：00；周六 10:00-14:00", ("mon 09:00", "sat 13:59"), ("sat 09:00",)),
        ("周一到周五9点到18点", ("mon 09:00", "fri 17:59"), ("fri 18:00", "sat 10:00")),
        ("周六 8点半至11点45分", ("sat 08:30", "sat 11:44"), ("sat 11:45",)),
        ("mon to fri 9-18", ("mon 09:00", "fri 17:59"), ("fri 18:00", "sat 10:00")),
        ("工作日 09:00-18:00", ("fri 09:00",), ("sat 09:00",)),
        ("mon 22-6", ("mon 23:00", "tue 05:59"), ("mon 05:00", "tue 06:00")),
        ("mon 10:00-02:00", ("mon 10:00", "tue 01:59"), ("mon 01:00", "tue 02:00")),
        ("mon 9-12 13-17; tue 8-12", ("mon 16:59", "tue 08:00"), ("mon 12:00", "tue 12:00")),
        ("Monday-Friday 09:00-18:00", ("fri 09:00",), ("sun 09:00",)),
    ],
)  # fmt: skip
def test_a_shift_is_read_as_people_write_it(
    written: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    shift = Shift.parse(written)
    assert all(shift.holds(at(wall), SHANGHAI) for wall in inside)
    assert not any(shift.holds(at(wall), SHANGHAI) for wall in outside)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("", ""),
        ("mon", "mon"),
        ("09:00-18:00", "09:00-18:00"),
        ("mon-fri 09:00", "09:00"),
        ("mon-fri 9", "9"),
        ("mon-fri 09:00-09:00", "09:00-09:00"),
        ("mon-fri 24:00-06:00", "24:00-06:00"),
        ("mon-fri 09:00-24:30", "09:00-24:30"),
        ("mon-fri 09:60-18:00", "09:60-18:00"),
        ("mon-fri 09:00-18:00 sat", "sat"),
        ("mon-fri 9-5", "9-5"),
        ("周一至周五 9点到6点", "9:00-6:00"),
        ("mon-fri 8:30-12 1-5:30", "1-5:30"),
        ("office", "office"),
    ],
)
def test_what_is_no_shift_is_refused_with_the_part_at_fault(written: str, part: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 — its message is the part.
        Shift.parse(written)
    assert str(refusal.value) == part


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["mon", "tue-thu", "sat-mon", "daily"]),
            st.integers(0, 23),
            st.integers(0, 24),
        ).filter(lambda part: part[1] != part[2]),
        min_size=1,
        max_size=4,
    )
)
def test_a_shift_reads_back_as_it_writes_itself(parts: list[tuple[str, int, int]]) -> None:
    shift = Shift.parse(", ".join(f"{d} {a:02}:00-{b:02}:00" for d, a, b in parts))
    assert Shift.parse(shift.written) == shift


def test_a_shift_stands_in_the_desks_zone_also_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    nine = Shift.parse("daily 09:00-10:00")
    for day in (24, 25):  # The clocks go back on Sunday 25 October 2026.
        opens = datetime(2026, 10, day, 9, tzinfo=berlin).astimezone(UTC)
        assert nine.holds(opens, berlin)
        assert not nine.holds(opens - timedelta(seconds=1), berlin)


# Being there.


def person(name: str, role: Role = Role.TECH, shift: str = "", **changes: Any) -> Member:
    known = Shift.parse(shift) if shift else None
    return member(name, role, shift=known, **changes)


def test_somebody_without_a_shift_is_there_unless_they_are_away() -> None:
    wang = person("wang", absence=away(until=later(hours=2)))
    li, wu = person("li"), person("wu", shift="daily 22:00-06:00")
    people = roster(wang, li, wu)
    assert [m.id for m in (wang, li, wu) if presence(people).is_here(m)] == ["li"]
    assert presence(people, later(hours=2)).is_here(wang)
    assert not presence(people, NOW - timedelta(seconds=1)).is_away(wang)
    assert presence(people, at("mon 23:00")).is_here(wu)


def test_the_agents_on_duty_are_those_on_shift() -> None:
    people = roster(
        person("li", Role.AGENT, "mon-fri 09:00-18:00"),
        person("lin", Role.AGENT, "mon-fri 18:00-02:00"),
        person("lu", Role.AGENT, absence=away()),
        person("wang"),
    )
    assert [m.id for m in presence(people, at("mon 10:00")).on_duty] == ["li"]
    assert [m.id for m in presence(people, at("tue 01:00")).on_duty] == ["lin"]
    assert presence(people, at("sun 10:00")).on_duty == ()


# Standing in.


def test_who_is_away_is_stood_in_for_by_whom_they_named_else_by_their_usual_stand_in() -> None:
    wang = person("wang", stand_in="wu", absence=away())
    wei = person("wei", stand_in="wu", absence=away(stand_in="li"))
    wu, li = person("wu", stand_in="li"), person("li")
    there = presence(roster(wang, wei, wu, li))
    assert there.standing_in(wang) is wu
    assert there.standing_in(wei) is li
    assert there.standing_in(wu) is None
    assert [m.id for m in there.stands_for(wu)] == ["wang"]
    assert there.selves(wu) == {"wu", "wang"}
    assert there.called([wang, wu, li]) == (wu, li)


def test_a_stand_in_who_is_away_too_is_stood_in_for_in_turn_but_not_in_a_circle() -> None:
    wang = person("wang", absence=away(stand_in="wu"))
    wu = person("wu", absence=away(stand_in="li"))
    li = person("li")
    there = presence(roster(wang, wu, li))
    assert there.standing_in(wang) is there.standing_in(wu) is li
    assert {m.id for m in there.stands_for(li)} == {"wang", "wu"}
    back = presence(roster(wang, person("wu", absence=away(stand_in="wang"))))
    assert back.standing_in(wang) is None
    assert back.called([wang]) == (wang,)


def test_nobody_stands_in_for_who_is_there_or_is_themselves_gone() -> None:
    gone = person("wu", active=False)
    wang = person("wang", absence=away(stand_in="wu"))
    there = presence(roster(wang, gone))
    assert there.standing_in(wang) is None
    assert there.acting(wang) is None
    assert there.acting(gone) is None
    later_on = presence(roster(person("wang", absence=away(NOW + timedelta(hours=1), "wu"))))
    assert later_on.acting(person("li")) is not None


def test_a_leaders_stand_in_answers_for_their_departments_and_no_longer_than_they_are_away() -> (
    None
):
    chen = member("chen", Role.SUPERVISOR, "service")
    tang = member("tang", Role.SUPERVISOR, absence=away(later(hours=1), "chen"))
    ma = member("ma", Role.MANAGER, "", absence=away(later(hours=1), "chen"))
    people = roster(chen, tang, technical="tang", warehouse="tang", service="chen")
    assert presence(people).homes(chen) == ("service", "technical", "warehouse")
    assert presence(people, later(hours=1)).homes(chen) == ("service",)
    everywhere = Roster.of([chen, ma], people.departments.values())
    assert set(presence(everywhere).homes(chen)) >= {"technical", "warehouse", "service"}


@pytest.mark.parametrize(
    ("other", "whom", "able"),
    [
        ("wu", "wang", True),
        ("wang", "wang", False),
        ("li", "wang", False),
        ("tang", "wang", True),
        ("ma", "wang", True),
        ("root", "wang", False),
        ("gone", "wang", False),
        ("wang", "tang", False),
        ("chen", "tang", True),
        ("ma", "tang", True),
        ("tang", "ma", True),
        ("wang", "ma", False),
    ],
)
def test_a_stand_in_can_do_the_work_they_stand_in_for(other: str, whom: str, *, able: bool) -> None:
    people = roster(
        person("wang"), person("wu"), person("gone", active=False),
        member("li", Role.AGENT, "service"), member("tang", Role.SUPERVISOR),
        member("chen", Role.SUPERVISOR, "service"), member("ma", Role.MANAGER, ""),
        member("root", Role.ADMIN, ""), technical="tang",
    )  # fmt: skip
    assert can_stand_in(people.members[other], people.members[whom], people) is able
