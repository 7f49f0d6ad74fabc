"""Every mistake is told at once: its place in the file and the reason."""

from pathlib import Path

import openpyxl
import pytest

from bot import rosterfile
from bot.domain.people import Member, Role, Roster
from bot.rosterfile import Mistake, RosterError, plan
from tests.rosterfile.samples import CHEN, CSV, WHOLE, workbook


def told(text: str, ending: str = ".toml", current: Roster | None = None) -> list[Mistake]:
    with pytest.raises(RosterError) as refused:
        plan(current or Roster(), rosterfile.read_text(text, ending))
    return list(refused.value.mistakes)


def codes(text: str) -> list[tuple[int, str, str]]:
    return [(m.place.line, m.where, m.code) for m in told(text)]


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
        ("senior = true", 'shift = "mon-fri 9"', 14, "bad_shift"),
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


def test_where_there_is_nothing_to_choose_from_that_is_said() -> None:
    [alone] = told("entry,id,name,role,department\nmember,li,Li,agent,service\n", ".csv")
    assert (alone.code, alone.detail["known"]) == ("unknown_department", "—")


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


def test_the_last_admin_cannot_be_imported_away() -> None:
    current = Roster.of([Member("admin", "Admin", Role.ADMIN, identities=(CHEN,))])
    assert [m.code for m in told(WHOLE, current=current)] == ["last_admin"]
