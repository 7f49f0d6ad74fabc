"""A roster says the same in every format that it may be written in."""

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import rosterfile
from bot.domain.people import Identity, Member, Role, Room, RoomKind, Roster
from bot.rosterfile import RosterError, plan
from tests.rosterfile.samples import CSV, WHOLE, imported, workbook


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


def test_an_id_that_a_workbook_holds_as_a_number_is_read_as_it_looks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "name", "role"])
    book.active.append([1001.0, "李娜", "agent"])
    book.save(tmp_path / "r.xlsx")
    assert list(rosterfile.read(tmp_path / "r.xlsx").members) == ["1001"]


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
