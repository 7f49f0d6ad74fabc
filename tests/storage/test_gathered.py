"""A batch writes what its duties would have written one by one."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.handlers.waking import wake_due
from bot.ports import UnitOfWork
from storage.store import open_store
from storage.tables import DUTY, EVENT, OUTBOX
from tests.bench import waking
from tests.databases import Fresh, do, look
from tests.storage.samples import LANE, a_card, a_duty, an_event

DUE = 12
_LEFT_OUT = ("id", "about")


def woken(fresh: Fresh, limit: int) -> list[list[tuple[Any, ...]]]:
    """What stands in the tables after a sweep in batches of so many."""
    with waking.opened(fresh) as store:
        waking.due(store, DUE)
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
def test_a_batch_asked_for_some_kinds_reads_them_alone_and_all_when_asked_for_all(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    with fresh_databases[name]() as url, closing(open_store(url)) as store:
        do(store, lambda uow: uow.duties.write([a_duty(), a_duty(kind=DutyKind.ACCEPT)]))
        do(store, _read_some)


def _read_some(uow: UnitOfWork) -> None:
    no = a_duty().ticket
    with uow.gathered([no]):
        assert [d.kind for d in uow.duties.newest(no, DutyKind.ACCEPT)] == [DutyKind.ACCEPT]
        uow.duties.write([a_duty(kind=DutyKind.RECORD), a_duty(kind=DutyKind.ACCEPT, seq=2)])
        assert [d.seq for d in uow.duties.newest(no, DutyKind.ACCEPT)] == [2]
        assert len(uow.duties.newest(no)) == 3


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
