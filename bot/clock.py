"""The clock: the only place that reads the time. Everywhere else the time is an argument."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring how long something took."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one reader.

    def monotonic(self) -> float:
        return time.monotonic()


class MovableClock(SystemClock):
    """A clock for demonstrations: it can be put anywhere, and only goes forward from there."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._standing: datetime | None = None

    def now(self) -> datetime:
        return self._standing or super().now() + self._ahead

    def stand(self, at: datetime) -> None:
        """Stand still at a moment, until it is moved or runs."""
        self._standing = at

    def run(self) -> None:
        """Go on, with the rest of the world's time."""
        self._standing, self._ahead = None, timedelta()

    def forward_to(self, at: datetime) -> None:
        """Move on to a later moment; an earlier one changes nothing."""
        if self._standing is not None:
            self._standing = max(self._standing, at)
        else:
            self._ahead += max(at - self.now(), timedelta())
