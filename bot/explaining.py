"""`closeloop why`: a deadline of a ticket in the store, explained without touching anything."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.errors import UnknownTicket
from bot.domain.folding import Off, Row
from bot.domain.policy import Policy
from bot.finding import Fault
from bot.handlers.explaining import explain, why_due
from bot.handlers.numbers import number_meant
from bot.handlers.scene import Scene
from bot.importing import standing
from bot.policyfile import load
from bot.ports import UnitOfWork
from bot.settings import Settings
from bot.views import MovedFrom, WhyDue

ON_PAPER: Final = 40
"""A terminal has room for so many rows."""

WHOLE: Final = 1_000_000
"""Another program folds nothing."""


def policy_of(settings: Settings) -> Policy:
    return load(Path(settings.policy_file) if settings.policy_file else None).policy


def looked_up(
    settings: Settings, policy: Policy, asked: tuple[str, str], now: datetime, most: int
) -> WhyDue:
    """The explanation of `asked`, a number and a duty; raises DeskError or Fault."""
    from bot.opening import open_store  # noqa: PLC0415 - heavy.

    if standing(settings).value == "empty":
        raise Fault("schema_absent", store=settings.store_name)
    store = open_store(settings, migrate=False)
    try:
        return store.read(partial(_explained, asked, policy, now, most)).result()
    finally:
        store.close()


def _explained(
    asked: tuple[str, str], policy: Policy, now: datetime, most: int, uow: UnitOfWork
) -> WhyDue:
    number, duty = asked
    today = policy.number.scope(now.astimezone(policy.zone).date())
    no = number_meant(number.strip().lstrip("#"), uow.tickets, today)
    ticket = uow.tickets.get(no)
    if ticket is None:
        raise UnknownTicket(written=number)
    scene = Scene(policy, uow.people.roster(), now)
    return why_due(explain(ticket, duty, uow, scene), ticket, uow, scene, most)


def why_json(view: WhyDue, zone: ZoneInfo) -> dict[str, Any]:
    """Every span with its ends in the policy's zone, and what it counts, in seconds."""

    def at(moment: datetime | None) -> str | None:
        return moment.astimezone(zone).isoformat() if moment else None

    return {
        "ticket": view.ticket,
        "duty": view.due.kind.value,
        "started_at": at(view.started_at),
        "due_at": None if view.due.stopped else at(view.due.due_at),
        "met_at": at(view.met_at),
        "target": str(view.span) if view.span else None,
        "calendar": view.calendar,
        "counted_seconds": int(view.counted.total_seconds()),
        "spans": [{"from": at(r.begins), "to": at(r.ends), **_row(r)} for r in view.way],
        "moves": [_move(m, at(m.was_due_at), at(m.moved_at)) for m in view.moves],
        "unknown_years": list(view.unknown_years),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "counted_seconds": int(row.counted.total_seconds()),
        "working_days": list(row.days) if row.days else [],
        "off": [_off(off) for off in row.off],
        "pause": row.why.value if row.why else None,
        "reason": row.reason,
    }


def _off(off: Off) -> dict[str, Any]:
    names = [{"zh": name.zh, "en": name.en} for name in off.names]
    return {
        "why": off.why.value,
        "first": off.first.isoformat(),
        "last": off.last.isoformat(),
        "names": names,
    }


def _move(move: MovedFrom, was: str | None, moved: str | None) -> dict[str, Any]:
    by = move.by.happening.value if move.by else None
    return {"was_due_at": was, "moved_at": moved, "by": by}
