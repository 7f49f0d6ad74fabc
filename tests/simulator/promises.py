"""What the desk owes, written down a second time, by hand, from the spec: the oracle's table.

Nothing here asks the product. Times are whole microseconds since 1970; a ticket is its facts, by
the names of its columns. A new kind of duty is one more row of `OWED`.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

Facts = Mapping[str, Any]
Micros = int
Stretch = tuple[Micros, Micros]

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
ZONE: Final = ZoneInfo("Asia/Shanghai")

# --- Calendars ------------------------------------------------------------------------------------


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


OFF_DAYS: Final = frozenset(
    day
    for first, last in (
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    )
    for day in _days(first, last)
)
"""The State Council's holidays of 2026."""

MAKEUP_DAYS: Final = frozenset(
    {
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28),
        date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    }
)  # fmt: skip


def open_on(day: date) -> bool:
    return day in MAKEUP_DAYS or (day.weekday() < 5 and day not in OFF_DAYS)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


def micros(at: datetime) -> Micros:
    return (at - _EPOCH) // _MICRO


class OfficeHours:
    """9-12 and 13:30-18 on working days, as one long row of minutes that are open or not."""

    def __init__(self, first: date, days: int) -> None:
        self._origin = micros(datetime.combine(first, time(), tzinfo=ZONE))
        self._counted = array("q", [0])
        for n in range(days):
            day_is_open = open_on(first + timedelta(days=n))
            for minute in range(24 * 60):
                counts = day_is_open and (540 <= minute < 720 or 810 <= minute < 1080)
                self._counted.append(self._counted[-1] + MINUTE * counts)

    def count(self, at: Micros) -> Micros:
        """Give the open time from the origin on."""
        minute, rest = divmod(at - self._origin, MINUTE)
        before, after = self._counted[minute], self._counted[minute + 1]
        return before + (rest if after > before else 0)

    def when(self, counted: Micros) -> Micros:
        """Give the first instant by which so much open time has passed."""
        minute = bisect_left(self._counted, counted) - 1
        return self._origin + minute * MINUTE + (counted - self._counted[minute])

    def open_from(self, at: Micros) -> Micros:
        """Give this instant, or the next opening."""
        minute = (at - self._origin) // MINUTE
        if self._counted[minute + 1] > self._counted[minute]:
            return at
        opens = bisect_right(self._counted, self._counted[minute + 1]) - 1
        return self._origin + opens * MINUTE


class RoundTheClock:
    def count(self, at: Micros) -> Micros:
        return at

    def when(self, counted: Micros) -> Micros:
        return counted

    def open_from(self, at: Micros) -> Micros:
        return at


Hours = OfficeHours | RoundTheClock


def due_after(hours: Hours, start: Micros, length: Micros, pauses: Sequence[Stretch]) -> Micros:
    """Count on from the start, standing still in the pauses."""
    at, left = start, length
    for begins, ends in sorted(pauses):
        if begins > at:
            counted = hours.count(begins) - hours.count(at)
            if counted >= left:
                break
            left -= counted
        at = max(at, begins, ends)
    return hours.when(hours.count(at) + left)


# --- The table ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """`within` and `warn` in microseconds; `office`: counted in office hours only."""

    within: Micros
    warn: Micros | None = None
    office: bool = False


def _promise(within: float, warn: float | None, *, office: bool = False) -> Promise:
    return Promise(round(within * MINUTE), None if warn is None else round(warn * MINUTE), office)


ByUrgency = Mapping[str, Promise]
DEFAULT_URGENCY: Final = "normal"


def _always(within: float, warn: float | None, *, office: bool = False) -> ByUrgency:
    same = _promise(within, warn, office=office)
    return dict.fromkeys(("urgent", "important", "normal"), same)


FIRST_RESPONSE: Final = {
    "urgent": _promise(15, 30),
    "important": _promise(30, 30),
    "normal": _promise(120, 30, office=True),
}
RESOLUTION: Final = {
    "urgent": _promise(2 * 60, 60),
    "important": _promise(4 * 60, 60),
    "normal": _promise(15 * 60, 60, office=True),
}
PROGRESS: Final = {
    "urgent": _promise(4 * 60, 30),
    "important": _promise(24 * 60, 30),
    "normal": _promise(24 * 60, 30),
}
ACCEPT: Final = {
    "urgent": _promise(7.5, 3.75),
    "important": _promise(15, 7.5),
    "normal": _promise(30, 15, office=True),
}
"""Half of the first response, at most half an hour; warned halfway."""

Moment = Callable[[Facts], Micros | None]


@dataclass(frozen=True, slots=True)
class Owing:
    """One row of spec 1 §4.

    `due`: the ticket itself says until when; no promise counts. `repeats`: what meets it begins it
    anew. `after`: it is owed for a breach of that target, from its due time on. `about`: which of
    several that were asked for.
    """

    kind: str
    starts: Moment
    met: str
    holds: Callable[[Facts], bool]
    promise: ByUrgency
    pauses: bool = False
    climbs: bool = False
    repeats: bool = False
    due: Moment | None = None
    after: str = ""
    about: str = ""
    key: str = field(init=False)  # By which its rows are told from all others.

    def __post_init__(self) -> None:
        which = self.after or self.about
        object.__setattr__(self, "key", f"{self.kind}.{which}" if which else self.kind)


def _open(t: Facts) -> bool:
    return bool(t["status"] != "closed")


def _served(t: Facts) -> bool:
    return t["close_reason"] in ("confirmed", "unreachable")


def _to_call_back(t: Facts) -> bool:
    return _served(t) and t["called_again_at"] is None


def _clock(t: Facts) -> Micros:
    """The report, or the last reopening."""
    return int(t["clock_started_at"] or t["report_reported_at"])


def _last_update(t: Facts) -> Micros | None:
    """The customer's last news; before the first, the acceptance; never before a reopening."""
    at = t["updated_at"]
    return None if at is None else max(at, _clock(t))


def _asked_since(done: str) -> Moment:
    """What was done before a reopening stays done; what was not is asked for anew."""

    def starts(t: Facts) -> Micros:
        undone = t[done] is None or t[done] >= _clock(t)
        return _clock(t) if undone else int(t["report_reported_at"])

    return starts


def _at_work(t: Facts) -> bool:
    return t["status"] in ("assigned", "in_progress", "awaiting_confirmation")


def case_is_open(t: Facts) -> bool:
    """Whether a dissatisfied customer still waits for the supervisor."""
    opened, remedied = t["dissatisfied_at"], t["remedied_at"]
    return opened is not None and (remedied is None or remedied < opened)


def _to_ask_again(t: Facts) -> bool:
    return not case_is_open(t) and t["satisfied_at"] is None


def _not_given_up(t: Facts) -> bool:
    return _open(t) or _served(t)


def _at(name: str) -> Moment:
    return lambda t: t[name]


OWED: Final = (
    Owing("sync", _asked_since("synced_at"), "synced_at", _open, _always(10, 3)),
    Owing("record", _asked_since("recorded_at"), "recorded_at", _open, _always(24 * 60, 120)),
    Owing("classify", _asked_since("classified_at"), "classified_at", _open, _always(60, 15)),
    Owing("dispatch", _at("classified_at"), "assigned_at", _open, _always(30, 10)),
    Owing("accept", _at("assigned_at"), "accepted_at", _open, ACCEPT),
    Owing("first_response", _clock, "contacted_at", _open, FIRST_RESPONSE, climbs=True),
    Owing("resolution", _clock, "resolved_at", _open, RESOLUTION, pauses=True, climbs=True),
    Owing("progress", _last_update, "never", _at_work, PROGRESS, pauses=True, repeats=True),
    Owing("resume", _at("held_since"), "held_end", _open, {}, due=_at("held_until")),
    Owing(
        "confirmation", _at("fixed_at"), "answered_at", _open,
        _always(15 * 60, 4 * 60, office=True),
    ),
    Owing("callback", _at("closed_at"), "called_back_at", _to_call_back, _always(24 * 60, 4 * 60)),
    Owing(
        "second_callback", _at("closed_at"), "called_again_at", _served,
        _always(7 * 24 * 60, 24 * 60),
    ),
    Owing("dissatisfied", _at("dissatisfied_at"), "remedied", lambda _t: True, _always(2880, 720)),
    Owing("field_record", _at("visited_at"), "handed_in", _not_given_up, _always(7200, 1440)),
    Owing("remedy_check", _at("remedied_at"), "asked_again", _to_ask_again, _always(4320, 720)),
)  # fmt: skip

REASONS: Final = tuple(
    Owing("overdue_reason", _at("never"), "reason_at", _not_given_up, _always(240, None), after=t)
    for t in ("first_response", "resolution")
)
"""One for each target that was missed; a reason answers for all before it."""

_ASKED: Final = _always(450, 120, office=True)


def asked(t: Facts) -> Iterator[tuple[Owing, Facts]]:
    """What was asked of others, each with its own facts: owed until it is answered or withdrawn.

    A department's approval is waited for only while there is a remedy to approve.
    """
    requests = [one for one in t["collaborations"] if one["stage"] != "withdrawn"]
    waits = t["status"] == "awaiting_confirmation"
    approvals = [one for one in t["approvals"] if waits or one["answered_at"] is not None]
    for kind, name, of_it in (
        ("collaboration", "no", requests),
        ("approval", "department", approvals),
    ):
        for one in of_it:
            owing = Owing(
                kind, _at("asked_at"), "answered_at", lambda _t: True, _ASKED, about=one[name]
            )
            yield owing, {**one, "urgency": t["urgency"]}


DISSATISFIED: Final = frozenset({"dissatisfied", "very_dissatisfied"})
"""Answers that open the supervisor's own case (S2-45)."""

LADDER: Final = (15 * MINUTE, 30 * MINUTE, 6)
"""Unacknowledged to the manager, then repeated, and how often at most."""

QUIET: Final = (22, 7)
"""From ten in the evening until seven only what is urgent is said."""

LOUD: Final = {"warn": 0, "breach": 1, "manager": 9, "repeat": 9}
"""Up to which rank of urgency (0 is the most urgent) each call is said at night as well."""


def quiet_at(at: Micros) -> bool:
    hour = datetime.fromtimestamp(at / SECOND, ZONE).hour
    return hour >= QUIET[0] or hour < QUIET[1]


SPOKEN: Final = frozenset(
    {
        "classified", "assigned", "accepted", "contacted", "progressed", "held", "resumed",
        "proposed", "agreed", "proposal_rejected", "resolved", "confirmed", "denied", "tried",
        "closed", "cancelled", "duplicated", "repeated", "reopened", "noted", "escalated",
        "acknowledged", "called_back", "reason_given", "edited", "remedied", "satisfied",
        "still_dissatisfied", "collab_asked", "collab_accepted", "collab_done", "collab_declined",
        "submitted", "approved", "disapproved", "signed", "judged",
    }
)  # fmt: skip
"""What is told in the thread of the ticket's card, once (spec 2 §2)."""

DRAWN: Final = SPOKEN | {"created", "breached"}
"""What the card shows anew; a room that has come back shows what was drawn since."""
