"""A batch writes what its duties would have written one by one."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.duties import wake
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.handlers.waking import wake_due
from bot.ports import StaleTicket, UnitOfWork
from storage.outbox_tables import OUTBOX
from storage.store import open_store
from storage.tables import DUTY, EVENT, TICKET
from tests.bench import waking
from tests.databases import Fresh, do, look
from tests.storage.samples import LANE, a_card, a_duty, an_event

DUE = 12
_LEFT_OUT = ("id", "about")


def woken(fresh: Fresh, limit: int) -> list[list[tuple[Any, ...]]]:
    """What stands in the tables after a sweep in batches of so many."""
    with waking.opened(fresh) as store:
        waking.due(store, DUE)
        waking.shown(store, DUE // 2)
        batch = lambda uow: wake_due(uow, waking.POLICY, waking.NOW, limit)  # noqa: E731
        while do(store, batch):
            pass
        return look(store, _rows)


def _rows(uow: Any) -> list[list[tuple[Any, ...]]]:
    return [
        sorted(
            map(tuple, uow.link.core.execute(select(*(c for c in t.c if c.name not in _LEFT_OUT)))),
            key=str,
        )
        for t in (DUTY, EVENT, OUTBOX)
    ]


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_batch_is_written_as_if_each_duty_had_been_alone(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    fresh = fresh_databases[name]
    alone, together = woken(fresh, 1), woken(fresh, 100)
    assert together == alone
    assert all(len(rows) >= DUE for rows in together)


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_duty_that_has_spoken_is_stored_as_waking_left_it(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with waking.opened(fresh_databases[name]) as store:
        waking.due(store, DUE)
        asleep = look(store, lambda uow: uow.duties.due(waking.NOW, DUE))
        do(store, lambda uow: wake_due(uow, waking.POLICY, waking.NOW, DUE))
        stored = look(store, lambda uow: [uow.duties.get(duty.id) for duty in asleep])
    ladder = waking.POLICY.ladder
    assert stored == [wake(duty, ladder, waking.NOW)[0] for duty in asleep]
    assert len(stored) == DUE


def test_a_sweep_goes_on_for_as_long_as_nobody_else_waits(
    fresh_databases: Mapping[str, Fresh], monkeypatch: pytest.MonkeyPatch
) -> None:
    with waking.opened(fresh_databases["sqlite"]) as store:
        waking.due(store, DUE)
        sweep = lambda uow: wake_due(uow, waking.POLICY, waking.NOW, 2, 6)  # noqa: E731
        assert do(store, sweep) == 6

        def somebody_comes(*_: Any) -> None:
            monkeypatch.undo()
            store.write(lambda uow: uow.tickets.get("1"))

        monkeypatch.setattr("bot.handlers.waking._wake", somebody_comes)
        assert do(store, sweep) == 2
        assert do(store, sweep) == DUE - 6 - 1  # What they came for was passed over.


def test_on_a_server_a_sweep_is_never_longer_than_others_can_wait(
    fresh_databases: Mapping[str, Fresh],
) -> None:
    with waking.opened(fresh_databases["postgres"]) as store:
        waking.due(store, DUE)
        assert do(store, lambda uow: wake_due(uow, waking.POLICY, waking.NOW, 2, 6)) == 2


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_what_a_batch_wrote_it_reads_again(fresh_databases: Mapping[str, Fresh], name: str) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        do(store, lambda uow: uow.tickets.add(waking.ticket(1)))
        do(store, _read_again)


def _read_again(uow: UnitOfWork) -> None:
    no = "20261123000001"
    with uow.gathered([no]):
        ticket = uow.tickets.get(no)
        assert isinstance(ticket, Ticket)
        event = uow.history.append(an_event(no))
        assert uow.history.get(event) is not None
        uow.duties.write([a_duty(no)])
        [duty] = uow.duties.newest(no)
        uow.duties.write([replace(duty, owner="wang")])
        assert [d.owner for d in uow.duties.newest(no)] == ["wang"]
        uow.outbox.say([a_card(no)], waking.NOW)
        assert uow.outbox.card_lanes(no) == [LANE]
    assert uow.outbox.card_lanes(no) == [LANE]


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_batch_knows_of_each_target_whether_it_was_missed_at_last(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        do(store, lambda uow: uow.duties.write([_MISSED, a_duty(kind=DutyKind.ACCEPT), _ANSWERED]))
        do(store, _read_misses)
        do(store, _read_misses_after)


_MISSED = a_duty(kind=DutyKind.RESOLUTION, missed_at=waking.DUE)
_ANSWERED = a_duty(kind=DutyKind.OVERDUE_REASON, about="first_response", met_at=waking.NOW)


def _read_misses(uow: UnitOfWork) -> None:
    with uow.gathered([_MISSED.ticket]):
        assert _misses(uow) == [(DutyKind.RESOLUTION, 1), (DutyKind.OVERDUE_REASON, 1)]
        uow.duties.write([a_duty(kind=DutyKind.RESOLUTION, seq=2)])
        assert _misses(uow) == [(DutyKind.RESOLUTION, 2), (DutyKind.OVERDUE_REASON, 1)]
        assert len(uow.duties.newest(_MISSED.ticket)) == 3


def _read_misses_after(uow: UnitOfWork) -> None:
    """A target that was missed and has another time since is not missed any more."""
    with uow.gathered([_MISSED.ticket]):
        assert _misses(uow) == [(DutyKind.OVERDUE_REASON, 1)]


def _misses(uow: UnitOfWork) -> list[tuple[DutyKind, int]]:
    return [(duty.kind, duty.seq) for duty in uow.duties.misses(_MISSED.ticket)]


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_of_a_ticket_in_a_batch_everything_can_be_asked(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        for n in (1, 2):
            do(store, partial(_added, n))
        whole = look(store, lambda uow: uow.tickets.get(waking.ticket(1).no))
        do(store, lambda uow: _asked_of_batch(whole, uow))


def _added(n: int, uow: UnitOfWork) -> None:
    uow.tickets.add(waking.ticket(n))


def _asked_of_batch(whole: Ticket | None, uow: UnitOfWork) -> None:
    first, second = waking.ticket(1).no, waking.ticket(2).no
    with uow.gathered([first, second]):
        ticket, other = uow.tickets.get(first), uow.tickets.get(second)
        assert ticket is not None
        assert other is not None
        assert ticket.department == "technical"
        assert ticket.report == waking.ticket(1).report
        assert ticket == whole
        assert type(replace(other, chases=1)) is Ticket
        assert not hasattr(ticket, "colour")


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_what_was_changed_since_a_batch_looked_at_it_is_looked_at_anew(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        do(store, partial(_added, 1))
        with pytest.raises(StaleTicket):
            do(store, _changed_unseen)


def _changed_unseen(uow: Any) -> None:
    no = waking.ticket(1).no
    with uow.gathered([no]):
        ticket = uow.tickets.get(no)
        uow.link.core.execute(update(TICKET).values(version=TICKET.c.version + 1))
        assert ticket.report


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_batch_with_more_to_tell_than_it_has_tickets_tells_it_in_order(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        do(store, lambda uow: uow.tickets.add(waking.ticket(1)))
        assert do(store, _told_thrice) == ["first", "second", "third", "alone"]


def _told_thrice(uow: UnitOfWork) -> list[str]:
    no = waking.ticket(1).no
    with uow.gathered([no]):
        for note in ("first", "second", "third"):
            uow.history.append(replace(an_event(no), note=note))
    uow.history.append(replace(an_event(no), note="alone"))
    return [event.note for event in uow.history.of(no)]
