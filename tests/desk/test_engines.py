"""What every engine must do, with one worker on a file and with several on a server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bot import replicas
from bot.handlers import errands
from bot.ports import DeliveryError, Outgoing, Saying, UnitOfWork
from bot.views import Alarm, HistoryLine, Reminder
from storage.tables import DUTY
from tests.databases import Server
from tests.desk.engines import Engine, MovedClock, quiet
from tests.desk.office import SYNC, TECHNICAL, Ear, Office, until

URGENT = "new 停机 客户=王五 部门=技术部 紧急程度=紧急"
LEAK = "new 漏水 部门=技术部 分类=产品质量 产品=KX-2"
KINDS = [
    ("apscheduler", "sqlite", 1),
    ("apscheduler", "postgres", 2),
    ("procrastinate", "postgres", 2),
]


@pytest.fixture(params=KINDS, ids=[f"{engine}-{base}" for engine, base, _ in KINDS])
async def engine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Engine]:
    name, base, workers = request.param
    url: Any = request.getfixturevalue(f"{base}_url")
    made = Engine(name, str(url), workers, Ear(per_second=20), MovedClock())
    made.hurried(monkeypatch)
    async with made.running():
        yield made


@pytest.fixture
async def cluster(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    made = Engine("procrastinate", postgres_url, 2, Ear(per_second=20), MovedClock())
    made.hurried(monkeypatch)
    async with made.running():
        yield made


def messages(lane: str, *keys: str) -> list[Outgoing]:
    return [Outgoing(k, lane, Saying.ALARM, "", {"code": "late", "blanks": {}}) for k in keys]


def say(office: Office, lane: str, *keys: str) -> None:
    alarms = messages(lane, *keys)
    office.store.write(lambda u: u.outbox.say(alarms, office.clock.now())).result()
    office.pump.kick()


def refs(ear: Ear, lane: str) -> list[str]:
    return [said.ref for said in ear.said.values() if said.lane == lane]


async def test_what_is_due_is_said_once_and_nobody_need_ask(engine: Engine) -> None:
    await engine.offices[0].created(URGENT)
    await until(lambda: engine.ear.in_lane(SYNC))
    engine.clock.forward(minutes=15)
    await until(lambda: engine.ear.in_lane(SYNC, Reminder))
    engine.clock.forward(minutes=15)
    await until(lambda: engine.ear.urged)
    await quiet(lambda: len(engine.ear.said))
    said = Counter((one.lane, one.ref) for one in engine.ear.said.values())
    assert set(said.values()) == {1}
    assert engine.ear.urged == ["slack:T1/@U_MA"]


async def test_what_was_begun_on_many_tickets_is_ended_and_nobody_need_ask(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 1)
    office = engine.offices[0]
    lead, *cases = [await office.created(f"{LEAK} 客户={who}") for who in "甲乙丙丁"]
    await office.done("tang", f"incident {lead}")
    await office.done("tang", f"incident {lead} update 密封圈不良")
    await until(lambda: all("incident_updated" in office.happenings(no) for no in cases))


async def test_a_lane_is_said_in_its_order_at_one_pace_for_all_workers(engine: Engine) -> None:
    wanted = [f"alarm:{n:02}" for n in range(14)]
    at: list[float] = []
    engine.ear.heard = lambda: at.append(engine.clock.monotonic())
    for number, key in enumerate(wanted):
        say(engine.offices[number % len(engine.offices)], SYNC, key)
    say(engine.offices[-1], TECHNICAL, "beside")
    await until(lambda: len(engine.ear.said) == len(wanted) + 1)
    assert refs(engine.ear, SYNC) == wanted
    assert refs(engine.ear, TECHNICAL) == ["beside"]
    assert at[-1] - at[0] >= (len(wanted) - 4 - 1) / engine.ear.per_second


async def test_what_a_dead_worker_had_begun_is_taken_over(engine: Engine) -> None:
    office = engine.offices[0]
    alarms = messages(SYNC, "alarm:1", "alarm:2")

    def begun(uow: UnitOfWork) -> None:
        now = engine.clock.now()
        uow.outbox.say(alarms, now)
        assert uow.outbox.lease(SYNC, "dead", now, timedelta(seconds=1))

    office.store.write(begun).result()
    if engine.shared:
        await engine.leave_behind(SYNC, seconds_ago=3600)
    await until(lambda: len(engine.ear.said) == 2)
    assert refs(engine.ear, SYNC) == ["alarm:1", "alarm:2"]


async def test_where_leases_end_they_are_given_back_whenever_the_next_rescue_is(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "EVERY_3_SECONDS", "0 0 1 1 *")
    cluster = Engine("procrastinate", postgres_url, 2, Ear(per_second=20), MovedClock())
    cluster.hurried(monkeypatch)
    async with cluster.running():
        await test_what_a_dead_worker_had_begun_is_taken_over(cluster)


async def test_the_audit_finds_what_was_taken_away_by_hand(engine: Engine) -> None:
    office = engine.offices[0]
    no = await office.created()
    await until(lambda: office.ticket(no).synced_at)  # A change would make good what is missing.
    office.store.write(lambda u: _without_duties(u, no)).result()
    await until(lambda: engine.ear.in_lane("slack:T1/@U_ADMIN", Alarm))
    await quiet(lambda: len(engine.ear.said))
    assert [a.code for a in engine.ear.in_lane("slack:T1/@U_ADMIN", Alarm)] == ["removed"]


def _without_duties(uow: Any, no: str) -> None:
    uow.link.core.execute(delete(DUTY).where(DUTY.c.ticket == no))


async def test_a_rate_limit_outlives_the_worker_that_met_it(engine: Engine) -> None:
    engine.ear.fail[SYNC] = [DeliveryError("ratelimited", retry_after=60, unsent=True)]
    say(engine.offices[0], SYNC, "alarm:1")
    await until(lambda: engine.ear.calls)
    await engine.stop()
    await engine.start()
    say(engine.offices[0], TECHNICAL, "beside")
    await until(lambda: engine.ear.said)
    await asyncio.sleep(0.6)
    assert engine.ear.calls == 2
    engine.clock.forward(seconds=60)
    await until(lambda: refs(engine.ear, SYNC))


async def test_a_changed_roster_is_everybodys_at_once(engine: Engine) -> None:
    first, last = engine.offices[0], engine.offices[-1]
    first.store.write(lambda u: u.people.set_locale("li", "en")).result()
    assert (await last.answer("li", "mine")).words.locale == "en"


async def test_one_delivery_to_two_processes_is_handled_once(engine: Engine) -> None:
    answers = await asyncio.gather(
        *(office.ask("li", URGENT, delivery="envelope-1") for office in engine.offices * 2)
    )
    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds["Done"] == 1
    assert kinds["Silent"] == len(answers) - 1


async def test_the_engines_tables_may_be_emptied_at_any_time(cluster: Engine) -> None:
    no = await cluster.offices[0].created(URGENT)
    for n in range(6):
        await cluster.empty()
        say(cluster.offices[n % 2], SYNC, f"alarm:{n}")
        await cluster.empty()
        await cluster.offices[n % 2].done("li", f"note {no} 备注{n}")
        await asyncio.sleep(0.05)
    await until(lambda: len(cluster.ear.in_lane(SYNC, Alarm)) == 6)
    await until(lambda: len(cluster.ear.in_lane(SYNC, HistoryLine)) == 6)
    cluster.clock.forward(minutes=15)
    await cluster.empty()
    await until(lambda: cluster.ear.in_lane(SYNC, Reminder))
    assert set(Counter(refs(cluster.ear, SYNC)).values()) == {1}


async def test_a_database_that_was_away_is_found_again(cluster: Engine, server: Server) -> None:
    name = cluster.database
    office = cluster.offices[0]
    say(office, SYNC, "alarm:1")
    await until(lambda: cluster.ear.said)
    server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    server.hang_up(name)
    await asyncio.sleep(1)
    server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    say(office, SYNC, "alarm:2")
    await until(lambda: len(cluster.ear.said) == 2)
    assert refs(cluster.ear, SYNC) == ["alarm:1", "alarm:2"]


async def test_a_lane_that_somebody_serves_is_not_asked_for_again(cluster: Engine) -> None:
    office = cluster.offices[0]
    say(office, TECHNICAL, "beside")
    await until(lambda: cluster.ear.said)
    await cluster.leave_behind(SYNC, seconds_ago=-3600)
    now = cluster.clock.now()
    office.store.write(lambda u: u.outbox.say(messages(SYNC, "alarm:1"), now)).result()
    for _ in range(4):
        await office.pump.look(None)
    assert await cluster.drains(SYNC) == 1
    assert len(cluster.ear.said) == 1
