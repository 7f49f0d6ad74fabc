"""The statements of the outbox. Each changes a row only from the state it must be in."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Interval,
    String,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    text,
    update,
)

from bot.domain.life_cycle import Status
from bot.ports import LIVING, NUDGES, Delivery, Saying
from storage.base import OPEN, quoted
from storage.columns import Moment
from storage.link import Statement
from storage.saying import SETTLED
from storage.tables import OUTBOX, PACE, TICKET

_BOX: Final = OUTBOX.c
_OTHER: Final = OUTBOX.alias("other")
_NOW: Final = bindparam("now", type_=Moment())
_LANE: Final = bindparam("its_lane", type_=String())
_MOST: Final = bindparam("most", type_=Integer())
_WHY: Final = bindparam("why", type_=String())


def _is(state: Delivery, box: FromClause = OUTBOX) -> ColumnElement[bool]:
    return box.c.state == quoted(state.value)


def _sayings(saying: Saying) -> ColumnElement[bool]:
    return _BOX.saying == quoted(saying.value)


_LIVES: Final = or_(*(_sayings(saying) for saying in sorted(LIVING)))

_RIPE: Final = (
    select(_BOX.id)
    .where(_is(Delivery.LATER), _BOX.avail_at <= _NOW)
    .order_by(_BOX.avail_at)
    .limit(_MOST)
)
NEXT_LATER: Final = Statement(
    select(_BOX.avail_at).where(_is(Delivery.LATER)).order_by(_BOX.avail_at).limit(1)
)
RIPEN: Final = Statement(
    update(OUTBOX)
    .where(_BOX.id.in_(_RIPE.with_for_update(skip_locked=True)), _is(Delivery.LATER))
    .values(state=Delivery.NEW.value)
)


_SHUT: Final = (
    select(_BOX.id)
    .outerjoin(TICKET, TICKET.c.no == _BOX.ticket)
    .where(
        _is(Delivery.REROUTED),
        _BOX.lane == _LANE,
        _LIVES,
        or_(_BOX.message != quoted(""), TICKET.c.status != quoted(Status.CLOSED.value)),
    )
    .order_by(_BOX.id.desc())
    .limit(_MOST)
)
BACK: Final = Statement(
    update(OUTBOX)
    .where(_BOX.id.in_(_SHUT), _is(Delivery.REROUTED))
    .values(state=Delivery.NEW.value, avail_at=_NOW)
)


def _busy(lane: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(_OTHER.c.lane == lane, _is(Delivery.LEASED, _OTHER))


_LINE: Final = OUTBOX.alias("line")


def _head(lane: ColumnElement[str]) -> Any:
    """The first row of a lane's line, by one step into the index of waiting rows."""
    return (
        select(_LINE.c.id)
        .where(_LINE.c.lane == lane, _is(Delivery.NEW, _LINE))
        .order_by(_LINE.c.turn, _LINE.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _lanes() -> Any:
    """Every lane with a waiting row, hopping from one to the next.

    The cost grows with the lanes, not with what waits in them: a room that is ten thousand
    messages behind is looked at as quickly as one that has a single message.
    """
    first = select(func.min(_BOX.lane).label("lane")).where(_is(Delivery.NEW))
    hop = first.cte("lanes", recursive=True)
    after = select(func.min(_OTHER.c.lane)).where(
        _is(Delivery.NEW, _OTHER), _OTHER.c.lane > hop.c.lane
    )
    return hop.union_all(select(after.scalar_subquery()).where(hop.c.lane.is_not(None)))


_WAITED: Final = _lanes()
READY: Final = Statement(
    select(_BOX.lane)
    .select_from(_WAITED.join(OUTBOX, _BOX.id == _head(_WAITED.c.lane)))
    .where(_BOX.avail_at <= _NOW, ~_busy(_BOX.lane))
    .order_by(_BOX.id)
    .limit(_MOST)
)

ALONE: Final = Statement(select(func.pg_try_advisory_xact_lock(func.hashtextextended(_LANE, 0))))

LEASE: Final = Statement(
    update(OUTBOX)
    .where(_BOX.id == _head(_LANE), _is(Delivery.NEW), _BOX.avail_at <= _NOW, ~_busy(_LANE))
    .values(
        state=Delivery.LEASED.value,
        lease_owner=bindparam("taker"),
        lease_until=bindparam("until"),
        attempts=_BOX.attempts + 1,
        tried_at=case((_BOX.attempts == 0, _NOW), else_=_BOX.tried_at),
    )
    .returning(
        *(_BOX[name] for name in ("id", "key", "lane", "saying", "ticket", "about")),
        _BOX.attempts - 1,
        *(_BOX[name] for name in ("message", "wanted", "shown")),
        case((_BOX.attempts > 1, _BOX.tried_at), else_=null()),
        _BOX.created_at,
        _BOX.posted_at,
    )
)


def _use(insert: Any) -> Any:
    """Take the lane's next place: a gap after the last one, or after now if that is past.

    Each waits for its place before the next one asks. So a lane that seems used for longer was
    used by a clock that has been set back since.
    """
    said = insert(PACE).values(lane=_LANE, used_until=bindparam("first", type_=Moment()))
    used = PACE.c.used_until
    ahead = and_(used > _NOW, used < bindparam("set_back", type_=Moment()))
    after = case((ahead, used), else_=_NOW).op("+")(bindparam("gap", type_=Interval()))
    return said.on_conflict_do_update(
        index_elements=["lane"], set_={"used_until": after}
    ).returning(used)


USE: Final = Statement(_use)


def _ended(**changes: Any) -> Update:
    """Build the end of a lease that its holder still has."""
    return (
        update(OUTBOX)
        .where(
            _BOX.id == bindparam("its_id"),
            _BOX.lease_owner == bindparam("holder"),
            _is(Delivery.LEASED),
        )
        .values(lease_owner="", lease_until=null(), **changes)
    )


_DRAWN: Final = bindparam("drawn", type_=_BOX.wanted.type)
_TEXT: Final = bindparam("said", type_=String())


def _unless_asked(state: Delivery) -> ColumnElement[str]:
    """Rest in this state, unless another drawing was asked for during the delivery."""
    return case((_BOX.wanted > _DRAWN, Delivery.NEW.value), else_=state.value)


_AFRESH: Final = {
    "attempts": case((_BOX.wanted > _DRAWN, 0), else_=_BOX.attempts),
    "tried_at": case((_BOX.wanted > _DRAWN, null()), else_=_BOX.tried_at),
}

SENT: Final = Statement(
    _ended(
        state=_unless_asked(Delivery.SENT),
        shown=_DRAWN,
        message=case((_TEXT == "", _BOX.message), else_=_TEXT),
        sent_at=_NOW,
        posted_at=case((_BOX.message == _TEXT, _BOX.posted_at), else_=_NOW),
        error="",
        **_AFRESH,
    ).returning(_BOX.id)
)
LAST_SENT: Final = Statement(
    select(func.max(_BOX.sent_at)).where(_BOX.lane == bindparam("its_lane"))
)
"""Reads every row: asked only of a room that was just found gone."""
DROP: Final = Statement(_ended(state=_unless_asked(Delivery.DROPPED), error=_WHY, **_AFRESH))
SETTLE: Final = Statement(_ended(state=bindparam("outcome"), error=_WHY))
PUT_BACK: Final = Statement(
    _ended(state=Delivery.NEW.value, avail_at=bindparam("later"), error=_WHY)
)
UNDO: Final = Statement(
    _ended(
        state=bindparam("outcome"),
        avail_at=bindparam("later"),
        attempts=bindparam("before"),
        tried_at=bindparam("first_try"),
    )
)
FORGET: Final = Statement(
    _ended(
        state=Delivery.NEW.value,
        message="",
        shown=0,
        attempts=0,
        tried_at=null(),
        avail_at=_NOW,
    )
)

_NUDGES: Final = (
    _BOX.lane == _LANE,
    _is(Delivery.NEW),
    or_(*(_sayings(saying) for saying in sorted(NUDGES))),
    _BOX.avail_at <= _NOW,
    _BOX.attempts == literal_column("0"),  # What may have been said is looked up first, alone.
)
NUDGES_OF: Final = Statement(select(_BOX.id).where(*_NUDGES).limit(_MOST))
_DIGEST: Final = bindparam("digest", type_=_BOX.folded_into.type)
FOLD: Final = Statement(
    update(OUTBOX).where(*_NUDGES).values(state=Delivery.SENT.value, folded_into=_DIGEST)
)
UNFOLD: Final = Statement(
    update(OUTBOX)
    .where(_BOX.id == bindparam("its_id"), _BOX.folded_into.is_not(None))
    .values(state=Delivery.LATER.value, avail_at=bindparam("later"), folded_into=null())
)
_AS_LEASED: Final = (
    _BOX.id, _BOX.key, _BOX.lane, _BOX.saying, _BOX.ticket, _BOX.about, _BOX.attempts,
    _BOX.message, _BOX.wanted, _BOX.shown, _BOX.tried_at, _BOX.created_at, _BOX.posted_at,
)  # fmt: skip
FOLDED: Final = Statement(
    select(*_AS_LEASED).where(_BOX.folded_into == _DIGEST).order_by(_BOX.turn, _BOX.id).limit(_MOST)
)
COUNT_FOLDED: Final = Statement(select(func.count()).where(_BOX.folded_into == _DIGEST))

AS_SAID: Final = ("key", "lane", "saying", "ticket", "about")
# By the open tickets, so that it costs the same however much was said of those that are closed.
AGED: Final = Statement(
    select(*(_BOX[name] for name in AS_SAID))
    .where(
        _LIVES,
        _BOX.ticket.in_(select(TICKET.c.no).where(text(OPEN))),
        _is(Delivery.SENT),
        func.substr(_BOX.lane, 1, func.length(bindparam("lanes", type_=String())))
        == bindparam("lanes", type_=String()),
        _BOX.posted_at < _NOW,
    )
    .order_by(_BOX.posted_at)
    .limit(_MOST)
)

CARD: Final = Statement(
    select(_BOX.message).where(
        _BOX.ticket == bindparam("no"), _BOX.lane == _LANE, _sayings(Saying.CARD)
    )
)
CARD_LANES: Final = Statement(
    select(_BOX.lane)
    .where(
        _BOX.ticket == bindparam("no"),
        _sayings(Saying.CARD),
        ~_is(Delivery.DEAD),
    )
    .order_by(_BOX.id)
)
POSTS_CARD: Final = Statement(
    select(_BOX.id)
    .where(
        _BOX.lane == _LANE,
        or_(_is(Delivery.LEASED), and_(_is(Delivery.NEW), _BOX.attempts > 0)),
        _sayings(Saying.CARD),
        _BOX.message == quoted(""),
    )
    .limit(literal_column("1"))
)
TICKET_OF: Final = Statement(
    select(_BOX.ticket)
    .where(
        _BOX.message != quoted(""),
        _BOX.message == bindparam("posted"),
        _BOX.lane == _LANE,
        _BOX.ticket != "",
    )
    .order_by(_BOX.id)
    .limit(1)
)

_PAST: Final = bindparam("past", type_=_BOX.id.type)
_BEFORE: Final = bindparam("before", type_=Moment())
_NEXT: Final = (
    select(_BOX.id, _BOX.created_at)
    .where(_BOX.id > _PAST)
    .order_by(_BOX.id)
    .limit(_MOST)
    .subquery()
)
OLDEST: Final = Statement(select(func.max(_NEXT.c.id)).where(_NEXT.c.created_at < _BEFORE))
PURGE: Final = Statement(
    delete(OUTBOX).where(
        _BOX.id > _PAST,
        _BOX.id <= bindparam("last", type_=_BOX.id.type),
        or_(SETTLED, _is(Delivery.DEAD)),
        func.coalesce(_BOX.sent_at, _BOX.created_at) < _BEFORE,
        or_(
            not_(_LIVES),
            ~exists().where(
                TICKET.c.no == _BOX.ticket,
                TICKET.c.status != literal_column(f"'{Status.CLOSED.value}'"),
            ),
        ),
    )
)

_RESCUED: Final = (
    update(OUTBOX)
    .where(_is(Delivery.LEASED))
    .values(state=Delivery.NEW.value, lease_owner="", lease_until=null())
)
RENEW: Final = Statement(
    update(OUTBOX)
    .where(
        _BOX.id.in_(
            select(_BOX.id).where(_BOX.id == bindparam("its_id")).with_for_update(skip_locked=True)
        ),
        _BOX.lease_owner == bindparam("holder"),
        _is(Delivery.LEASED),
    )
    .values(lease_until=bindparam("until"))
    .returning(_BOX.id)
)
"""What is being settled just now need not be waited for."""

WAITS: Final = Statement(select(literal_column("1")).where(_is(Delivery.NEW)).limit(1))
RESCUE: Final = Statement(_RESCUED.where(_BOX.lease_until <= _NOW))
RESCUE_ALL: Final = Statement(_RESCUED.where(_BOX.lease_owner != bindparam("holder")))
