"""How a message enters the outbox: once, or, if it lives on, to be drawn once more."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, case, literal_column, null, or_, select, update

from bot.ports import Delivery
from storage.base import quoted
from storage.columns import Moment
from storage.link import Many, Statement, among
from storage.outbox_tables import KNOWN_BY, OUTBOX
from storage.together import inserted

_FRESH: Final[dict[str, Any]] = {
    "wanted": literal_column("1"),
    "shown": literal_column("0"),
    "lease_owner": quoted(""),
    "attempts": literal_column("0"),
    "message": quoted(""),
    "error": quoted(""),
}
_SAID: Final = (
    "key", "lane", "saying", "ticket", "about", "state", "avail_at", "created_at", "turn",
)  # fmt: skip


def _at_rest(*states: Delivery) -> ColumnElement[bool]:
    return or_(*(OUTBOX.c.state == quoted(state.value) for state in states))


SETTLED: Final = _at_rest(Delivery.SENT, Delivery.DROPPED, Delivery.REROUTED)
_DONE: Final = _at_rest(Delivery.SENT, Delivery.DROPPED)
"""Over; a card that was rerouted may have been posted when its answer was lost."""


def _if_settled(then: Any, name: str) -> ColumnElement[Any]:
    return case((SETTLED, then), else_=OUTBOX.c[name])


def _if_done(then: Any, name: str) -> ColumnElement[Any]:
    return case((_DONE, then), else_=OUTBOX.c[name])


def _again(state: Any, avail_at: Any) -> dict[str, Any]:
    """One more drawing; a row that came to rest begins anew, a leased one stays leased."""
    return {
        "wanted": OUTBOX.c.wanted + literal_column("1"),
        "state": _if_settled(state, "state"),
        "avail_at": _if_settled(avail_at, "avail_at"),
        "attempts": _if_done(literal_column("0"), "attempts"),
        "tried_at": _if_done(null(), "tried_at"),
        "error": _if_settled(quoted(""), "error"),
    }


def _once(said: Any) -> Any:
    return said.on_conflict_do_nothing(index_elements=KNOWN_BY)


def _drawn(said: Any) -> Any:
    new = said.excluded
    anew = _again(new.state, new.avail_at)
    return said.on_conflict_do_update(index_elements=KNOWN_BY, set_={**anew, "about": new.about})


def _said(then: Callable[[Any], Any]) -> Many:
    def one(insert: Any) -> Any:
        return then(insert(OUTBOX).values(_FRESH).inline())

    together = then(inserted(OUTBOX, _SAID, _FRESH).inline())
    return Many(Statement(one, (*_SAID, *_FRESH)), Statement(together), _SAID)


SAY: Final = _said(_once)
SAY_CARD: Final = _said(_drawn)
DRAW: Final = Statement(
    update(OUTBOX)
    .where(
        OUTBOX.c.id.in_(
            select(OUTBOX.c.id)
            .where(among(OUTBOX.c.id, "ids"))
            .order_by(OUTBOX.c.id)
            .with_for_update()
        )
    )
    .values(_again(quoted(Delivery.NEW.value), bindparam("now", type_=Moment())))
)
"""The same for cards that are known to be there."""
