"""The table: one line a fault and database, zeros where the desk keeps its word."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from tests.faults.toll import Toll

HEAD: Final = (
    f"{'fault':<52} {'database':<9} {'times':>6} {'lost':>5} {'wrong':>5} {'twice':>5}"
    f" {'in flight':>9}"
    f"  {'back after':<20} {'took':>6}"
)
LONGEST: Final = 2_000
"""So much of an error is noted."""

Part = tuple[str, Callable[[], Toll]]
"""A piece of a cell that stands by itself, and its name."""


@dataclass
class Kept:
    """The tolls of parts that were gone through, in a file: who is interrupted goes on there."""

    path: Path | None = None
    tolls: dict[str, Toll] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            rows = map(json.loads, self.path.read_text().splitlines())
            self.tolls = {row["part"]: Toll(**row["toll"]) for row in rows}

    def toll(self, name: str, run: Callable[[], Toll]) -> Toll:
        if name not in self.tolls:
            self.tolls[name] = toll = _of_part(name, run)
            if self.path:
                with self.path.open("a") as file:
                    file.write(json.dumps({"part": name, "toll": asdict(toll)}) + "\n")
        return self.tolls[name]


def _of_part(name: str, run: Callable[[], Toll]) -> Toll:
    began = time.monotonic()
    try:
        toll = run()
    except Exception as error:  # noqa: BLE001 - The outermost edge: what breaks is a red cell.
        toll = Toll(times=1, wrong=1, notes=[f"{name}: {error!r}"[:LONGEST]])
    return replace(toll, took=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Cell:
    """One fault on one database. `back_within`: seconds; who needs longer misses the promise."""

    fault: str
    database: str
    parts: Callable[[], Iterable[Part]]
    back_within: float | None = None

    def toll(self, kept: Kept) -> Toll:
        named = ((f"{self.fault}, {self.database}, {name}", run) for name, run in self.parts())
        return sum((kept.toll(name, run) for name, run in named), Toll())

    def line(self, toll: Toll) -> str:
        must = f" (must ≤ {self.back_within:.0f})" if self.back_within else ""
        back = f"{toll.back_after:.1f} s{must}" if must else "-"
        kept = "ok" if self.kept(toll) else "MISSED"
        return (
            f"{self.fault:<52} {self.database:<9} {toll.times:>6} {toll.lost:>5} {toll.wrong:>5}"
            f" {toll.twice:>5} {toll.in_flight:>9}  {back:<20} {toll.took:>5.0f}s  {kept}"
        )

    def kept(self, toll: Toll) -> bool:
        """Whether the desk kept its word; a fault that never struck proves nothing."""
        soon = toll.back_after <= (self.back_within or float("inf"))
        return toll.spotless and soon and toll.times > 0


def total(parts: Iterable[Part]) -> Toll:
    return sum((run() for _, run in parts), Toll())
