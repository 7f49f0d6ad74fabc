"""The whole policy of a desk: which words it uses, what it promises, whom it asks.

Pure values. `bot.policyfile` reads them from TOML; nothing here knows about files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.burst import BurstRule
from bot.domain.calendar import ALWAYS, Always, Calendar
from bot.domain.derived import Derived
from bot.domain.naming import Name
from bot.domain.numbering import BadPatternError, NumberPattern
from bot.domain.promises import (
    DutyKind,
    DutyPolicy,
    Ladder,
    Pause,
    QuietHours,
    ReportTime,
    Timing,
)
from bot.domain.span import BadSpanError, Span
from bot.domain.terms import (
    CONDITIONS,
    CUSTOM,
    FACTS,
    Answer,
    AssignRule,
    Category,
    Choice,
    Division,
    FieldType,
    OwnField,
    SuggestRule,
    Target,
    Urgency,
)

__all__ = [
    "ALWAYS",
    "CONDITIONS",
    "CUSTOM",
    "FACTS",
    "Answer",
    "AssignRule",
    "BadPatternError",
    "BadSpanError",
    "BurstRule",
    "Category",
    "Choice",
    "Division",
    "DutyKind",
    "DutyPolicy",
    "FieldType",
    "Ladder",
    "Name",
    "NumberPattern",
    "OwnField",
    "Pause",
    "Policy",
    "QuietHours",
    "ReportTime",
    "Span",
    "SuggestRule",
    "Target",
    "Timing",
    "Urgency",
]


class Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)

_NO_PROMISE: Final = DutyPolicy(enabled=False)


def _just_always() -> Mapping[str, Calendar]:
    return MappingProxyType({ALWAYS: Always()})


@dataclass(frozen=True, slots=True)
class Policy:
    """Lists keep the policy's order; urgencies run from the most urgent down.

    A ticket may outlive a word that a new policy no longer has, so every lookup may answer None.
    """

    preset: str
    urgencies: tuple[Urgency, ...]
    categories: tuple[Category, ...] = ()
    departments: tuple[Division, ...] = ()
    kinds: tuple[Choice, ...] = ()
    levels: tuple[Choice, ...] = ()
    channels: tuple[Choice, ...] = ()
    moods: tuple[Choice, ...] = ()
    wishes: tuple[Choice, ...] = ()
    media: tuple[Choice, ...] = ()
    impacts: tuple[Choice, ...] = ()
    severities: tuple[Choice, ...] = ()
    regions: tuple[Choice, ...] = ()
    causes: tuple[Choice, ...] = ()
    csat: tuple[Answer, ...] = ()
    dimensions: tuple[Choice, ...] = ()
    fields: tuple[OwnField, ...] = ()
    assign: tuple[AssignRule, ...] = ()
    suggest: tuple[SuggestRule, ...] = ()
    duties: Mapping[DutyKind, DutyPolicy] = field(default_factory=lambda: MappingProxyType({}))
    calendars: Mapping[str, Calendar] = field(default_factory=_just_always)
    workdays: str = ALWAYS
    timezone: str = "Asia/Shanghai"
    country: str = "CN"  # Whose phone numbers are written without a country code.
    locale: str = "zh"
    number: NumberPattern = field(default_factory=NumberPattern)
    ladder: Ladder = field(default_factory=Ladder)
    pause: Pause = field(default_factory=Pause)
    quiet: QuietHours | None = None
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reports: Mapping[str, ReportTime] = field(default_factory=lambda: MappingProxyType({}))
    scripts: Mapping[str, Name] = field(default_factory=lambda: MappingProxyType({}))
    reactions: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    key_levels: tuple[str, ...] = ()
    unreachable_after: int = 3
    raise_after_chases: int = 2
    evidence_limit: int = 20  # Megabytes of a file.
    needs_agreement: bool = False  # A proposal is carried out with the customer's yes (S0-29).
    warranty_months: int | None = None  # In which a repair is free (S0-06).
    burst: BurstRule = field(default_factory=BurstRule)
    overload: int | None = None  # Open tickets for each member on shift; more are too many.
    chase_words: tuple[str, ...] = ()
    chase_after: timedelta = timedelta(minutes=30)
    retention: timedelta | None = None
    loyalty_every: timedelta | None = None  # None: nobody is asked whether they recommend us.
    default_urgency: str = ""

    def urgency(self, key: str | None) -> Urgency | None:
        return _find(self.urgencies, key)

    def urgency_or_default(self, key: str | None) -> Urgency:
        """Give the ticket's urgency; until it is known the policy's default, else the mildest."""
        return self.urgency(key) or self.urgency(self.default_urgency) or self.urgencies[-1]

    def category(self, key: str | None) -> Category | None:
        return _find(self.categories, key)

    def department(self, key: str | None) -> Division | None:
        return _find(self.departments, key)

    def answers_within(self, department: str) -> Span | None:
        """How long a department may take to help another, where that is its own (S1-21)."""
        known = self.department(department)
        return known.answers_within if known else None

    def own_field(self, key: str) -> OwnField | None:
        """Give a field of the policy's own by its id, or by `custom.` and its id."""
        return _find(self.fields, key.removeprefix(CUSTOM))

    def answer(self, key: str | None) -> Answer | None:
        return _find(self.csat, key)

    def duty(self, kind: DutyKind) -> DutyPolicy:
        """Give the promise for this kind of duty; a switched-off one if the policy has none."""
        return self.duties.get(kind, _NO_PROMISE)

    def raised(self, key: str) -> Urgency | None:
        """Give the next more urgent step, for a customer who chases (S1-26); None at the top."""
        keys = [urgency.id for urgency in self.urgencies]
        at = keys.index(key) if key in keys else 0
        return self.urgencies[at - 1] if at else None

    def timing(self, kind: DutyKind, urgency: str | None = None) -> Timing | None:
        """Say how long the duty may take on a ticket of this urgency; None if nothing is owed."""
        return self.timings(urgency).get(kind)

    def timings(self, urgency: str | None = None) -> Mapping[DutyKind, Timing]:
        """Give all that is promised on a ticket of this urgency."""
        known = self.urgency(urgency)
        return _timings(self)[known.id if known else None]

    def calendar(self, name: str, span: Span | None = None) -> Calendar:
        """Give a calendar by name; working days on the one that never closes mean office days.

        So an urgency may promise 48 hours and 7 working days at once (S2-31).
        """
        if name == ALWAYS and span is not None and span.working_days:
            name = self.workdays
        return self.calendars.get(name, Always())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def quiet_until(self, at: datetime) -> datetime | None:
        """Say when the quiet hours end that hold at this moment; None outside of them."""
        over = self.quiet.over(at.astimezone(self.zone)) if self.quiet else None
        return over.astimezone(UTC) if over else None

    def presses(self, urgency: str) -> bool:
        """Whether a ticket is more urgent than one of which nobody has said how urgent it is."""
        ids = [each.id for each in self.urgencies]
        return urgency in ids and ids.index(urgency) < ids.index(self.urgency_or_default("").id)

    def all_timings(self) -> Iterator[tuple[tuple[DutyKind, str | None], Timing]]:
        """Give what is promised for each kind of duty at each urgency, and while none is known."""
        for kind, urgency in product(DutyKind, (*self.urgencies, None)):
            duty = self.duty(kind)
            due = self._due(kind, duty, urgency)
            if due is not None and duty.enabled:
                warn = _halfway(due) if kind is DutyKind.ACCEPT and duty.warn is None else duty.warn
                timing = Timing(due, warn, self._counted_by(kind, due, urgency))
                yield (kind, urgency.id if urgency else None), timing

    def _due(self, kind: DutyKind, duty: DutyPolicy, urgency: Urgency | None) -> Span | None:
        match kind:
            case DutyKind.FIRST_RESPONSE:
                return urgency.first_response if urgency else None
            case DutyKind.RESOLUTION:
                return urgency.resolution if urgency else None
            case DutyKind.PROGRESS:
                return (urgency.progress if urgency else None) or duty.due
            case DutyKind.ACCEPT:
                return _accept_within(duty.due, urgency)
            case _:
                return duty.due

    def _counted_by(self, kind: DutyKind, due: Span, urgency: Urgency | None) -> Calendar:
        of_urgency = {DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION, DutyKind.ACCEPT}
        named = self.duty(kind).calendar
        if urgency is not None and kind in of_urgency and named == ALWAYS:
            named = urgency.calendar
        return self.calendar(named, due)


def _find(entries: tuple[T, ...], key: str | None) -> T | None:
    return _by_id(entries).get(key) if key else None


_by_id: Final = Derived[Any, Mapping[str, Any]](lambda entries: {e.id: e for e in entries})


def _by_urgency(policy: Policy) -> Mapping[str | None, Mapping[DutyKind, Timing]]:
    found: dict[str | None, dict[DutyKind, Timing]] = {u.id: {} for u in policy.urgencies}
    found[None] = {}
    for (kind, urgency), timing in policy.all_timings():
        found[urgency][kind] = timing
    return found


_timings: Final = Derived[Policy, Mapping[str | None, Mapping[DutyKind, Timing]]](_by_urgency)


def _accept_within(most: Span | None, urgency: Urgency | None) -> Span | None:
    """Half of the first-response target, at most what the policy says (S0-20)."""
    target = urgency.first_response if urgency else None
    if target is None or target.working_days:
        return most if target else None
    half = _halfway(target)
    return half if most is None else min(half, most, key=lambda span: span.length)


def _halfway(span: Span) -> Span:
    return Span(seconds=max(1, int(span.length.total_seconds()) // 2))
