"""The outbox: what must be said, in order for each lane, each message at most once at a time.

A lane is served by row id, calls before cards and lines. A row that was given back keeps its
place and its lane waits for it; a row said for a later time stands apart until then. The unique
index on leased lanes is the last word against two workers in one lane, whatever else goes wrong.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from bot.domain.records import made
from bot.ports import LIVING, Delivery, Leased, Outgoing, Saying
from storage import cards_sql as cards
from storage import outbox_sql as sql
from storage.columns import Codec
from storage.link import Link, Statement
from storage.mapping import Plan
from storage.outbox_tables import OUTBOX
from storage.saying import SAY, SAY_CARD

_SET_BACK: Final = timedelta(minutes=1)

AGED: Final = Plan[Outgoing](OUTBOX, cards.AS_SAID, {"saying": Saying})
_LANE: Final = [f.name for f in fields(Leased)].index("lane")
LEASED: Final = Plan[Leased](OUTBOX, [f.name for f in fields(Leased)], {"saying": Saying})


def _rows(messages: Iterable[Outgoing], now: datetime, codec: Codec) -> list[list[Any]]:
    """Messages as the columns that `SAY` and `SAY_CARD` take."""
    encode = codec.encode
    at = encode(now)
    return [
        [
            one.key, one.lane, _SAYING[one.saying], one.ticket, encode(one.about),
            _begins(one, now), encode(one.avail_at) if one.avail_at else at, at, one.turn,
        ]
        for one in messages
    ]  # fmt: skip


_SAYING: Final = {saying: saying.value for saying in Saying}
_REROUTED, _LATER, _NEW = (
    one.value for one in (Delivery.REROUTED, Delivery.LATER, Delivery.NEW)
)  # Asked of their enumeration each of them takes as long as a column.


def _begins(one: Outgoing, now: datetime) -> str:
    if one.shut:
        return _REROUTED
    return _LATER if one.avail_at and one.avail_at > now else _NEW


def _as_it_was(row: Leased, avail_at: datetime) -> dict[str, Any]:
    return {"later": avail_at, "before": row.attempts, "first_try": row.tried_at}


def _of_lanes(lanes: Sequence[str]) -> list[dict[str, str]]:
    return [{"its_lane": lane} for lane in lanes]


class SqlOutbox:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._spoken_in: dict[str, None] = {}

    def begin(self) -> None:
        """Another job begins, which has said nothing yet."""
        self._spoken_in = {}

    def spoken_in(self) -> Collection[str]:
        return self._spoken_in.keys()

    def heard_in(self, lanes: Iterable[str]) -> None:
        """This job has spoken there, be it in other words."""
        self._spoken_in.update(dict.fromkeys(lanes))

    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        """Write them in their order, which is the order in which a lane says them."""
        for lives, alike in groupby(messages, lambda one: one.saying in LIVING):
            each = {one.key: one for one in alike}  # One statement draws a card but once.
            self.heard_in(one.lane for one in each.values() if _begins(one, now) == _NEW)
            rows = _rows(each.values(), now, self._link.codec)
            self._link.run_many(SAY_CARD if lives else SAY, rows)

    def said_of(self, tickets: Collection[str]) -> set[str]:
        rows = self._link.run(cards.SAID_OF, nos=list(tickets)).fetchall()
        return {row[0] for row in rows}

    def aged_cards(self, lanes: str, before: datetime, limit: int = 100) -> list[Outgoing]:
        rows = self._link.run(cards.AGED, lanes=lanes, now=before, most=limit).fetchall()
        return [Outgoing(*AGED.values(row, self._link.codec)) for row in rows]

    def ready_lanes(self, now: datetime, limit: int = 100) -> list[str]:
        rows = self._link.run(sql.READY, now=now, most=limit).fetchall()
        return [row[0] for row in rows]

    def lease_all(
        self, lanes: Sequence[str], owner: str, now: datetime, lease_for: timedelta
    ) -> list[Leased | None]:
        free = self._alone_in(lanes) if self._link.codec.dialect == "postgresql" else lanes
        same = {"taker": owner, "now": now, "until": now + lease_for}
        rows = self._link.run_each(sql.LEASE, _of_lanes(free), **same)
        found = {row[_LANE]: self._leased(row) for row in rows}
        return [found.get(lane) for lane in lanes]

    def lease(self, lane: str, owner: str, now: datetime, lease_for: timedelta) -> Leased | None:
        return self.lease_all([lane], owner, now, lease_for)[0]

    def _alone_in(self, lanes: Sequence[str]) -> list[str]:
        """Row locks are not enough: while one worker takes row 1, another would take row 2."""
        return [row[0] for row in self._link.run(sql.ALONE, rows=_of_lanes(lanes)).fetchall()]

    def _leased(self, row: Sequence[Any]) -> Leased:
        """The row as it was before this lease: its tries and when the first of them was."""
        return made(Leased, LEASED.values(row, self._link.codec))

    def hold(self, ids: Collection[int]) -> None:
        if self._link.codec.dialect == "postgresql":  # In a file one alone writes.
            self._link.run(sql.HOLD, rows=[{"its_id": one} for one in ids])

    def sent_all(self, said: Sequence[tuple[Leased, str]], owner: str, now: datetime) -> int:
        in_order = sorted(said, key=lambda one: one[0].id)  # As everybody locks them.
        each = [{"its_id": row.id, "drawn": row.wanted, "said": text} for row, text in in_order]
        return self._link.count_each(sql.SENT, each, holder=owner, now=now)

    def last_sent(self, lane: str) -> datetime | None:
        row = self._link.run(sql.LAST_SENT, its_lane=lane).fetchone()
        return self._moment(row[0]) if row and row[0] else None

    def settle(self, row: Leased, owner: str, delivery: Delivery, error: str = "") -> bool:
        if delivery is Delivery.DROPPED:
            return self._ended(sql.DROP, row, owner, drawn=row.wanted, why=error)
        return self._ended(sql.SETTLE, row, owner, outcome=delivery.value, why=error)

    def put_back(self, row: Leased, owner: str, avail_at: datetime, error: str) -> bool:
        return self._ended(sql.PUT_BACK, row, owner, later=avail_at, why=error)

    def not_begun(self, row: Leased, owner: str, avail_at: datetime) -> bool:
        return self._ended(
            sql.UNDO, row, owner, outcome=Delivery.NEW.value, **_as_it_was(row, avail_at)
        )

    def postpone(self, row: Leased, owner: str, until: datetime) -> bool:
        return self._ended(
            sql.UNDO, row, owner, outcome=Delivery.LATER.value, **_as_it_was(row, until)
        )

    def next_later(self) -> datetime | None:
        row = self._link.run(sql.NEXT_LATER).fetchone()
        return self._moment(row[0]) if row else None

    def back(self, lane: str, now: datetime, most: int = 1000) -> int:
        return self._link.run(sql.BACK, its_lane=lane, now=now, most=most).rowcount

    def ripen(self, now: datetime, limit: int = 1000) -> int:
        return self._link.run(sql.RIPEN, now=now, most=limit).rowcount

    def forget_message(self, row: Leased, owner: str, now: datetime) -> bool:
        return self._ended(sql.FORGET, row, owner, now=now)

    def _ended(self, statement: Statement, row: Leased, owner: str, **values: Any) -> bool:
        """End a lease, if it is still this worker's."""
        return self._link.run(statement, its_id=row.id, holder=owner, **values).rowcount == 1

    def paced_all(
        self, gaps: Mapping[str, timedelta], now: datetime, burst: int
    ) -> dict[str, datetime]:
        """Whoever leased in this transaction is alone in the lane, so no other comes between."""
        each = [{"its_lane": lane, "first": now + gap} for lane, gap in gaps.items()]
        rows = self._link.run_each(sql.USE, each, now=now, set_back=now + _SET_BACK)
        return {
            lane: max(now, self._moment(used_until) - gaps[lane] * burst)
            for lane, used_until in rows
        }

    def _moment(self, stored: Any) -> datetime:
        moment: datetime = self._link.codec.moment(stored)
        return moment

    def renew(self, ids: Iterable[int], owner: str, until: datetime) -> list[int]:
        each = [{"its_id": one} for one in ids]
        rows = self._link.run_each(sql.RENEW, each, holder=owner, until=until)
        return [row[0] for row in rows]

    def next_lapse(self) -> datetime | None:
        (at,) = self._link.run(sql.NEXT_LAPSE).fetchone()
        return self._moment(at) if at else None

    def waits(self) -> bool:
        return self._link.run(sql.WAITS).fetchone() is not None

    def waiting_nudges(self, lane: str, now: datetime, most: int) -> int:
        rows = self._link.run(sql.NUDGES_OF, its_lane=lane, now=now, most=most).fetchall()
        return len(rows)

    def fold(self, lane: str, now: datetime, into: int) -> int:
        return self._link.run(sql.FOLD, its_lane=lane, now=now, digest=into).rowcount

    def unfold(self, row: Leased, until: datetime) -> None:
        self._link.run(sql.UNFOLD, its_id=row.id, later=until)

    def folded(self, into: int, limit: int) -> list[Leased]:
        rows = self._link.run(sql.FOLDED, digest=into, most=limit).fetchall()
        return [self._leased(row) for row in rows]

    def count_folded(self, into: int) -> int:
        return int(self._link.run(sql.COUNT_FOLDED, digest=into).fetchone()[0])

    def card(self, ticket: str, lane: str) -> str:
        row = self._link.run(cards.CARD, no=ticket, its_lane=lane).fetchone()
        return str(row[0]) if row else ""

    def card_lanes(self, ticket: str) -> list[str]:
        return [row[0] for row in self._link.run(cards.CARD_LANES, no=ticket).fetchall()]

    def ticket_of_card(self, lane: str, message: str) -> str:
        row = self._link.run(cards.TICKET_OF, its_lane=lane, posted=message).fetchone()
        return str(row[0]) if row else ""

    def posts_card(self, lane: str) -> bool:
        return self._link.run(cards.POSTS_CARD, its_lane=lane).fetchone() is not None

    def purge(self, after: int, before: datetime, limit: int = 1000) -> int:
        row = self._link.run(sql.OLDEST, past=after, before=before, most=limit).fetchone()
        if row[0] is None:
            return 0
        self._link.run(sql.PURGE, past=after, last=row[0], before=before)
        return int(row[0])

    def rescue(self, now: datetime, owner: str | None = None) -> int:
        if owner is None:
            return self._link.run(sql.RESCUE, now=now).rowcount
        return self._link.run(sql.RESCUE_ALL, now=now, holder=owner).rowcount
