"""What people saw: everything either platform took, and whether any of it was said twice."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.domain.duties import Call
from bot.domain.naming import Name
from bot.domain.people import Address
from bot.domain.policy import DutyKind
from bot.views import Digest, Message, Reminder, TicketCard
from tests.simulator.promises import Micros, micros
from tests.simulator.virtual import VirtualClock


class BrokenError(AssertionError):
    """An invariant does not hold; the text says which, and for what."""

    def __init__(self, what: str, ticket: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.ticket = ticket


@dataclass(frozen=True, slots=True)
class Reminded:
    """One reminder as somebody read it. `at` is by the desk's clock, `true_at` virtual seconds."""

    at: Micros
    true_at: float
    lane: str
    kind: str
    call: Call
    due: Micros
    rank: int  # Of the ticket's urgency, as it is shown.
    again: bool  # A double that could not be helped.


@dataclass(slots=True)
class Seen:
    """A message that stands in a lane. A card's `status` is what it shows now."""

    lane: str
    ref: str
    ticket: str = ""
    status: str = ""
    superseded: bool = False
    since: float = 0.0  # Virtual seconds.


_REMEMBERED: Final = 30 * 86400.0
"""Seconds for which the desk keeps what it has said; later the same may happen anew."""


@dataclass
class Witness:
    clock: VirtualClock
    messages: dict[str, Seen] = field(default_factory=dict)
    by_ref: dict[tuple[str, str], str] = field(default_factory=dict)
    reminded: dict[str, list[Reminded]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    excused: set[tuple[str, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[BrokenError] = field(default_factory=list)
    hear: Callable[[str, Reminder], None] = lambda _lane, _view: None

    def __post_init__(self) -> None:
        self._posts = 0
        self._trace = hashlib.blake2b(digest_size=16)

    @property
    def trace(self) -> str:
        """A digest of all that was asked and said, and when: equal runs have equal ones."""
        return self._trace.hexdigest()

    def note(self, what: str) -> None:
        self._trace.update(f"{self.clock.loop.time():.6f} {what}\n".encode())

    def posted(self, to: Address, view: Message, ref: str) -> str:
        """Somebody reads it from now on; returns the platform's id of the message."""
        lane = to.lane
        self.note(f"{lane} {ref}")
        self.counts[type(view).__name__] += 1
        before = self.messages.get(self.by_ref.get((lane, ref), ""))
        twice = before is not None and self.clock.loop.time() - before.since < _REMEMBERED
        if twice and (lane, ref) not in self.excused:
            self.broken.append(BrokenError(f"said twice in {lane}: {ref}", _ticket(view)))
        if twice:
            self._orphan(self.by_ref[lane, ref])
        self._posts += 1
        message = f"m{self._posts}"
        self.messages[message] = Seen(lane, ref, since=self.clock.loop.time())
        self.by_ref[lane, ref] = message
        self._read(message, view, again=twice)
        return message

    def _orphan(self, message: str) -> None:
        """Of a double the desk knows the later one: nobody can draw the earlier card anew."""
        self.counts["doubles"] += 1
        seen = self.messages[message]
        if seen.ticket:
            self.cards[seen.ticket].remove(message)

    def updated(self, message: str, view: Message) -> None:
        seen = self.messages[message]
        self.note(f"{seen.lane} {seen.ref} again")
        self.counts["updates"] += 1
        self._read(message, view, again=True)

    def deleted(self, message: str) -> None:
        """Somebody removed it by hand."""
        seen = self.messages.pop(message)
        self.by_ref.pop((seen.lane, seen.ref), None)
        if message in self.cards[seen.ticket]:
            self.cards[seen.ticket].remove(message)
        self.counts["deleted"] += 1

    def _read(self, message: str, view: Message, *, again: bool) -> None:
        seen = self.messages[message]
        match view:
            case TicketCard():
                if not seen.ticket:
                    self.cards[view.no].append(message)
                seen.ticket, seen.status = view.no, view.status
                seen.superseded = view.superseded
            case Reminder():
                self._remind(seen.lane, view, again=again)
            case Digest():
                for one in view.reminders:
                    self._remind(seen.lane, one, again=again)
            case _:
                pass

    def _remind(self, lane: str, view: Reminder, *, again: bool) -> None:
        self.counts[view.call.value] += 1
        self.hear(lane, view)
        self.reminded[view.ticket].append(
            Reminded(
                at=micros(self.clock.now()),
                true_at=self.clock.loop.time(),
                lane=lane,
                kind=_kind(view),
                call=view.call,
                due=micros(view.due_at),
                rank=view.rank,
                again=again,
            )
        )


def _kind(view: Reminder) -> str:
    """With what it is about; a department is called by its slug here, in every language.

    A ticket owes but one sync: what stands beside that says why it is owed still.
    """
    if view.kind is DutyKind.SYNC:
        return view.kind.value
    about = view.about.zh if isinstance(view.about, Name) else view.about
    return f"{view.kind.value}.{about}" if about else view.kind.value


def _ticket(view: Message) -> str:
    return str(getattr(view, "ticket", "") or getattr(view, "no", ""))
