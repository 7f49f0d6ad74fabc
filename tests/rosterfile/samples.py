"""One roster as TOML, as CSV and as a workbook, and what comes of importing it."""

from pathlib import Path
from typing import Any

import openpyxl

from bot import rosterfile
from bot.domain.people import Identity, Roster
from bot.rosterfile import plan

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

CHEN = Identity("slack", "T1", "U_CHEN")


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


def imported(text: str, current: Roster | None = None) -> Roster:
    return plan(current or Roster(), rosterfile.read_text(text)).roster
