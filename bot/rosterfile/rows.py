"""A file's text or sheets → plain rows, each with the line it stands on.

TOML has `[[department]]`, `[[member]]` and `[[room]]`. A CSV file has one header line with the same
names; its column `entry` says which of the three a row is (member, if there is none). A workbook
has sheets named `members`, `departments` and `rooms`, or one sheet that is like a CSV file.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.policyfile.lines import lines_of
from bot.rosterfile.mistakes import Mistake, Place, RosterError

ENTRIES: Final = ("department", "member", "room")
_SHEETS: Final = {f"{entry}s": entry for entry in ENTRIES}
_TOML_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as written; empty cells are left out. `lines` has the line of a key, if known."""

    entry: str
    place: Place
    cells: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, key: str) -> Place:
        return Place(self.lines.get(key, self.place.line), self.place.sheet)


def of_toml(text: str) -> Iterator[Row]:
    plain = text.replace("\r\n", "\n")
    lines = lines_of(plain) if (tables := _toml(plain)) else {}
    for entry, found in tables.items():
        line = lines.get((entry,), 0)
        if entry not in ENTRIES:
            raise _mistake("unknown_table", line, written=entry, known=", ".join(ENTRIES))
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise _mistake("not_a_table_list", line, written=entry)
        for index, cells in enumerate(found):
            here = {k: lines.get((entry, index, k), 0) for k in cells}
            yield Row(entry, Place(lines.get((entry, index), line)), cells, here)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_PLACE.search(str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        raise _mistake("syntax", line, detail=_TOML_PLACE.sub("", str(error))) from error


def of_csv(text: str) -> Iterator[Row]:
    header = text.lstrip("\n").partition("\n")[0]
    divider = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        yield from _of_table(((reader.line_num, cells) for cells in reader), "")
    except csv.Error as error:
        raise _mistake("syntax", reader.line_num, detail=str(error)) from error


def of_xlsx(file: Path) -> Iterator[Row]:
    sheets = _sheets(file)
    named = {title: table for title, table in sheets.items() if title.lower() in _SHEETS}
    for title, table in (named or dict(list(sheets.items())[:1])).items():
        yield from _of_table(enumerate(table, 1), title)


def _sheets(file: Path) -> dict[str, list[list[str]]]:
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and slow to load.
    except ImportError as error:
        raise _mistake("no_openpyxl") from error
    from zipfile import BadZipFile  # noqa: PLC0415 - only here.

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise _mistake("not_a_workbook") from error
    try:
        return {s.title: [[_cell(c) for c in row] for row in s.values] for s in book.worksheets}
    finally:
        book.close()


def _cell(value: Any) -> str:
    """A cell as it reads: an id typed as the number 1001 is `1001`, not `1001.0`."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _of_table(table: Iterable[tuple[int, Sequence[str]]], sheet: str) -> Iterator[Row]:
    """Rows under a header; lines without anything in them do not count."""
    header: list[str] = []
    for line, cells in table:
        written = [cell.strip() for cell in cells]
        if not any(written):
            continue
        if not header:
            header = [name.lower() for name in written]
            continue
        yield _row(dict(zip(header, written, strict=False)), Place(line, sheet))


def _row(named: dict[str, str], place: Place) -> Row:
    kind = named.pop("entry", "") or _SHEETS.get(place.sheet.lower(), "member")
    if kind not in ENTRIES:
        detail = {"written": kind, "known": ", ".join(ENTRIES)}
        raise RosterError([Mistake(place, "", "unknown_entry", "entry", detail)])
    cells: dict[str, Any] = {}
    for key, value in named.items():
        outer, _, inner = key.partition(".")
        if value and inner:
            cells.setdefault(outer, {})[inner] = value
        elif value:
            cells[key] = value
    return Row(kind, place, cells)


def _mistake(code: str, line: int = 0, **detail: str) -> RosterError:
    return RosterError([Mistake(Place(line), "", code, "", detail)])
