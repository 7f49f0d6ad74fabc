"""Marks that only move forward, and an outbox that forgets what is over."""

from dataclasses import replace

from bot.domain.life_cycle import Status
from bot.ports import Delivery, Leased, Store
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, OTHER_LANE, a_card, a_line, a_ticket, after

MONTH = after(days=30)


def test_a_mark_moves_forward_once_whoever_moves_it(store: Store) -> None:
    assert look(store, lambda unit: unit.marks.at("report weekly")) is None
    assert do(store, lambda unit: unit.marks.advance("report weekly", NOW))
    assert not do(store, lambda unit: unit.marks.advance("report weekly", NOW))
    assert not do(store, lambda unit: unit.marks.advance("report weekly", after(days=-7)))
    assert do(store, lambda unit: unit.marks.advance("report weekly", after(days=7)))
    assert look(store, lambda unit: unit.marks.at("report weekly")) == after(days=7)
    assert do(store, lambda unit: unit.marks.advance("report monthly", NOW))


def leased(store: Store, lane: str = LANE) -> Leased:
    row = do(store, lambda unit: unit.outbox.lease(lane, "me", NOW, after(minutes=1) - NOW))
    assert row is not None
    return row


def settled(store: Store, row: Leased, how: Delivery) -> None:
    do(store, lambda unit: unit.outbox.settle(row, "me", how))


def purged(store: Store, *, days: float, limit: int = 1000) -> int:
    """Walk the whole outbox once; returns how many rows are left."""
    after_id = 0
    while step := do(
        store,
        lambda unit, at=after_id: unit.outbox.purge(at, after(days=days), limit),  # type: ignore[misc]
    ):
        after_id = step
    return left(store)


def left(store: Store) -> int:
    def count(unit: object) -> int:
        core = unit.link.core  # type: ignore[attr-defined]
        return int(core.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())

    return look(store, count)


def test_what_is_over_is_forgotten_after_its_time_a_batch_at_a_time(store: Store) -> None:
    do(store, lambda unit: unit.outbox.say([a_line(f"line:{n}") for n in range(9)], NOW))
    for how in (Delivery.DROPPED, Delivery.REROUTED, Delivery.DEAD):
        settled(store, leased(store), how)
    for _ in range(4):
        row = leased(store)
        assert do(store, lambda unit, row=row: unit.outbox.sent_all([(row, "ts")], "me", NOW))  # type: ignore[misc]
    leased(store)
    assert purged(store, days=0) == 9, "young rows stay"
    assert purged(store, days=1, limit=2) == 2, "one is being said, and one waits"
    assert do(store, lambda unit: unit.outbox.purge(0, after(days=1), 1)) > 0
    do(store, lambda unit: unit.outbox.say([a_line("line:0")], NOW))
    assert left(store) == 3


def test_cards_of_open_tickets_stay_and_so_does_what_was_drawn_lately(store: Store) -> None:
    tickets = [a_ticket("1"), replace(a_ticket("2"), status=Status.CLOSED)]
    for ticket in tickets:
        do(store, lambda unit, ticket=ticket: unit.tickets.add(ticket))  # type: ignore[misc]
    cards = [a_card("1"), a_card("2")]
    do(store, lambda unit: unit.outbox.say(cards, NOW))
    do(store, lambda unit: unit.outbox.say([a_card("2", OTHER_LANE)], NOW))
    for lane in (LANE, LANE, OTHER_LANE):
        row = leased(store, lane)
        at = after(days=2) if lane == OTHER_LANE else NOW
        assert do(store, lambda unit, row=row, at=at: unit.outbox.sent_all([(row, "ts")], "me", at))  # type: ignore[misc]
    assert purged(store, days=1) == 2
    assert look(store, lambda unit: unit.outbox.card_lanes("1")) == [LANE]
    assert look(store, lambda unit: unit.outbox.card_lanes("2")) == [OTHER_LANE]
