"""What the desk wrote down, read from its tables: no code of the product is in between."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tests.simulator.promises import Facts, Micros, micros

_TIMES: Final = (
    "report_reported_at", "clock_started_at", "synced_at", "classified_at", "assigned_at",
    "accepted_at", "contacted_at", "resolved_at", "confirmed_at", "closed_at", "called_back_at",
    "called_again_at", "denied_at", "denied_fix_at", "recorded_at", "told_at", "reason_at",
    "dissatisfied_at", "remedied_at", "satisfied_at", "visited_at", "signed_at",
)  # fmt: skip
REQUIRED: Final = (
    "customer_phone", "purchase_product", "report_channel", "kind", "category", "urgency",
)  # fmt: skip
"""What a record must hold, besides the customer's name or that of somebody to speak to (S2-10)."""

_WORDS: Final = (
    "status", "close_reason", "customer_name", "customer_contact", "satisfied", *REQUIRED,
)  # fmt: skip
_ASKED: Final = ("collaborations", "approvals")
_FACTS: Final = (*_TIMES, *_WORDS, *_ASKED, "pauses", "csat")
_TICKET: Final = f"SELECT {', '.join(_FACTS)}, version FROM ticket WHERE no = ?"  # noqa: S608 - Ours.


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    at: Micros
    happening: str
    by: str
    changes: Mapping[str, tuple[Any, Any]]
    note: str
    version: int
    due: Micros | None = None  # Of the duty that it speaks of.

    def __str__(self) -> str:
        when = datetime.fromtimestamp(self.at / 1e6).isoformat(sep=" ")  # noqa: DTZ006 - To be read.
        return f"{when} v{self.version} {self.happening} by {self.by or 'desk'} {self.note}"


@dataclass(frozen=True, slots=True)
class Row:
    """A duty as it stands in the file."""

    kind: str  # With what it is about, where several of a kind are told apart by that.
    start: Micros
    due: Micros
    ending: str
    met: Micros | None
    missed: bool


class Records:
    """To be looked at between two jobs of the desk, when all there is has been committed."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link.cursor()

    def unsaid(self, before: Micros) -> list[str]:
        """What waits although it could have been said before, is under way, or is dead."""
        rows = self._link.execute(
            "SELECT state || ' ' || key FROM outbox WHERE state IN ('leased', 'dead')"
            " OR state = 'new' AND avail_at < ?",
            (before,),
        )
        return [str(key) for (key,) in rows]

    def tickets(self) -> list[tuple[str, int]]:
        """Every ticket's number and version."""
        rows = self._link.execute("SELECT no, version FROM ticket ORDER BY no")
        return [(str(no), int(version)) for no, version in rows]

    def facts(self, no: str) -> tuple[dict[str, Any], int]:
        """A ticket as it is now, and its version."""
        *known, version = self._link.execute(_TICKET, (no,)).fetchone()
        found = dict(zip(_FACTS, known, strict=True))
        found["pauses"] = [_in_micros(p) for p in json.loads(found["pauses"])]
        found["csat"] = json.loads(found["csat"])
        for name in _ASKED:
            found[name] = [_asked(one) for one in json.loads(found[name])]
        return found, int(version)

    def events(self, no: str) -> list[Event]:
        rows = self._link.execute(
            'SELECT id, "at", happening, "by", changes, note, version FROM event'
            " WHERE ticket = ? ORDER BY id",
            (no,),
        )
        return [
            Event(id_, at, happening, by, _changes(said), note, version, _due(said))
            for id_, at, happening, by, changes, note, version in rows
            for said in (json.loads(changes),)
        ]

    def duties(self, no: str) -> list[Row]:
        rows = self._link.execute(
            "SELECT CASE about WHEN '' THEN kind ELSE kind || '.' || about END, started_at,"
            " due_at, ending, met_at, missed_at FROM duty"
            " WHERE ticket = ? ORDER BY id",
            (no,),
        )
        return [
            Row(kind, start, due, ending, met, missed is not None)
            for kind, start, due, ending, met, missed in rows
        ]


def _due(changes: Mapping[str, Any]) -> Micros | None:
    return _micros(changes["due_at"][1]) if "due_at" in changes else None


def _changes(changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The changes of facts that matter, by column."""
    return {
        column: (_plain(column, old), _plain(column, new))
        for name, (old, new) in changes.items()
        if (column := name.replace(".", "_")) in _FACTS
    }


def _plain(column: str, value: Any) -> Any:
    if column in _TIMES:
        return _micros(value)
    if column in _ASKED:
        return [_asked(one) for one in value]
    return [_in_micros(p) for p in value] if column == "pauses" else value


def _asked(one: Mapping[str, Any]) -> dict[str, Any]:
    """Of a request or an approval, when it was asked for and answered, and what it is."""
    times = {name: _micros(one[name]) for name in ("asked_at", "answered_at")}
    return {name: one.get(name, "") for name in ("no", "department", "stage")} | times


def _in_micros(pause: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: _micros(pause[name]) for name in ("since", "until", "ended_at")}
    return {"kind": pause["kind"], **times}


def _micros(written: str | None) -> Micros | None:
    return micros(datetime.fromisoformat(written)) if written else None


def derived(facts: Mapping[str, Any]) -> Facts:
    """The facts, and what follows from them: the last hold with an end, the last fix, and so on."""
    timed = [p for p in facts["pauses"] if p["until"] is not None and p["until"] > p["since"]]
    last = timed[-1] if timed else None
    return {
        **facts,
        "fixed_at": facts["resolved_at"] or facts["denied_fix_at"],
        "answered_at": facts["confirmed_at" if facts["resolved_at"] else "denied_at"],
        "remedied": _not_before(facts["remedied_at"], facts["dissatisfied_at"]),
        "asked_again": _not_before(facts["satisfied_at"], facts["remedied_at"]),
        "updated_at": facts["told_at"] or facts["accepted_at"],
        "handed_in": _not_before(facts["signed_at"], facts["visited_at"]),
        "never": None,
        "held_since": last["since"] if last else None,
        "held_until": last["until"] if last else None,
        "held_end": over(last) if last and last["ended_at"] is not None else None,
    }


def is_complete(facts: Facts) -> bool:
    named = facts["customer_name"] or facts["customer_contact"]
    return bool(named and all(facts[name] for name in REQUIRED))


def _not_before(at: Micros | None, start: Micros | None) -> Micros | None:
    return at if at is not None and start is not None and at >= start else None


def over(pause: Mapping[str, Any]) -> Micros | None:
    """When a pause ended or is known to end."""
    ends = [at for at in (pause["until"], pause["ended_at"]) if at is not None]
    return max(pause["since"], min(ends)) if ends else None
