"""Whoever delivers a message holds it meanwhile, and no longer than they are heard of."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import lanes
from bot.ports import DeliveryError, Outgoing, Saying
from bot.views import TicketCard
from storage.outbox import SqlOutbox
from tests.desk.office import SYNC, Office, until


async def test_what_a_dead_worker_held_is_given_back(office: Office) -> None:
    await office.created()
    office.store.write(
        lambda u: u.outbox.lease(SYNC, "dead", office.clock.at, timedelta(seconds=60))
    ).result()
    await office.settle()
    assert office.ear.in_lane(SYNC) == []
    office.clock.forward(seconds=61)
    await office.pump.rescue()
    await office.settle()
    assert office.ear.in_lane(SYNC)


async def test_a_restart_takes_over_at_once(office: Office) -> None:
    await office.created()
    office.store.write(
        lambda u: u.outbox.lease(SYNC, "dead", office.clock.at, timedelta(seconds=60))
    ).result()
    await office.pump.recover()
    await office.settle()
    assert office.ear.in_lane(SYNC)


async def test_a_worker_that_stood_still_past_its_lease_leaves_the_message_to_others(
    office: Office,
) -> None:
    office.ear.per_second = 1.0
    for n in range(5):
        await office.created(f"new 停机{n} 客户=王五 部门=技术部")
    await office.pump.drain()
    # Of both rooms the fifth has been taken, and waits for its turn.
    await until(lambda: office.ear.posted == 8 and len(office.pump.lanes._held) == 2)
    office.clock.forward(seconds=7)
    await asyncio.wait(office.pump.lanes.under_way.values())
    assert len(office.ear.in_lane(SYNC)) == 4
    await office.pump.rescue()
    await office.settle()
    assert len(office.ear.in_lane(SYNC)) == 5


async def test_a_worker_that_stood_still_between_look_up_and_send_leaves_it_to_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Outgoing("alarm:x", SYNC, Saying.ALARM, "", {"code": "late", "blanks": {}})
    office.store.write(lambda u: u.outbox.say([note], office.clock.at)).result()
    office.ear.fail[SYNC] = [DeliveryError("timeout")]
    await office.settle()
    find = office.ear.find

    async def stood_still(*told: Any, **more: Any) -> str | None:
        found = await find(*told, **more)
        office.clock.forward(seconds=7)
        return found

    monkeypatch.setattr(office.ear, "find", stood_still)
    office.clock.forward(seconds=5)
    await office.pump.drain()
    await asyncio.wait(office.pump.lanes.under_way.values())
    assert office.ear.in_lane(SYNC) == []
    monkeypatch.setattr(office.ear, "find", find)
    await office.pump.rescue()
    await office.settle()
    assert len(office.ear.in_lane(SYNC)) == 1


async def test_a_worker_that_stood_still_while_it_took_a_message_leaves_it_to_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Outgoing("alarm:x", SYNC, Saying.ALARM, "", {"code": "late", "blanks": {}})
    office.store.write(lambda u: u.outbox.say([note], office.clock.at)).result()
    lease = SqlOutbox.lease_all

    def stood_still(*told: Any) -> Any:
        row = lease(*told)
        office.clock.forward(seconds=7)
        return row

    monkeypatch.setattr(SqlOutbox, "lease_all", stood_still)
    await office.pump.drain()
    await asyncio.wait(office.pump.lanes.under_way.values())
    assert office.ear.in_lane(SYNC) == []


async def test_a_delivery_that_takes_long_keeps_its_lease(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LEASE", timedelta(seconds=0.06))
    arrived, go_on = asyncio.Event(), asyncio.Event()
    post = office.ear.post

    async def slowly(*told: Any, **more: Any) -> str:
        arrived.set()
        await go_on.wait()
        return await post(*told, **more)

    monkeypatch.setattr(office.ear, "post", slowly)
    await office.created()
    await office.pump.drain()
    await arrived.wait()
    office.clock.forward(seconds=60)
    await until(lambda: held_at(office, office.clock.at))
    await office.pump.rescue()
    go_on.set()
    await office.settle()
    assert len(office.ear.in_lane(SYNC, TicketCard)) == 1
    assert office.ear.posted == len(office.ear.said)


def held_at(office: Office, at: datetime) -> bool:
    lapses = office.store.read(lambda u: u.outbox.next_lapse()).result()
    return lapses is not None and lapses > at


async def test_nothing_is_written_to_hold_what_is_delivered_already(office: Office) -> None:
    await office.created()
    await office.settle()
    held = office.pump.lanes
    assert held._hold_soon is not None
    held._hold_if_needed()
    assert held._holding is None
