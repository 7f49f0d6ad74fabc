"""A sweep wakes what is due, however much it is, and knows when it is to come again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.duties import Call, Duty
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.ports import Outgoing
from bot.pump import Stride
from storage.tables import DUTY, EVENT
from tests.desk.office import Office

URGENT = "new 停机 客户=王五 部门=技术部 紧急程度=紧急"


async def test_a_sweep_tells_how_long_until_the_next_duty_wakes(office: Office) -> None:
    await office.created(URGENT)
    rest = await office.pump.sweep()
    assert rest is not None
    office.clock.forward(seconds=(rest - timedelta(seconds=1)).total_seconds())
    assert await office.pump.sweep() == timedelta(seconds=1)
    assert office.pump.counts.woken == 0
    office.clock.forward(seconds=1)
    await office.pump.sweep()
    assert office.pump.counts.woken > 0


async def test_where_nothing_is_owed_a_sweep_waits_for_its_tick(office: Office) -> None:
    assert await office.pump.sweep() is None


async def test_what_cannot_be_moved_on_does_not_keep_the_sweep_busy(
    office: Office, monkeypatch: Any
) -> None:
    await office.created(URGENT)
    office.clock.forward(hours=1)
    monkeypatch.setattr("bot.pump.wake_due", lambda *_: 0)
    assert await office.pump.sweep() is None


async def test_more_than_a_batch_is_woken_by_one_sweep_each_once(
    office: Office, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Stride, "MOST", 2)
    monkeypatch.setattr(office.pump, "_stride", Stride(1.0, 2))
    for _ in range(7):
        await office.created(URGENT)
    await office.pump.sweep()
    before = office.pump.counts.woken

    def together(uow: Any) -> None:
        due = office.clock.now() + timedelta(hours=1)
        first = (DUTY.c.kind == "first_response", DUTY.c.ended_at.is_(None))
        told = {"due_at": due, "wake_at": due, "warned_at": office.clock.now()}
        uow.link.core.execute(update(DUTY).values(wake_at=None))
        uow.link.core.execute(update(DUTY).where(*first).values(told))

    office.store.write(together).result()
    office.clock.forward(hours=1)
    await office.pump.sweep()
    breaches = select(func.count()).where(
        EVENT.c.happening == "breached", EVENT.c.note == "first_response"
    )
    found = office.store.read(lambda uow: _count(uow, breaches)).result()
    assert (office.pump.counts.woken - before, found) == (7, 7)


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Tickets of which nothing can be said."""
    bad, of_call = set[str](), telling.of_call

    def fails(duty: Duty, call: Call, ticket: Ticket, there: Presence) -> list[Outgoing]:
        if ticket.no in bad:
            raise ValueError(ticket.no)
        return of_call(duty, call, ticket, there)

    monkeypatch.setattr(telling, "of_call", fails)
    return bad


async def test_a_duty_that_cannot_be_woken_holds_up_no_other_and_is_told_of_once(
    office: Office, poisoned: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    bad, *good = [await office.created(URGENT) for _ in range(4)]
    poisoned.add(bad)
    office.clock.forward(minutes=20)
    for _ in range(3):
        await office.pump.sweep()
    assert all("breached" in office.happenings(no) for no in good)
    assert "breached" not in office.happenings(bad)
    told = [one.getMessage() for one in caplog.records if "cannot be woken" in one.getMessage()]
    assert told
    assert len(told) == len(set(told))
    poisoned.clear()
    await office.pump.sweep()
    assert "breached" in office.happenings(bad)


async def test_duties_that_cannot_be_woken_do_not_fill_the_batches_of_all_others(
    office: Office, poisoned: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "MOST", 2)
    monkeypatch.setattr(office.pump, "_stride", Stride(1.0, 2))
    bad = [await office.created(URGENT) for _ in range(3)]
    poisoned.update(bad)
    good = await office.created(URGENT)
    office.clock.forward(minutes=20)
    for _ in range(5):
        await office.pump.sweep()
    assert "breached" in office.happenings(good)
    poisoned.remove(bad[-1])
    for _ in range(5):
        await office.pump.sweep()
    assert ["breached" in office.happenings(no) for no in bad] == [False, False, True]


def _count(uow: Any, asked: Any) -> int:
    return int(uow.link.core.execute(asked).scalar_one())
