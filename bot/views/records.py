"""A ticket's history, its whole record, and how a deadline came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.folding import Row
from bot.domain.history import Happening
from bot.domain.policy import Name, Span
from bot.views.cards import Detail, TicketCard
from bot.views.parts import Button, Due


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What one of the policy's own fields said before, and says now."""

    label: Name
    old: str | Name
    new: str | Name


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event in words, for a thread or a record."""

    ticket: str
    at: datetime
    happening: Happening
    by: str  # A name, or empty for the desk itself.
    note: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    told: bool | None = None  # Whether the customer was told of this progress.
    until: datetime | None = None  # When this hold ends by itself, or this warning is said.
    original: str = ""  # The ticket that this one repeats.
    due_at: datetime | None = None  # By when the duty was due that was missed, or spoken of.
    by_customer: bool = False
    limit: str = ""  # How large a file may be that was refused, in megabytes.
    department: Name | None = None  # In whose name that was said.
    request: str = ""  # The number of the collaboration request that this is about,
    asked: str | Name = ""  # and who was asked.
    own: tuple[OwnChange, ...] = ()
    solution: str = ""  # What the customer agreed to,
    cost: str = ""  # and what that, or what is proposed, costs.


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One file of a ticket; `url` opens it for a while, for whoever may see it."""

    name: str
    state: str
    size: int
    url: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket for one person alone: card, details (unmasked only if revealed), history, duties."""

    card: TicketCard
    details: tuple[Detail, ...]
    history: tuple[HistoryLine, ...]
    duties: tuple[Due, ...]
    revealed: bool = False
    may_reveal: bool = False  # The reader may ask for the unmasked record.
    exhibits: tuple[ExhibitLine, ...] = ()

    def beside_the_card(self) -> tuple[Detail, ...]:
        """The details that the card, where it stands above them, does not say already."""
        return tuple(one for one in self.details if not self._on_the_card(one))

    def _on_the_card(self, one: Detail) -> bool:
        known = _ON_THE_CARD.get(one.key)
        return known is not None and getattr(self.card, known) == one.value


_ON_THE_CARD: Final = {
    "description": "problem",
    "reported": "reported_at",
    **{key: key for key in ("product", "kind", "category", "severity", "cause")},
    **{key: key for key in ("solution", "cost", "details")},
}


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """An earlier due time, and the event that moved it; None: the policy was changed."""

    was_due_at: datetime
    moved_at: datetime
    by: HistoryLine | None


@dataclass(frozen=True, slots=True)
class WhyDue:
    """Why a duty is due when it is (spec 1 §10), for one person alone.

    Without a `way` it was not counted, or by terms that are gone; `said` then means the former.
    """

    ticket: str
    due: Due
    started_at: datetime
    met_at: datetime | None = None
    ended: bool = False
    span: Span | None = None
    calendar: str = ""
    zone: str = ""  # The calendar's own, where it is not the policy's.
    way: tuple[Row, ...] = ()
    counted: timedelta = timedelta()
    said: bool = False
    unknown_years: tuple[int, ...] = ()
    moves: tuple[MovedFrom, ...] = ()
    buttons: tuple[Button, ...] = ()
