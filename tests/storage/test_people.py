"""The roster: read once, and anew as soon as anybody changed it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.domain.people import Identity, Roster
from bot.domain.shifts import Absence
from bot.ports import Store, UnitOfWork
from storage.store import open_store
from tests.databases import do, look
from tests.storage.samples import NOW, a_roster, after


def _same(found: Roster, wanted: Roster) -> bool:
    return (found.members, found.departments, found.rooms) == (
        wanted.members,
        wanted.departments,
        wanted.rooms,
    )


def roster(store: Store) -> Roster:
    return look(store, lambda unit: unit.people.roster())


def replace_with(wanted: Roster) -> Callable[[UnitOfWork], None]:
    return lambda unit: unit.people.replace(wanted)


def test_a_roster_comes_back_as_it_was_written(store: Store) -> None:
    assert _same(roster(store), Roster.of())
    do(store, replace_with(a_roster()))
    assert _same(roster(store), a_roster())


def test_an_unchanged_roster_is_not_read_again(store: Store) -> None:
    do(store, replace_with(a_roster()))
    assert roster(store) is roster(store)
    assert do(store, lambda unit: unit.people.roster()) is roster(store)


def test_another_process_s_change_is_seen_by_the_next_job(store: Store, database: str) -> None:
    do(store, replace_with(a_roster()))
    assert roster(store).rooms["sync"].broken == ""
    other = open_store(database)
    do(other, lambda unit: unit.people.mark_room("sync", "is_archived"))
    assert roster(store).rooms["sync"].broken == "is_archived"
    do(other, lambda unit: unit.people.set_locale("amy", "en"))
    other.close()
    assert roster(store).members["amy"].locale == "en"


def test_a_job_sees_its_own_change_and_nobody_sees_one_that_failed(store: Store) -> None:
    do(store, replace_with(a_roster()))

    def fails(unit: UnitOfWork) -> None:
        unit.people.set_locale("amy", "en")
        assert unit.people.roster().members["amy"].locale == "en"
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        do(store, fails)
    assert roster(store).members["amy"].locale == "zh"
    do(store, lambda unit: unit.people.set_locale("bob", "en"))
    now = roster(store).members
    assert (now["amy"].locale, now["bob"].locale) == ("zh", "en")


def test_the_last_word_on_an_absence_counts_and_the_others_stay_on_record(store: Store) -> None:
    do(store, replace_with(a_roster()))
    week = Absence(NOW, after(days=7), "bob", "sue", NOW)
    do(store, lambda unit: unit.people.set_absence("amy", week))
    do(store, lambda unit: unit.people.set_absence("bob", Absence(NOW, None, "", "bob", NOW)))
    assert roster(store).members["amy"].absence == week
    back = replace(week, until=after(days=2), said_by="amy", said_at=after(days=2))
    do(store, lambda unit: unit.people.set_absence("amy", back))
    do(store, replace_with(a_roster()))
    assert roster(store).members["amy"].absence == back
    assert [m.id for m in roster(store).absent] == ["amy", "bob"]

    def said(unit: UnitOfWork) -> list[str]:
        link = unit.link  # type: ignore[attr-defined]
        rows = link.core.execute(sa.text("SELECT said_by FROM absence ORDER BY id"))
        return [row[0] for row in rows]

    assert look(store, said) == ["sue", "bob", "amy"]


def test_who_left_is_kept_inactive_and_an_account_moves_to_who_has_it_now(store: Store) -> None:
    do(store, replace_with(a_roster()))
    bob = replace(
        a_roster().members["bob"],
        identities=(Identity("slack", "T1", "U1"), Identity("slack", "T1", "U2")),
    )
    do(store, replace_with(Roster.of([bob])))
    now = roster(store)
    assert not now.members["amy"].active
    assert now.members["amy"].identities == (Identity("feishu", "t2", "ou_1"),)
    assert now.who(Identity("slack", "T1", "U1")) == bob
    assert now.who(Identity("feishu", "t2", "ou_1")) is None
    assert now.rooms == {}


def test_the_rosters_version_is_one_row(store: Store) -> None:
    for _ in range(3):
        do(store, replace_with(a_roster()))

    def versions(unit: UnitOfWork) -> list[str]:
        link = unit.link  # type: ignore[attr-defined]
        known = "SELECT value FROM setting WHERE key = 'roster_version'"
        return [row[0] for row in link.core.execute(sa.text(known))]

    assert look(store, versions) == ["3"]
