"""The policy's own fields as people see them: on a card, in a record, in the history (S4-19)."""

from collections.abc import Iterable, Iterator, Mapping

from bot.domain import privacy
from bot.domain.history import Event
from bot.domain.policy import FieldType, Name, OwnField, Policy
from bot.domain.ticket import Ticket
from bot.handlers.scene import Scene
from bot.views import Detail, OwnChange


def details(ticket: Ticket, scene: Scene, *, revealed: bool) -> Iterator[Detail]:
    """Each that says something, in the policy's order; masked unless it is revealed."""
    for one in _fields(ticket.custom, scene.policy):
        written = ticket.custom.get(one.id, "")
        if value := _shown(one, written, scene, revealed=revealed):
            yield Detail(one.key, value, one.name)


def changes(event: Event, scene: Scene, *, revealed: bool) -> Iterator[OwnChange]:
    """Field by field what an event changed."""
    before, after = event.changes.get("custom", ({}, {}))
    for one in _fields({**before, **after}, scene.policy):
        old, new = before.get(one.id, ""), after.get(one.id, "")
        if old != new:
            yield OwnChange(
                one.name,
                _shown(one, old, scene, revealed=revealed),
                _shown(one, new, scene, revealed=revealed),
            )


def _fields(held: Mapping[str, str], policy: Policy) -> Iterable[OwnField]:
    """Those that are held; also what a newer policy has no more, by its id."""
    known = (one for one in policy.fields if one.id in held)
    gone = (OwnField(key, Name(key, key)) for key in held if not policy.own_field(key))
    return (*known, *gone)


def _shown(one: OwnField, written: str, scene: Scene, *, revealed: bool) -> str | Name:
    if one.type is FieldType.CHOICE:
        return scene.name(one.key, written) or ""
    if revealed or one.type is FieldType.DATE:
        return written
    return privacy.text(written)
