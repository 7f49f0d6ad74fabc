import builtins
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import rosterfile
from bot.domain.people import Identity, Member, Role, Room, RoomKind, Roster
from bot.rosterfile import Entry, Mistake, RosterError, plan
from tests.domain.builders import away

WHOLE = """\
[[department]]
id = "service"
name = { zh = "客服部", en = "Customer service" }
supervisor = "chen"

[[member]]
id = "li"
name = "李娜"
role = "agent"
department = "service"
slack = "T1/U_LI"
feishu = "ou_li"
locale = "zh"
senior = true

[[member]]
id = "chen"
name = "Chen"
role = "supervisor"
department = "service"
slack = "T1/U_CHEN"

[[room]]
id = "sync"
kind = "sync"
slack = "T1/C_SYNC"
locale = "zh"

[[room]]
id = "service-room"
kind = "department"
department = "service"
feishu = "oc_service"
"""

CSV = """\
entry,id,name,name.zh,name.en,role,kind,department,supervisor,slack,feishu,locale,senior
department,service,,客服部,Customer service,,,,chen,,,,
,li,李娜,,,agent,,service,,T1/U_LI,ou_li,zh,yes
member,chen,Chen,,,supervisor,,service,,T1/U_CHEN,,,

room,sync,,,,,sync,,,T1/C_SYNC,,zh,
room,service-room,,,,,department,service,,,oc_service,,
"""


def told(text: str, ending: str = ".toml", current: Roster | None = None) -> list[Mistake]:
    with pytest.raises(RosterError) as refused:
        plan(current or Roster(), rosterfile.read_text(text, ending))
    return list(refused.value.mistakes)


def codes(text: str) -> list[tuple[int, str, str]]:
    return [(m.place.line, m.where, m.code) for m in told(text)]


def imported(text: str, current: Roster | None = None, *, prune: bool = False) -> Roster:
    return plan(current or Roster(), rosterfile.read_text(text), prune=prune).roster


def test_a_toml_file_is_read_whole() -> None:
    roster = imported(WHOLE)
    li = roster.members["li"]
    assert li == Member(
        id="li",
        name="李娜",
        role=Role.AGENT,
        department="service",
        identities=(Identity("slack", "T1", "U_LI"), Identity("feishu", "", "ou_li")),
        locale="zh",
        senior=True,
    )
    assert roster.departments["service"].name.of("en") == "Customer service"
    assert roster.departments["service"].supervisor == "chen"
    assert roster.rooms["sync"] == Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC", locale="zh")
    assert roster.rooms["service-room"].address.lane == "feishu:/oc_service"


def workbook(file: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = [line.split(",") for line in CSV.splitlines() if line]
    for sheet, entries in {"members": ("", "member"), "departments": ("department",)}.items():
        _fill(book.create_sheet(sheet), rows, entries)
    _fill(book.create_sheet("Rooms"), rows, ("room",))
    book.create_sheet("notes").append(["anything", "at all"])
    book.save(file)
    return file


def _fill(sheet: Any, rows: list[list[str]], entries: tuple[str, ...]) -> None:
    sheet.append(rows[0][1:])
    for row in rows[1:]:
        if row[0] in entries:
            sheet.append(row[1:])


def encoded(encoding: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "roster.csv").write_bytes(CSV.replace("\n", "\r\n").encode(encoding))
        return folder / "roster.csv"

    return write


def semicolons(folder: Path) -> Path:
    (folder / "roster.csv").write_text(CSV.replace(",", ";"), encoding="utf-8")
    return folder / "roster.csv"


def in_one_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for line in CSV.splitlines():
        book.active.append(line.split(","))
    book.save(folder / "one.xlsx")
    return folder / "one.xlsx"


@pytest.mark.parametrize(
    "written",
    [
        encoded("utf-8"),
        encoded("utf-8-sig"),
        encoded("gb18030"),
        semicolons,
        lambda folder: workbook(folder / "roster.XLSX"),
        in_one_sheet,
    ],
    ids=["utf-8", "with-a-mark", "chinese-excel", "semicolons", "workbook", "one-sheet"],
)
def test_csv_and_workbooks_say_the_same_as_toml(
    tmp_path: Path, written: Callable[[Path], Path]
) -> None:
    found = plan(Roster(), rosterfile.read(written(tmp_path))).roster
    same = imported(WHOLE)
    assert found.members == same.members
    assert found.departments == same.departments
    assert found.rooms == same.rooms


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


SHIFTS = """\
entry,id,name,role,department,shift,stand_in
department,service,Service,,,,
,li,李娜,agent,service,周一至周五 9:00-18:00；周六 10:00-14:00,lin
,lin,Lin,agent,service,daily 18:00-02:00,
"""


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


CHEN = Identity("slack", "T1", "U_CHEN")


def test_the_last_admin_cannot_be_imported_away() -> None:
    current = Roster.of([Member("admin", "Admin", Role.ADMIN, identities=(CHEN,))])
    assert [m.code for m in told(WHOLE, current=current)] == ["last_admin"]


def test_a_broken_room_that_the_file_names_is_taken_for_mended() -> None:
    roster = imported(WHOLE)
    broken = Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC", locale="zh", broken="not_in")
    rooms = [broken, roster.rooms["service-room"]]
    current = Roster.of(roster.members.values(), roster.departments.values(), rooms)
    changes = plan(current, rosterfile.read_text(WHOLE))
    assert changes.changed == {Entry("room", "sync"): ("broken",)}


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    assert codes(
        """\
[[member]]
id = "li"
name = "李娜"
role = "boss"
slack = "U_LI"

[[member]]
id = "li"
role = "agent"
locale = "fr"
senor = true
feishu = "li"

[[room]]
id = "both"
kind = "sync"
slack = "T1/C1"
feishu = "oc_1"

[[room]]
id = "none"
kind = "department"
"""
    ) == [
        (4, "member li", "unknown_role"),
        (5, "member li", "bad_slack"),
        (7, "member li", "missing"),
        (8, "member li", "duplicate_id"),
        (10, "member li", "unknown_locale"),
        (11, "member li", "unknown_key"),
        (12, "member li", "bad_feishu"),
        (14, "room both", "two_platforms"),
        (20, "room none", "no_platform"),
        (20, "room none", "missing"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "line", "code"),
    [
        ('department = "service"\nslack', 'department = "nowhere"\nslack', 6, "unknown_department"),
        ('supervisor = "chen"', 'supervisor = "nobody"', 1, "unknown_supervisor"),
        ('slack = "T1/U_CHEN"', 'slack = "T1/U_LI"', 21, "duplicate_account"),
        ('slack = "T1/U_CHEN"', 'slack = "@chen"', 21, "bad_slack"),
        ('slack = "T1/C_SYNC"', 'slack = "T1/U_SYNC"', 26, "bad_slack"),
        ('id = "chen"', 'id = "chen li"', 17, "bad_id"),
        ("senior = true", 'senior = "maybe"', 14, "not_yes_or_no"),
        ("senior = true", 'email = "li"', 14, "bad_email"),
        ("senior = true", 'shift = "mon-fri 9-18"', 14, "bad_shift"),
        ("senior = true", 'stand_in = "nobody"', 6, "unknown_stand_in"),
        ("senior = true", 'stand_in = "li"', 6, "unfit_stand_in"),
        ('{ zh = "客服部", en = "Customer service" }', '{ fr = "x" }', 3, "bad_name"),
        ('{ zh = "客服部", en = "Customer service" }', "7", 3, "not_text"),
        ("[[room]]", "[[rooms]]", 23, "unknown_table"),
        ("[[department]]", "[department]", 1, "not_a_table_list"),
        ('name = "Chen"', "name = Chen", 18, "syntax"),
    ],
)
def test_a_mistake_is_named_with_its_line(was: str, now: str, line: int, code: str) -> None:
    assert was in WHOLE
    found = {(m.place.line, m.code) for m in told(WHOLE.replace(was, now, 1))}
    assert (line, code) in found


def test_a_mistake_in_a_csv_file_has_its_line_and_in_a_workbook_its_sheet_and_row(
    tmp_path: Path,
) -> None:
    assert [(m.place.line, m.code) for m in told(CSV.replace(",agent,", ",boss,"), ".csv")] == [
        (3, "unknown_role")
    ]
    file = workbook(tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(file)
    book["members"]["E3"] = "boss"
    book.save(file)
    with pytest.raises(RosterError) as refused:
        rosterfile.read(file)
    [mistake] = refused.value.mistakes
    assert (mistake.place.sheet, mistake.place.line, mistake.code) == ("members", 3, "unknown_role")


def test_an_id_that_a_workbook_holds_as_a_number_is_read_as_it_looks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "name", "role"])
    book.active.append([1001.0, "李娜", "agent"])
    book.save(tmp_path / "r.xlsx")
    assert list(rosterfile.read(tmp_path / "r.xlsx").members) == ["1001"]


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("roster.json", b"{}", "unknown_format"),
        ("roster.xlsx", b"not a zip file", "not_a_workbook"),
        ("roster.csv", b"id\n\xff\xff\xff", "encoding"),
        ("roster.csv", b'id,name\n"li', "syntax"),
        ("roster.csv", b"entry,id\nperson,li\n", "unknown_entry"),
        ("missing.toml", None, "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, written: bytes | None, code: str
) -> None:
    if written is not None:
        (tmp_path / name).write_bytes(written)
    with pytest.raises(RosterError) as refused:
        rosterfile.read(tmp_path / name)
    assert [m.code for m in refused.value.mistakes] == [code]


def test_without_the_extra_a_workbook_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "openpyxl":
            raise ImportError(name)
        return real(name, *rest)

    file = workbook(tmp_path / "r.xlsx")
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(RosterError) as refused:
        rosterfile.read(file)
    assert [m.code for m in refused.value.mistakes] == ["no_openpyxl"]


def test_an_empty_file_asks_for_nothing() -> None:
    assert not plan(Roster(), rosterfile.read_text(""))
    assert not plan(Roster(), rosterfile.read_text("\n\n", ".csv"))


def test_a_member_may_work_at_an_office() -> None:
    """S4-06."""
    text = WHOLE.replace('id = "li"\n', 'id = "li"\nregion = "lyon"\n', 1)
    assert imported(text).members["li"].region == "lyon"
