"""The table: one line a fault and database, zeros where the desk keeps its word."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.faults.crash import Toll

HEAD: Final = (
    f"{'fault':<52} {'database':<9} {'times':>6} {'lost':>5} {'wrong':>5} {'twice':>5}"
    f"  {'back after':<20} {'took':>6}"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One fault on one database. `back_within`: seconds; who needs longer misses the promise."""

    fault: str
    database: str
    run: Callable[[], Toll]
    back_within: float | None = None

    def line(self) -> tuple[str, Toll]:
        began = time.monotonic()
        toll = self.run()
        took = time.monotonic() - began
        kept = toll.spotless and toll.back_after <= (self.back_within or float("inf"))
        back = (
            f"{toll.back_after:.1f} s (must ≤ {self.back_within:.0f})" if self.back_within else "-"
        )
        return (
            f"{self.fault:<52} {self.database:<9} {toll.times:>6} {toll.lost:>5} {toll.wrong:>5}"
            f" {toll.twice:>5}  {back:<20} {took:>5.0f}s  {'ok' if kept else 'MISSED'}"
        ), toll
