"""A worker at the outbox: what is said, leased and sent in the tests."""

from datetime import datetime, timedelta

from bot.ports import Leased, Outgoing, Store
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, a_ticket

ME = "worker-1"
THEM = "worker-2"
MINUTE = timedelta(minutes=1)
NO = a_ticket().no


def say(store: Store, *messages: Outgoing, at: datetime = NOW) -> None:
    do(store, lambda unit: unit.outbox.say(messages, at))


def lease(store: Store, at: datetime = NOW, lane: str = LANE, owner: str = ME) -> Leased | None:
    return do(store, lambda unit: unit.outbox.lease(lane, owner, at, MINUTE))


def leased(store: Store, at: datetime = NOW, lane: str = LANE) -> Leased:
    row = lease(store, at, lane)
    assert row is not None
    return row


def sent(store: Store, row: Leased, message: str = "ts-1", owner: str = ME) -> bool:
    return do(store, lambda unit: unit.outbox.sent_all([(row, message)], owner, NOW)) == 1


def ready(store: Store, at: datetime = NOW) -> list[str]:
    return look(store, lambda unit: unit.outbox.ready_lanes(at))
