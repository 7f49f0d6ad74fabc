"""A ticket's life told again from its history: what was owed at each moment, and what came of it.

This is the oracle. It knows the table in `promises.py` and the records, nothing of the product.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.simulator.promises import (
    DEFAULT_URGENCY,
    DISSATISFIED,
    OWED,
    REASONS,
    SECOND,
    Facts,
    Hours,
    Micros,
    OfficeHours,
    Owing,
    Promise,
    RoundTheClock,
    Stretch,
    asked,
    case_is_open,
    due_after,
)
from tests.simulator.records import Event, derived, is_complete, over
from tests.simulator.witness import BrokenError

_ALWAYS: Final = RoundTheClock()
_Times = tuple[Micros, Micros | None]


@dataclass(slots=True)
class Segment:
    """One stretch in which one thing was owed by one time."""

    owing: Owing
    start: Micros
    due: Micros
    warn: Micros | None
    opened: Micros
    stopped: bool = False
    ever_stopped: bool = False
    warned: Micros | None = None
    breached: Micros | None = None
    acknowledged: Micros | None = None
    met: Micros | None = None
    ended: Micros | None = None
    ending: str = ""

    @property
    def missed(self) -> bool:
        """Whether a record of a miss must be left."""
        if self.met is not None:
            return self.met > self.due and not self.stopped
        if self.breached is not None:
            return True
        return self.ended is not None and not self.stopped and self.ended > self.due


@dataclass(slots=True)
class _Due:
    start: Micros
    due: Micros
    warn: Micros | None
    met: Micros | None
    stopped: bool


class Replay:
    """Plays the events in their order; `segments` is what was owed, by kind, oldest first."""

    def __init__(self, no: str, office: OfficeHours) -> None:
        self.no = no
        self.segments: dict[str, list[Segment]] = {row.key: [] for row in (*OWED, *REASONS)}
        self._office = office
        self._counted: dict[tuple[Promise, Micros, tuple[Stretch, ...]], _Times] = {}

    def play(self, now: Mapping[str, Any], version: int, events: Sequence[Event]) -> None:
        facts = self._as_created(now, events)
        known = 0
        for event in events:
            if event.version > known:
                self._check_trail(event, facts, known)
                self._check_case(event, facts)
                facts.update({name: new for name, (_, new) in event.changes.items()})
                known = event.version
                self._check_record(event, facts)
                self._turn(derived(facts), event.at)
            else:
                self._told(event)
                self._reckon_reasons(derived(facts), event.at)
        if known != version or facts != dict(now):
            raise BrokenError("the history does not lead to the ticket as it is", self.no)

    def _as_created(self, now: Mapping[str, Any], events: Iterable[Event]) -> dict[str, Any]:
        facts = dict(now)
        for event in reversed(list(events)):
            facts.update({name: old for name, (old, _) in event.changes.items()})
        return facts

    def _check_trail(self, event: Event, facts: Mapping[str, Any], known: int) -> None:
        if event.version != known + 1:
            raise BrokenError(f"version {event.version} follows {known}", self.no)
        for name, (old, _) in event.changes.items():
            if facts[name] != old:
                raise BrokenError(f"{event}: {name} was {facts[name]}, not {old}", self.no)

    def _check_record(self, event: Event, facts: Facts) -> None:
        """A record is complete from the moment at which nothing required is missing."""
        if (facts["recorded_at"] is not None) != is_complete(facts):
            raise BrokenError(f"{event}: complete by {facts['recorded_at']}: {facts}", self.no)
        if "recorded_at" in event.changes and facts["recorded_at"] != event.at:
            raise BrokenError(f"{event}: complete at {facts['recorded_at']}", self.no)

    def _check_case(self, event: Event, before: Facts) -> None:
        """A dissatisfied answer opens a case, unless one is open; nothing else does."""
        was, now = event.changes.get("csat", ({}, {}))
        said = {name: answer for name, answer in now.items() if was.get(name) != answer}
        again = event.changes.get("satisfied", ("", ""))[1] == "no"
        unhappy = again or bool(DISSATISFIED.intersection(said.values()))
        opens = unhappy and not case_is_open(before)
        if opens != ("dissatisfied_at" in event.changes):
            raise BrokenError(f"{event}: {said} opens a case: {opens}", self.no)

    # --- What is owed -------------------------------------------------------------------------

    def _turn(self, facts: Facts, now: Micros) -> None:
        for owing in OWED:
            start = owing.starts(facts)
            if not self._stays_met(owing, facts, start):
                self._reckon(owing, self._due(owing, facts, start), now)
        self._reckon_asked(facts, now)
        self._reckon_reasons(facts, now)

    def _stays_met(self, owing: Owing, facts: Facts, start: Micros | None) -> bool:
        """Whether it was met, and nothing has begun anew since: then nothing more is owed."""
        past = self.segments[owing.key]
        met = past and past[-1].ending == "met" and past[-1].start == start
        return bool(met) and facts[owing.met] is not None

    def _reckon_asked(self, facts: Facts, now: Micros) -> None:
        """Each answer that others owe; what is not asked any more is not owed."""
        claims = {owing.key: (owing, of_it) for owing, of_it in asked(facts)}
        gone = [past[-1].owing for past in self.segments.values() if past and past[-1].owing.about]
        for owing in gone:
            if owing.key not in claims:
                self._reckon(owing, None, now)
        for owing, of_it in claims.values():
            self._reckon(owing, self._due(owing, of_it, owing.starts(of_it)), now)

    def _reckon_reasons(self, facts: Facts, now: Micros) -> None:
        """A missed target asks for its reason from its due time on; the last miss counts.

        What was asked stays asked, though the clock be set back and the target met in time after
        all.
        """
        for owing in REASONS:
            missed = [s.due for s in self.segments[owing.after] if s.missed]
            asked_from = [s.start for s in self.segments[owing.key]]
            for since in (missed or asked_from)[-1:]:
                self._reckon(owing, self._due(owing, facts, since), now)

    def _due(self, owing: Owing, facts: Facts, start: Micros | None) -> _Due | None:
        met = facts[owing.met]
        if owing.after and start is not None and met is not None and met < start:
            met = None  # It was the reason of an older breach.
        if start is None or (met is None and not owing.holds(facts)):
            return None
        if owing.due is not None:
            until = owing.due(facts)
            return None if until is None else _Due(start, until, None, met, stopped=False)
        promise = owing.promise[facts["urgency"] or DEFAULT_URGENCY]
        pauses = facts["pauses"] if owing.pauses else []
        ended = [(p["since"], end) for p in pauses if (end := over(p)) is not None]
        running = [p["since"] for p in pauses if over(p) is None]
        due, warn = self._times(promise, start, tuple(ended))
        stopped = bool(running) and min(running) < due
        return _Due(start, due, warn, met, stopped)

    def _times(self, promise: Promise, start: Micros, pauses: tuple[Stretch, ...]) -> _Times:
        """When it is due and warned of; most of it stays what it was at the last event."""
        known = self._counted.get((promise, start, pauses))
        if known is None:
            hours: Hours = self._office if promise.office else _ALWAYS
            due = due_after(hours, start, promise.within, pauses)
            known = due, _warning(hours, (start, due), promise.warn, pauses)
            self._counted[promise, start, pauses] = known
        return known

    def _reckon(self, owing: Owing, owed: _Due | None, now: Micros) -> None:
        past = self.segments.setdefault(owing.key, [])
        last = past[-1] if past else None
        running = last if last and not last.ending else None
        if owed is None:
            if running:
                _end(running, "dropped", now)
            return
        if running and _told_already(running, owed, now):
            owed = replace(owed, due=running.due, warn=running.warn)
        if running and (running.start, running.due) != (owed.start, owed.due):
            self._replace(running, owed, now)
            running = None
        elif last and last.ending == "met" and owed.met is not None and last.start == owed.start:
            return
        if running is None:
            running = Segment(owing, owed.start, owed.due, owed.warn, now)
            past.append(running)
        running.warn, running.stopped = owed.warn, owed.stopped
        running.ever_stopped |= owed.stopped
        if owed.met is not None:
            _meet(running, owed.met, now)

    def _replace(self, running: Segment, owed: _Due, now: Micros) -> None:
        """Another time; what repeats was met by what begins it anew."""
        if running.owing.repeats and owed.start > running.start:
            _meet(running, owed.start, now)
        else:
            _end(running, "moved", now)

    # --- What was said of it ------------------------------------------------------------------

    def _told(self, event: Event) -> None:
        match event.happening:
            case "warned":
                segment = self._running(event, lambda s: s.warned is None and s.warn is not None)
                if segment.warn is None or not segment.warn - SECOND <= event.at < segment.due:
                    raise BrokenError(f"{event}: not the time for a warning", self.no)
                segment.warned = event.at
            case "breached":
                segment = self._running(event, lambda s: s.breached is None)
                if event.at < segment.due:
                    raise BrokenError(f"{event}: breached too early", self.no)
                segment.breached = event.at
            case "acknowledged":
                self._acknowledge(event.at)
            case _:
                pass

    def _running(self, event: Event, untold: Callable[[Segment], bool]) -> Segment:
        """The stretch that an event tells of; of several departments' any that is still untold."""
        last = [past[-1] for past in self.segments.values() if past]
        meant = [s for s in last if (s.owing.kind, s.due) == (event.note, event.due)]
        running = [s for s in meant if not (s.ending or s.stopped)]
        if not running:
            raise BrokenError(f"{event}: nothing of that kind is owed now", self.no)
        found = next(filter(untold, running), None)
        if found is None:
            raise BrokenError(f"{event}: told twice, or for nothing", self.no)
        return found

    def _acknowledge(self, at: Micros) -> None:
        for past in self.segments.values():
            last = past[-1] if past else None
            if last and last.owing.climbs and not last.ending and last.breached is not None:
                last.acknowledged = last.acknowledged or at


def _warning(
    hours: Hours, owed: tuple[Micros, Micros], before: Micros | None, pauses: Sequence[Stretch]
) -> Micros | None:
    """So much counted time before; at two thirds of the way where that is before the beginning.

    Never at closing time: the warning waits for the next opening.
    """
    if before is None:
        return None
    start, due = owed
    whole = hours.count(due) - hours.count(start) - _counted(hours, owed, pauses)
    early = whole - before if whole > before else whole * 2 // 3
    return hours.open_from(due_after(hours, start, early, pauses))


def _counted(hours: Hours, owed: tuple[Micros, Micros], pauses: Sequence[Stretch]) -> Micros:
    """How much counted time the pauses took, wherever they overlap each other."""
    at, end = owed
    taken = 0
    for begins, ends in sorted(pauses):
        since, until = max(at, begins), min(end, ends)
        if until > since:
            taken += hours.count(until) - hours.count(since)
            at = until
    return taken


def _told_already(segment: Segment, owed: _Due, now: Micros) -> bool:
    """A breach is told once: another time that is past as well makes no second one of it."""
    over = segment.breached is not None and owed.due <= now and not owed.stopped
    return over and segment.start == owed.start


def _meet(segment: Segment, at: Micros, now: Micros) -> None:
    segment.met = at
    _end(segment, "met", now)


def _end(segment: Segment, ending: str, now: Micros) -> None:
    segment.ending = ending
    segment.ended = now
