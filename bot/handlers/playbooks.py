"""What a category's playbook says to do: in the thread of a fresh card, and in the record.

(S2-34…37, S3-02, S3-15: the questions to ask and the steps to take are shown when a ticket opens.)
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.domain.history import Event, Happening
from bot.domain.life_cycle import Status
from bot.domain.policy import Name, Policy
from bot.domain.record import unknown_facts
from bot.domain.ticket import Ticket
from bot.handlers.scene import Scene
from bot.ports import Outgoing, Saying
from bot.views import Done

_TO_DO: Final = frozenset({Status.PENDING, Status.ASSIGNED, Status.IN_PROGRESS})
_PLACED_BY: Final = ("category", "department")
"""What says which steps there are, and in which rooms the ticket is shown."""

_TOLD: Final = "playbook"
"""Under this name the history keeps of which category the steps were told."""


def steps(ticket: Ticket, policy: Policy) -> tuple[Name, ...]:
    """What is to be done, until it is done."""
    category = policy.category(ticket.category)
    if category is None or ticket.status in (Status.RESOLVED, Status.CLOSED):
        return ()
    return category.playbook


def numbered(listed: Iterable[Name], between: str) -> Name:
    pairs = list(enumerate(listed, 1))
    zh = between.join(f"{n}. {step.zh}" for n, step in pairs)
    return Name(zh, between.join(f"{n}. {step.en}" for n, step in pairs))


def said_with(
    happening: Happening, changed: Mapping[str, Any], ticket: Ticket, policy: Policy
) -> dict[str, tuple[str, str]]:
    """For the event that gives a ticket its category, or its rooms: that the steps are told.

    A case of a mass incident is worked on with all the others, so nothing is.
    """
    opens = happening is Happening.CREATED or any(one in changed for one in _PLACED_BY)
    if not opens or ticket.status not in _TO_DO or ticket.parent or not steps(ticket, policy):
        return {}
    return {_TOLD: ("", ticket.category)}


def beside(cards: Iterable[Outgoing], event: Event) -> list[Outgoing]:
    """A line under each of these cards: once for each category that the ticket comes to have."""
    if _TOLD not in event.changes:
        return []
    _, category = event.changes[_TOLD]
    return [
        Outgoing(
            key=f"playbook:{category}:{event.ticket}:{one.lane}",
            lane=one.lane,
            saying=Saying.LINE,
            ticket=event.ticket,
            about={"playbook": category},
        )
        for one in cards
        if one.saying is Saying.CARD
    ]


def shown(category: str, ticket: Ticket | None, scene: Scene) -> Done | None:
    """The line as of now; nothing where the ticket has moved on or is about something else."""
    if ticket is None or ticket.category != category or ticket.status not in _TO_DO:
        return None
    listed = steps(ticket, scene.policy)
    name = scene.name("categories", category)
    asked = unknown_facts(ticket, scene.policy)
    code = "playbook_asking" if asked else "playbook"
    blanks = {"category": name, "steps": numbered(listed, "\n"), "missing": asked}
    return Done(code, blanks) if listed else None
