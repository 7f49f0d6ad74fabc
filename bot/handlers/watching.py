"""Who is told how a ticket ends beside those who work on it: whoever watches it."""

from bot.domain.history import Event, Happening
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.ports import Outgoing


def of_change(
    before: Ticket, after: Ticket, event: Event, event_id: int, there: Presence
) -> list[Outgoing]:
    """Their customers wait for this ticket; of a repeat its original will tell."""
    ended = before.open and not after.open and event.happening is not Happening.DUPLICATED
    told = [one for one in after.watchers if one != event.by] if ended else []
    return telling.to_members("over", after, event_id, there, told)
