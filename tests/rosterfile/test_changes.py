"""What an import adds, changes, leaves and takes away."""

from dataclasses import replace

from bot import rosterfile
from bot.domain.people import Member, Role, Room, RoomKind, Roster
from bot.rosterfile import Entry, plan
from tests.domain.builders import away
from tests.rosterfile.samples import CHEN, WHOLE, imported

SHIFTS = """\
entry,id,name,role,department,shift,stand_in
department,service,Service,,,,
,li,李娜,agent,service,周一至周五 9:00-18:00；周六 10:00-14:00,lin
,lin,Lin,agent,service,daily 18:00-02:00,
"""


def test_importing_again_changes_nothing() -> None:
    first = imported(WHOLE)
    again = plan(first, rosterfile.read_text(WHOLE))
    assert not again
    assert again.roster == first
    assert len(again.unchanged) == 5


def test_it_says_what_it_added_changed_and_left() -> None:
    current = imported(WHOLE)
    changes = plan(
        current,
        rosterfile.read_text(
            """
            [[member]]
            id = "li"
            name = "李娜"
            role = "liaison"
            department = "service"
            [[member]]
            id = "wang"
            name = "王"
            role = "tech"
            """
        ),
    )
    assert changes.added == (Entry("member", "wang"),)
    assert changes.changed == {Entry("member", "li"): ("role", "senior")}
    assert Entry("member", "chen") in changes.left
    assert Entry("room", "sync") in changes.left
    assert changes.gone == ()
    assert changes.roster.members["chen"].active


def test_accounts_and_language_that_people_set_themselves_survive_an_import() -> None:
    current = imported(WHOLE)
    li = imported('[[member]]\nid="li"\nname="李娜"\nrole="agent"', current).members["li"]
    assert li.identities == current.members["li"].identities
    assert li.locale == "zh"


def test_prune_lets_people_go_who_are_not_in_the_file_and_keeps_the_kinds_it_does_not_name() -> (
    None
):
    current = imported(WHOLE)
    only_chen = '[[member]]\nid="chen"\nname="Chen"\nrole="supervisor"\ndepartment="service"'
    changes = plan(current, rosterfile.read_text(only_chen), prune=True)
    assert changes.gone == (Entry("member", "li"),)
    assert not changes.roster.members["li"].active
    assert changes.roster.rooms == current.rooms
    again = plan(changes.roster, rosterfile.read_text(only_chen), prune=True)
    assert not again


def test_shifts_and_usual_stand_ins_come_from_the_file_and_absences_from_the_people() -> None:
    roster = plan(Roster(), rosterfile.read_text(SHIFTS, ".csv")).roster
    li, lin = roster.members["li"], roster.members["lin"]
    assert li.shift is not None
    assert li.shift.written == "mon-fri 09:00-18:00; sat 10:00-14:00"
    assert li.stand_in == "lin"
    absent = replace(lin, absence=away())
    current = Roster.of([li, absent], roster.departments.values())
    assert not plan(current, rosterfile.read_text(SHIFTS, ".csv"))
    later = SHIFTS.replace("18:00-02:00", "17:00-01:00").replace(",lin\n", ",\n")
    changes = plan(current, rosterfile.read_text(later, ".csv"))
    assert changes.changed == {
        Entry("member", "li"): ("stand_in",),
        Entry("member", "lin"): ("shift",),
    }
    assert changes.roster.members["lin"].absence == absent.absence


def test_somebody_who_comes_back_is_active_again() -> None:
    gone = imported(WHOLE.replace('name = "李娜"', 'name = "李娜"\nactive = false'))
    assert not gone.members["li"].active
    assert imported(WHOLE, gone).members["li"].active


def test_an_account_moves_to_whom_the_file_gives_it() -> None:
    current = Roster.of([Member("admin", "Admin", Role.ADMIN, identities=(CHEN,))])
    with_admin = WHOLE.replace('role = "supervisor"', 'role = "admin"')
    roster = imported(with_admin, current)
    assert roster.members["admin"].identities == ()
    assert not roster.members["admin"].active
    who = roster.who(CHEN)
    assert who is not None
    assert who.id == "chen"


def test_a_broken_room_that_the_file_names_is_taken_for_mended() -> None:
    roster = imported(WHOLE)
    broken = Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC", locale="zh", broken="not_in")
    rooms = [broken, roster.rooms["service-room"]]
    current = Roster.of(roster.members.values(), roster.departments.values(), rooms)
    changes = plan(current, rosterfile.read_text(WHOLE))
    assert changes.changed == {Entry("room", "sync"): ("broken",)}


def test_an_empty_file_asks_for_nothing() -> None:
    assert not plan(Roster(), rosterfile.read_text(""))
    assert not plan(Roster(), rosterfile.read_text("\n\n", ".csv"))


def test_a_member_may_work_at_an_office() -> None:
    """S4-06."""
    text = WHOLE.replace('id = "li"\n', 'id = "li"\nregion = "lyon"\n', 1)
    assert imported(text).members["li"].region == "lyon"
