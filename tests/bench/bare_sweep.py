"""What a sweep writes, through SQLAlchemy Core alone: the floor of waking (G5, burst)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from bot.ports import Store
from storage.outbox_tables import OUTBOX
from storage.tables import DUTY, EVENT


class Floor:
    """The same rows as ours through SQLAlchemy Core, all of a batch by `executemany`."""

    def __init__(self, store: Store, now: datetime, due: datetime, batch: int) -> None:
        self.store = store
        self.now, self.due, self.batch = now, due, batch
        self.event, self.duty, said = store.read(self._sample).result()
        self.cards = [each["lane"] for each in said if each["saying"] == "card"]
        self.calls = [each for each in said if each["saying"] != "card"]

    def _sample(self, uow: Any) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
        """A breach, the reason it asks for and its messages, as ours has just written them."""
        core: Connection = uow.link.core
        event = core.execute(select(EVENT).order_by(EVENT.c.id.desc()).limit(1)).mappings().one()
        asked = select(DUTY).where(DUTY.c.ticket == event["ticket"], DUTY.c.about != "")
        duty = core.execute(asked).mappings().one()
        said = core.execute(select(OUTBOX).where(OUTBOX.c.ticket == event["ticket"])).mappings()
        messages = [_without_id(each) for each in said]
        return _without_id(event), _without_id(duty), messages

    def sweep(self) -> int:
        return self.store.write(self._claimed).result(60)

    def _claimed(self, uow: Any) -> int:
        core: Connection = uow.link.core
        found = (
            select(DUTY.c.id, DUTY.c.ticket)
            .where(text("wake_at IS NOT NULL"), DUTY.c.wake_at <= self.now)
            .order_by(DUTY.c.wake_at, DUTY.c.id)
            .limit(self.batch)
            .with_for_update(skip_locked=True)
        )
        rows = core.execute(found).all()
        if not rows:
            return 0
        claim = update(DUTY).where(DUTY.c.id == bindparam("its_id")).values(
            missed_at=self.due, missed_by="wang", called_at=self.now, rung=1,
            wake_at=self.now + timedelta(minutes=15),
        )  # fmt: skip
        core.execute(claim, [{"its_id": row.id} for row in rows])
        core.execute(insert(EVENT), [{**self.event, "ticket": row.ticket} for row in rows])
        core.execute(insert(DUTY), [{**self.duty, "ticket": row.ticket} for row in rows])
        core.execute(
            insert(OUTBOX),
            [
                {**each, "ticket": row.ticket, "key": f"{n}:{row.ticket}"}
                for row in rows
                for n, each in enumerate(self.calls)
            ],
        )
        card = OUTBOX.c.ticket == bindparam("no"), OUTBOX.c.lane == bindparam("its_lane")
        again = update(OUTBOX).where(OUTBOX.c.saying == "card", *card).values(
            state="new", wanted=OUTBOX.c.wanted + 1, avail_at=self.now
        )  # fmt: skip
        core.execute(again, [{"no": r.ticket, "its_lane": x} for r in rows for x in self.cards])
        return len(rows)


def _without_id(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}
