"""The invariants, for one ticket at a time.

For every ticket once its story is over, and for all of them at the end:

1. its history is whole: versions without a gap, each change from what was there before;
2. what the desk holds as owed, met, moved, dropped and missed is what the oracle says;
3. every warning and breach was recorded in its time, and none was that should not have been;
4. people were reminded of what was breached, never of what was over, and the ladder is capped,
   climbs when nobody answers, and is silent once somebody does;
5. every event was told in the ticket's thread, once; every card shows the final status.

At each message: nothing is said twice, no reminder too often (in `witness.py`). At the end: no
report was lost or doubled, numbers are unique, nothing waits in the outbox.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Final, TypeVar

from bot.domain.duties import Call
from tests.simulator.office import SYNC_ROOM
from tests.simulator.promises import (
    DRAWN,
    LADDER,
    LOUD,
    MINUTE,
    QUIET,
    SPOKEN,
    Micros,
    OfficeHours,
    micros,
    quiet_at,
)
from tests.simulator.records import Event, Records, Row
from tests.simulator.replay import Replay, Segment
from tests.simulator.simulation import FIRST_DAY, Simulation
from tests.simulator.weather import DAY, Window, Windows
from tests.simulator.witness import BrokenError, Reminded

Kind = TypeVar("Kind", Row, Reminded)

_DELIVERED: Final = 20 * MINUTE
"""So much calm is enough for a room to have heard what waits for it."""

_BEGUN: Final = 20 * MINUTE
"""What was begun before the quiet hours is ended within them."""

_IN_FLIGHT: Final = 30 * 1_000_000
"""A message that was composed a moment ago may still be under way."""

_UNSETTLED: Final = 75 * 60.0
"""Seconds around a change of the clock in which hours come twice or not at all."""


_BACK_WITHIN: Final = 8 * 3600.0
"""Seconds in which a room that is back is tried again, were the desk's machine off meanwhile."""

_RETRIED: Final = 60.0
"""Seconds after which a line that failed is surely tried again."""

_SETTLED: Final = 86400.0
"""Seconds after the end of a story by which everything about it has been said."""


@dataclass
class Judge:
    simulation: Simulation
    judged: dict[str, tuple[int, int]] = field(default_factory=dict)

    def each_day(self, _day: int) -> None:
        """Judge the stories that have been over for a day, and whatever was seen to be wrong."""
        self._seen()
        before = self.simulation.loop.time() - _SETTLED
        over = [s for s in self.simulation.stories if s.done_at < before and s.no]
        self.tickets(s.no for s in over if s.no not in self.judged)

    def at_the_end(self) -> None:
        """Judge everything: each ticket that changed since it was judged, and all of them."""
        self._seen()
        records = Records(self.simulation.platter.link)
        standing = {no: self._standing(no, version) for no, version in records.tickets()}
        self._whole(list(standing), records)
        self.tickets(no for no, known in standing.items() if self.judged.get(no) != known)

    def _seen(self) -> None:
        for error in self.simulation.witness.broken:
            raise error
        for failure in self.simulation.failures:
            raise BrokenError(f"the desk itself failed: {failure}")
        restored = sum(counts.restored for counts in self.simulation.machine.counts)
        if restored:
            raise BrokenError(f"the audit put back {restored} rows that nobody had removed")

    def _standing(self, no: str, version: int) -> tuple[int, int]:
        return version, len(self.simulation.witness.reminded.get(no, ()))

    def _whole(self, numbers: list[str], records: Records) -> None:
        reported = [s.no for s in self.simulation.stories if s.no]
        if sorted(reported) != numbers:
            odd = sorted(set(reported) ^ set(numbers)) or "one number given twice"
            raise BrokenError(f"reported and kept are not the same: {odd}")
        left = records.unsaid(micros(self.simulation.clock.now()) - self._tick)
        if left:
            raise BrokenError(f"left unsaid at the end: {left}")

    def __post_init__(self) -> None:
        first = FIRST_DAY - timedelta(days=5)
        self._office = OfficeHours(first, ceil(self.simulation.season.length) + 90)
        self._tick = round(3 * self.simulation.season.tick * 1_000_000)
        self._epoch = micros(self.simulation.clock.start)
        self._unsettled = Windows(
            w
            for skewed in self.simulation.weather.skewed.all
            for w in (
                Window(skewed.start - _UNSETTLED, skewed.start + _UNSETTLED),
                Window(skewed.end - _UNSETTLED, skewed.end + _UNSETTLED),
                skewed,
            )
        )

    def tickets(self, numbers: Iterable[str]) -> None:
        """Judge these; raises BrokenError at the first that is wrong."""
        records = Records(self.simulation.platter.link)
        self._trouble_of_machine = self._troubles(self.simulation.machine.downs)
        weather = self.simulation.weather
        gone = weather.gone.get(SYNC_ROOM, Windows())
        storms = self._weather([*weather.outages.values(), gone])
        self._trouble_of_lines = self._troubles([*self.simulation.machine.downs, *storms])
        late = [Window(w.start - _RETRIED, w.end + _BACK_WITHIN) for w in gone.all]
        self._trouble_of_sight = self._troubles([*self._trouble_of_lines.all, *late])
        nights = _nights(ceil(self.simulation.season.length) + 1)
        self._trouble_of_room = self._troubles([*nights, *self._trouble_of_lines.all])
        for no in numbers:
            self._ticket(no, records)

    def _weather(self, kinds: Iterable[Windows]) -> list[Window]:
        return [window for windows in kinds for window in windows.all]

    def _troubles(self, troubles: Iterable[Window]) -> Windows:
        return Windows([*troubles, *self._unsettled.all])

    def _ticket(self, no: str, records: Records) -> None:
        facts, version = records.facts(no)
        events = records.events(no)
        replay = Replay(no, self._office)
        replay.play(facts, version, events)
        rows = _by_kind(records.duties(no))
        said = _by_kind(self.simulation.witness.reminded.get(no, ()))
        for kind, segments in replay.segments.items():
            self._rows(no, segments, rows.get(kind, []))
            for segment in segments:
                self._segment(no, segment)
            self._shared(no, segments, said.get(kind, []))
        self._unknown(no, rows, replay)
        self._told(no, events, str(facts["status"]))
        self.judged[no] = self._standing(no, version)

    # --- Duties -------------------------------------------------------------------------------

    def _unknown(self, no: str, kinds: Iterable[str], replay: Replay) -> None:
        for kind in kinds:
            if kind not in replay.segments:
                raise BrokenError(f"{kind} has no row in promises.py", no)

    def _rows(self, no: str, segments: list[Segment], rows: list[Row]) -> None:
        expected = [Row(s.owing.key, s.start, s.due, s.ending, s.met, s.missed) for s in segments]
        if expected != rows:
            raise BrokenError(f"owed {expected}, but the desk holds {rows}", no)

    def _segment(self, no: str, segment: Segment) -> None:
        """Nothing that was due went by unnoticed while the desk was up."""
        if segment.ever_stopped:
            return
        ended = segment.ended if segment.ended is not None else self._now
        if segment.warn is not None and segment.warned is None:
            since = max(segment.opened, segment.warn)
            if self._calm_within(
                self._trouble_of_machine, since, min(ended, segment.due), self._tick
            ):
                raise BrokenError(f"nobody was warned: {segment}", no)
        if segment.breached is None:
            since = max(segment.opened, segment.due)
            if self._calm_within(self._trouble_of_machine, since, ended, self._tick):
                raise BrokenError(f"a breach went unnoticed: {segment}", no)

    @property
    def _now(self) -> Micros:
        return micros(self.simulation.clock.true())

    def _calm_within(self, troubles: Windows, start: Micros, end: Micros, enough: Micros) -> bool:
        """Whether there were so many microseconds without trouble on end within this stretch."""
        at, last = self._seconds(start), self._seconds(end)
        needed = enough / 1_000_000
        while at + needed <= last:
            trouble = troubles.at(at)
            if trouble is None:
                following = troubles.after(at)
                if following is None or min(following.start, last) - at >= needed:
                    return True
                trouble = following
            at = trouble.end
        return False

    def _seconds(self, at: Micros) -> float:
        return (at - self._epoch) / 1_000_000

    # --- Reminders ----------------------------------------------------------------------------

    def _shared(self, no: str, segments: list[Segment], said: list[Reminded]) -> None:
        """Each reminder speaks of the last stretch that had begun by then with that due time."""
        heard: list[list[Reminded]] = [[] for _ in segments]
        for one in said:
            alike = [n for n, s in enumerate(segments) if s.due == one.due]
            begun = [n for n in alike if segments[n].opened <= one.at + _IN_FLIGHT]
            unsettled = self._unsettled.at(one.true_at) is not None
            if not (begun or unsettled):
                raise BrokenError(f"reminded of what nobody owes: {one}", no)
            for meant in alike if unsettled else begun[-1:]:
                heard[meant].append(one)
        for segment, about in zip(segments, heard, strict=True):
            self._reminders(no, segment, about)

    def _reminders(self, no: str, segment: Segment, about: list[Reminded]) -> None:
        settled = [one for one in about if not self._unsettled.at(one.true_at)]
        often = Counter((one.lane, one.call) for one in settled if not one.again)
        for (lane, call), count in often.items():
            if count > (LADDER[2] if call is Call.REPEAT else 1):
                raise BrokenError(f"{call} {count} times in {lane}: {segment}", no)
        for one in settled:
            self._timely(no, segment, one)
        over = min(x for x in (segment.ended, segment.acknowledged, self._now) if x is not None)
        if segment.breached is None:
            return
        if self._calm_within(self._trouble_of_room, segment.breached, over, _DELIVERED):
            self._called(no, segment, about, {Call.BREACH, Call.MANAGER, Call.REPEAT})
        climbs = segment.breached + LADDER[0]
        if segment.owing.climbs and self._calm_within(
            self._trouble_of_room, climbs + self._tick, over, _DELIVERED
        ):
            self._called(no, segment, about, {Call.MANAGER, Call.REPEAT})

    def _timely(self, no: str, segment: Segment, one: Reminded) -> None:
        begins = segment.warn if one.call is Call.WARN else segment.due
        if begins is None or one.at < begins:
            raise BrokenError(f"reminded before its time: {one}", no)
        ends = [segment.ended]
        if one.call is Call.WARN:
            ends.append(segment.due)
        else:
            ends.append(segment.acknowledged)
        over = min((end for end in ends if end is not None), default=None)
        if quiet_at(one.at) and quiet_at(one.at - _BEGUN) and one.rank > LOUD[one.call]:
            raise BrokenError(f"said at night, though it could wait: {one}", no)
        if over is not None and one.at > over + _IN_FLIGHT:
            raise BrokenError(f"reminded of what was over: {one}", no)

    def _called(self, no: str, segment: Segment, said: list[Reminded], calls: set[Call]) -> None:
        if not any(one.call in calls for one in said):
            raise BrokenError(f"nobody was told of {segment}: {calls}", no)

    # --- What is told -------------------------------------------------------------------------

    def _told(self, no: str, events: list[Event], status: str) -> None:
        """In every room: told once, and the card as it is.

        A room that is gone hears no lines meanwhile. When it is back it shows its cards as they
        are; but not those of tickets that it never saw and that are closed by then.
        """
        witness = self.simulation.witness
        for event in events:
            spoken = event.happening in SPOKEN
            if spoken and self._gone(SYNC_ROOM, event.at, self._sayable(event.at)):
                continue
            if spoken and (SYNC_ROOM, f"line:{event.id}:{SYNC_ROOM}") not in witness.by_ref:
                raise BrokenError(f"never told: {event}", no)
        cards = [witness.messages[m] for m in witness.cards.get(no, [])]
        for card in cards:
            stale = card.status != status and not card.superseded
            if stale and not self._gone(card.lane, self._now, self._now):
                raise BrokenError(f"{card} shows {card.status}, not {status}", no)
        missing = not any(card.lane == SYNC_ROOM for card in cards)
        last = max(event.at for event in events if event.happening in DRAWN)
        until = self._sayable(last) if status == "closed" else self._now
        if missing and not self._out_of_sight(SYNC_ROOM, events[0].at, until):
            raise BrokenError("no card in the sync room", no)

    def _sayable(self, at: Micros) -> Micros:
        """When all trouble that something said then fell into was over."""
        since = self._seconds(at)
        while trouble := self._trouble_of_lines.at(since + _RETRIED):
            since = trouble.end
        return self._epoch + round(since * 1_000_000)

    def _gone(self, lane: str, since: Micros, until: Micros) -> bool:
        """Whether the room was gone then, or not yet tried again."""
        windows = self.simulation.weather.gone.get(lane, Windows())
        return windows.meet(self._seconds(since) - _BACK_WITHIN, self._seconds(until) + _RETRIED)

    def _out_of_sight(self, lane: str, since: Micros, until: Micros) -> bool:
        """Whether a room was gone before anything could be posted there.

        `until`: when what was drawn last, of a ticket that is over, could have been posted.
        """
        return self._gone(lane, since, until) and not self._calm_within(
            self._trouble_of_sight, since, until, _DELIVERED
        )


def _by_kind(those: Iterable[Kind]) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for one in those:
        found.setdefault(one.kind, []).append(one)
    return found


def _nights(days: int) -> list[Window]:
    """The quiet hours of a season, as seconds since its first midnight."""
    since, until = (hour * 3600.0 for hour in QUIET)
    return [Window(DAY * n + since - DAY, DAY * n + until) for n in range(days + 1)]
