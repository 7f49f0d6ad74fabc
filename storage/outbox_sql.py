"""The statements of the outbox. Each changes a row only from the state it must be in."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
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
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.domain.life_cycle import Status
from bot.ports import LIVING, NUDGES, Delivery, Saying
from storage.base import quoted
from storage.columns import Moment
from storage.link import Each, Statement
from storage.outbox_tables import OUTBOX, PACE
from storage.saying import SETTLED
from storage.tables import TICKET
from storage.together import given

BOX: Final = OUTBOX.c
_OTHER: Final = OUTBOX.alias("other")
NOW: Final = bindparam("now", type_=Moment())
LANE: Final = bindparam("its_lane", type_=String())
MOST: Final = bindparam("most", type_=Integer())
_WHY: Final = bindparam("why", type_=String())


def is_in(state: Delivery, box: FromClause = OUTBOX) -> ColumnElement[bool]:
    return box.c.state == quoted(state.value)


def says(saying: Saying) -> ColumnElement[bool]:
    return BOX.saying == quoted(saying.value)


LIVING_ROWS: Final = or_(*(says(saying) for saying in sorted(LIVING)))

_RIPE: Final = (
    select(BOX.id)
    .where(is_in(Delivery.LATER), BOX.avail_at <= NOW)
    .order_by(BOX.avail_at)
    .limit(MOST)
)
NEXT_LATER: Final = Statement(
    select(BOX.avail_at).where(is_in(Delivery.LATER)).order_by(BOX.avail_at).limit(1)
)
RIPEN: Final = Statement(
    update(OUTBOX)
    .where(BOX.id.in_(_RIPE.with_for_update(skip_locked=True)), is_in(Delivery.LATER))
    .values(state=Delivery.NEW.value)
)


_SHUT: Final = (
    select(BOX.id)
    .outerjoin(TICKET, TICKET.c.no == BOX.ticket)
    .where(
        is_in(Delivery.REROUTED),
        BOX.lane == LANE,
        LIVING_ROWS,
        or_(BOX.message != quoted(""), TICKET.c.status != quoted(Status.CLOSED.value)),
    )
    .order_by(BOX.id.desc())
    .limit(MOST)
)
BACK: Final = Statement(
    update(OUTBOX)
    .where(BOX.id.in_(_SHUT), is_in(Delivery.REROUTED))
    .values(state=Delivery.NEW.value, avail_at=NOW)
)


def _busy(lane: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(_OTHER.c.lane == lane, is_in(Delivery.LEASED, _OTHER))


_LINE: Final = OUTBOX.alias("line")


def _head(lane: ColumnElement[str]) -> Any:
    """The first row of a lane's line, by one step into the index of waiting rows."""
    return (
        select(_LINE.c.id)
        .where(_LINE.c.lane == lane, is_in(Delivery.NEW, _LINE))
        .order_by(_LINE.c.turn, _LINE.c.id)
        .limit(1)
        .correlate_except(_LINE)
        .scalar_subquery()
    )


def _lanes() -> Any:
    """Every lane with a waiting row, hopping from one to the next.

    The cost grows with the lanes, not with what waits in them: a room that is ten thousand
    messages behind is looked at as quickly as one that has a single message.
    """
    first = select(func.min(BOX.lane).label("lane")).where(is_in(Delivery.NEW))
    hop = first.cte("lanes", recursive=True)
    after = select(func.min(_OTHER.c.lane)).where(
        is_in(Delivery.NEW, _OTHER), _OTHER.c.lane > hop.c.lane
    )
    return hop.union_all(select(after.scalar_subquery()).where(hop.c.lane.is_not(None)))


_WAITED: Final = _lanes()
READY: Final = Statement(
    select(BOX.lane)
    .select_from(_WAITED.join(OUTBOX, BOX.id == _head(_WAITED.c.lane)))
    .where(BOX.avail_at <= NOW, ~_busy(BOX.lane))
    .order_by(BOX.id)
    .limit(MOST)
)

_LANES: Final = given({"its_lane": String()})
ALONE: Final = Statement(
    select(_LANES.c.its_lane).where(
        func.pg_try_advisory_xact_lock(func.hashtextextended(_LANES.c.its_lane, 0))
    )
)


_FIRST: Final = OUTBOX.alias("first")


def _free_head(lane: ColumnElement[str]) -> Any:
    """The head, unless somebody changes it just now; the lane is served when they have done.

    Whoever waited for it here would hold what is being settled, which they may wait for.
    """
    free = select(_FIRST.c.id).where(_FIRST.c.id == _head(lane)).correlate_except(_FIRST)
    return free.with_for_update(skip_locked=True, of=_FIRST).scalar_subquery()


def _leased(lane: ColumnElement[str]) -> Any:
    return (
        update(OUTBOX)
        .where(
            BOX.id == _free_head(lane),
            BOX.lane == lane,
            is_in(Delivery.NEW),
            BOX.avail_at <= NOW,
            ~_busy(lane),
        )
        .values(
            state=Delivery.LEASED.value,
            lease_owner=bindparam("taker"),
            lease_until=bindparam("until"),
            attempts=BOX.attempts + 1,
            tried_at=case((BOX.attempts == 0, NOW), else_=BOX.tried_at),
        )
        .returning(
            *(BOX[name] for name in ("id", "key", "lane", "saying", "ticket", "about")),
            BOX.attempts - 1,
            *(BOX[name] for name in ("message", "wanted", "shown")),
            case((BOX.attempts > 1, BOX.tried_at), else_=null()),
            BOX.created_at,
            BOX.posted_at,
        )
    )


LEASE: Final = Each(Statement(_leased(LANE)), Statement(_leased(_LANES.c.its_lane)))

_PLACES: Final = given({"its_lane": String(), "first": Moment()})
_TAKEN: Final = insert(PACE).from_select(
    ["lane", "used_until"], select(_PLACES.c.its_lane, _PLACES.c.first)
)


def _use(said: Any) -> Any:
    """Take the lane's next place: a gap after the last one, or after now if that is past.

    Each waits for its place before the next one asks. So a lane that seems used for longer was
    used by a clock that has been set back since.
    """
    used, first = PACE.c.used_until, said.excluded.used_until
    ahead = and_(used > NOW, used < bindparam("set_back", type_=Moment()))
    after = case((ahead, used.op("+")(first.op("-")(NOW))), else_=first)
    return said.on_conflict_do_update(
        index_elements=["lane"], set_={"used_until": after}
    ).returning(PACE.c.lane, used)


def _use_one(insert: Any) -> Any:
    first = bindparam("first", type_=Moment())
    return _use(insert(PACE).values(lane=LANE, used_until=first))


USE: Final = Each(Statement(_use_one), Statement(_use(_TAKEN)))


_ID: Final = bindparam("its_id", type_=BOX.id.type)


def _held(its_id: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(BOX.id == its_id, BOX.lease_owner == bindparam("holder"), is_in(Delivery.LEASED))


def _ended(its_id: ColumnElement[int] = _ID, **changes: Any) -> Update:
    """Build the end of a lease that its holder still has."""
    ended = update(OUTBOX).where(_held(its_id))
    return ended.values(lease_owner="", lease_until=null(), **changes)


_DRAWN: Final = bindparam("drawn", type_=BOX.wanted.type)


def _rests(state: Delivery, drawn: ColumnElement[int]) -> dict[str, Any]:
    """Rest in this state, unless another drawing was asked for during the delivery."""
    asked = BOX.wanted > drawn
    return {
        "state": case((asked, Delivery.NEW.value), else_=state.value),
        "attempts": case((asked, 0), else_=BOX.attempts),
        "tried_at": case((asked, null()), else_=BOX.tried_at),
    }


def _sent(
    its_id: ColumnElement[int], drawn: ColumnElement[int], said: ColumnElement[str]
) -> Update:
    return _ended(
        its_id,
        shown=drawn,
        message=case((said == "", BOX.message), else_=said),
        sent_at=NOW,
        posted_at=case((BOX.message == said, BOX.posted_at), else_=NOW),
        error="",
        **_rests(Delivery.SENT, drawn),
    )


def _in_order() -> Any:
    """Build the rows that are settled together, locked by their ids, as everybody locks them."""
    said = given({"its_id": BOX.id.type, "drawn": BOX.wanted.type, "said": String()}).c
    rows = select(said.its_id, said.drawn, said.said).where(_held(said.its_id))
    return rows.order_by(BOX.id).with_for_update(of=OUTBOX).cte("said").c


_ROWS: Final = given({"its_id": BOX.id.type})
HOLD: Final = Statement(
    select(BOX.id).where(BOX.id == _ROWS.c.its_id).order_by(BOX.id).with_for_update(of=OUTBOX)
)

SENT: Final = Each(
    Statement(_sent(_ID, _DRAWN, bindparam("said", type_=String()))),
    Statement(_sent(*_in_order())),
)
LAST_SENT: Final = Statement(select(func.max(BOX.sent_at)).where(BOX.lane == bindparam("its_lane")))
"""Reads every row: asked only of a room that was just found gone."""
DROP: Final = Statement(_ended(error=_WHY, **_rests(Delivery.DROPPED, _DRAWN)))
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
        avail_at=NOW,
    )
)

_NUDGES: Final = (
    BOX.lane == LANE,
    is_in(Delivery.NEW),
    or_(*(says(saying) for saying in sorted(NUDGES))),
    BOX.avail_at <= NOW,
    BOX.attempts == literal_column("0"),  # What may have been said is looked up first, alone.
)
NUDGES_OF: Final = Statement(select(BOX.id).where(*_NUDGES).limit(MOST))
_DIGEST: Final = bindparam("digest", type_=BOX.folded_into.type)
FOLD: Final = Statement(
    update(OUTBOX).where(*_NUDGES).values(state=Delivery.SENT.value, folded_into=_DIGEST)
)
UNFOLD: Final = Statement(
    update(OUTBOX)
    .where(BOX.id == bindparam("its_id"), BOX.folded_into.is_not(None))
    .values(state=Delivery.LATER.value, avail_at=bindparam("later"), folded_into=null())
)
_AS_LEASED: Final = (
    BOX.id, BOX.key, BOX.lane, BOX.saying, BOX.ticket, BOX.about, BOX.attempts,
    BOX.message, BOX.wanted, BOX.shown, BOX.tried_at, BOX.created_at, BOX.posted_at,
)  # fmt: skip
FOLDED: Final = Statement(
    select(*_AS_LEASED).where(BOX.folded_into == _DIGEST).order_by(BOX.turn, BOX.id).limit(MOST)
)
COUNT_FOLDED: Final = Statement(select(func.count()).where(BOX.folded_into == _DIGEST))

_PAST: Final = bindparam("past", type_=BOX.id.type)
_BEFORE: Final = bindparam("before", type_=Moment())
_NEXT: Final = (
    select(BOX.id, BOX.created_at).where(BOX.id > _PAST).order_by(BOX.id).limit(MOST).subquery()
)
OLDEST: Final = Statement(select(func.max(_NEXT.c.id)).where(_NEXT.c.created_at < _BEFORE))
PURGE: Final = Statement(
    delete(OUTBOX).where(
        BOX.id > _PAST,
        BOX.id <= bindparam("last", type_=BOX.id.type),
        or_(SETTLED, is_in(Delivery.DEAD)),
        func.coalesce(BOX.sent_at, BOX.created_at) < _BEFORE,
        or_(
            not_(LIVING_ROWS),
            ~exists().where(
                TICKET.c.no == BOX.ticket,
                TICKET.c.status != literal_column(f"'{Status.CLOSED.value}'"),
            ),
        ),
    )
)

_RESCUED: Final = (
    update(OUTBOX)
    .where(is_in(Delivery.LEASED))
    .values(state=Delivery.NEW.value, lease_owner="", lease_until=null())
)


def _renewed(its_id: ColumnElement[int]) -> Any:
    held = select(BOX.id).where(_held(its_id)).correlate(None)
    free = held.with_for_update(skip_locked=True, of=OUTBOX)
    return (
        update(OUTBOX)
        .where(BOX.id.in_(free), BOX.lease_owner == bindparam("holder"), is_in(Delivery.LEASED))
        .values(lease_until=bindparam("until"))
        .returning(BOX.id)
    )


RENEW: Final = Each(Statement(_renewed(_ID)), Statement(_renewed(_ROWS.c.its_id)))
"""What is being settled just now need not be waited for."""

WAITS: Final = Statement(select(literal_column("1")).where(is_in(Delivery.NEW)).limit(1))
NEXT_LAPSE: Final = Statement(select(func.min(BOX.lease_until)).where(is_in(Delivery.LEASED)))
RESCUE: Final = Statement(_RESCUED.where(BOX.lease_until <= NOW))
RESCUE_ALL: Final = Statement(_RESCUED.where(BOX.lease_owner != bindparam("holder")))
