"""Tickets that have to do with each other: repeats and who watches them, relations both ways."""

from collections.abc import Iterable
from typing import Final

from bot.domain.errors import AlreadyRelated, SelfRelated
from bot.domain.history import Event, Happening
from bot.domain.records import replace
from bot.domain.ticket import Ticket

_CARED: Final = frozenset({Happening.NOTED, Happening.ESCALATED, Happening.CHASED})
"""Whoever did one of these wants to know how it ends."""


def watched(original: Ticket, repeat: Ticket, events: Iterable[Event]) -> Ticket:
    """The original, with those who answer to the customer of its repeat (spec 1 §3)."""
    cared = (event.by for event in events if event.happening in _CARED)
    answers = repeat.first_responder or repeat.created_by
    everybody = dict.fromkeys([*original.watchers, *repeat.watchers, answers, *cared])
    return replace(original, watchers=tuple(member for member in everybody if member))


def related(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both, each naming the other; raises where that says nothing new."""
    if one.no == other.no:
        raise SelfRelated(ticket=one.no)
    if other.no in one.related and one.no in other.related:
        raise AlreadyRelated(ticket=one.no, other=other.no)
    return _naming(one, other), _naming(other, one)


def _naming(one: Ticket, other: Ticket) -> Ticket:
    return replace(one, related=tuple(dict.fromkeys([*one.related, other.no])))
