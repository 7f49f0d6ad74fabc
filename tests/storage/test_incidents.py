"""What tickets have in common, as the store counts it."""

from datetime import datetime

from bot.domain.ticket import CloseReason, Customer, Purchase, Report, Ticket
from bot.ports import Store, Tally, UnitOfWork
from tests.databases import do, look
from tests.storage.samples import NOW, a_ticket, after


def reported(no: str, at: datetime, customer: str = "", product: str = "KX-2") -> Ticket:
    return a_ticket(
        no,
        report=Report("漏水", at),
        category="product",
        customer=Customer(id=customer),
        purchase=Purchase(product),
    )


def fill(unit: UnitOfWork) -> None:
    """Three tickets of two customers count, and one that is written another way."""
    for ticket in (
        reported("1", after(minutes=-30), "C1"),
        reported("2", after(minutes=-20), "C1"),
        reported("3", after(minutes=-10)),
        reported("4", NOW, product="kx-2 "),
        reported("5", after(minutes=-61), "C2"),
        reported("6", after(microseconds=1), "C3"),
        a_ticket("7", category="product", purchase=Purchase()),
        a_ticket("8", category="", purchase=Purchase("KX-2")),
        a_ticket("9", category="product", purchase=Purchase("KX-2"), parent="1"),
        a_ticket("A", category="product", purchase=Purchase("KX-2"), incident="product/kx-2"),
        *(
            a_ticket(no, category="product", purchase=Purchase("KX-2"), close_reason=why)
            for no, why in (("B", CloseReason.CANCELLED), ("C", CloseReason.DUPLICATE))
        ),
    ):
        unit.tickets.add(ticket)


def test_a_tally_counts_tickets_and_customers_of_each_product_as_it_is_written(
    store: Store,
) -> None:
    do(store, fill)
    tallies = look(store, lambda unit: unit.incidents.tally(after(minutes=-60), NOW))
    assert sorted(tallies, key=lambda each: each.product) == [
        Tally("product", "KX-2", 3, 2, after(minutes=-30)),
        Tally("product", "kx-2 ", 1, 1, NOW),
    ]


def test_the_tickets_behind_a_tally_come_oldest_first(store: Store) -> None:
    do(store, fill)
    tallied = look(store, lambda unit: unit.incidents.tallied("product", after(minutes=-25)))
    assert [one.no for one in tallied] == ["2", "3", "4", "7", "6"]
