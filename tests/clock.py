"""The clock of a test, and what it holds up."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class HandClock:
    """A clock that stands still until a test moves it."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


def opened() -> asyncio.Event:
    """What waits for it goes on at once, until a test clears it."""
    event = asyncio.Event()
    event.set()
    return event
