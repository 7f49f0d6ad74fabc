"""What changed from what to what, as values that can be stored for good."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.history import changes, plain
from bot.domain.life_cycle import Status
from bot.domain.ticket import Customer, Pause, PauseKind, Purchase, Report, Ticket
from tests.domain.builders import NOW, later, ticket, ticket_in

MOMENTS = st.datetimes(timezones=st.just(UTC))
MAPPINGS = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)
PAUSES = st.builds(Pause, st.sampled_from(PauseKind), MOMENTS, st.text(), MOMENTS, MOMENTS)
TICKETS = st.builds(
    Ticket,
    no=st.text(),
    report=st.builds(Report, st.text(), MOMENTS, occurred_at=st.none() | MOMENTS),
    created_at=MOMENTS,
    version=st.integers(1, 9),
    status=st.sampled_from(Status),
    customer=st.builds(Customer, st.text(), phone=st.text()),
    purchase=st.builds(Purchase, st.text(), st.none() | st.dates()),
    assignee=st.sampled_from(["", "wang", "wu"]),
    resolved_at=st.none() | MOMENTS,
    pauses=st.lists(PAUSES, max_size=3).map(tuple),
    evidence=st.lists(st.text(), max_size=3).map(tuple),
    csat=MAPPINGS,
    custom=MAPPINGS,
)


def test_nothing_changed_is_nothing_to_tell() -> None:
    assert changes(ticket(), ticket()) == {}


def test_an_acceptance_says_status_assignee_and_times() -> None:
    before = ticket()
    assert changes(before, before.accepted("wang", later(minutes=3))) == {
        "status": ("pending", "in_progress"),
        "assignee": ("", "wang"),
        "assigned_at": (None, "2026-11-23T02:03:00+00:00"),
        "accepted_at": (None, "2026-11-23T02:03:00+00:00"),
        "accepted_by": ("", "wang"),
    }


def test_a_change_inside_a_record_is_named_by_its_field_alone() -> None:
    before = ticket()
    after = replace(
        before,
        customer=replace(before.customer, phone="13912345678"),
        purchase=Purchase("KFR-35GW", date(2026, 10, 1)),
    )
    assert changes(before, after) == {
        "customer.phone": ("13812345678", "13912345678"),
        "purchase.product": ("", "KFR-35GW"),
        "purchase.bought_on": (None, "2026-10-01"),
    }


def test_the_version_is_bookkeeping_and_not_a_change() -> None:
    assert changes(ticket(), ticket(version=2)) == {}


def test_a_hold_is_told_whole() -> None:
    held = ticket_in(Status.IN_PROGRESS).held(NOW, "等配件", later(hours=1))
    assert changes(ticket_in(Status.IN_PROGRESS), held) == {
        "pauses": (
            [],
            [
                {
                    "kind": "hold",
                    "since": "2026-11-23T02:00:00+00:00",
                    "reason": "等配件",
                    "until": "2026-11-23T03:00:00+00:00",
                    "ended_at": None,
                }
            ],
        )
    }


def test_answers_are_told_from_what_to_what() -> None:
    before = replace(ticket_in(Status.RESOLVED), csat={"speed": "satisfied"})
    after = before.denied(NOW, {"result": "dissatisfied"}, "")
    assert changes(before, after)["csat"] == (
        {"speed": "satisfied"},
        {"speed": "satisfied", "result": "dissatisfied"},
    )


@given(TICKETS)
def test_every_ticket_can_be_written_as_json_and_read_again(one: Ticket) -> None:
    written = plain(one)
    assert json.loads(json.dumps(written)) == written
    assert set(written) == {f.name for f in fields(Ticket)}


@given(TICKETS, TICKETS)
def test_what_changed_is_what_differs_and_nothing_else(before: Ticket, after: Ticket) -> None:
    found = changes(before, after)
    assert json.loads(json.dumps(found)) == {name: list(pair) for name, pair in found.items()}
    for path in paths():
        old, new = value(before, path), value(after, path)
        assert (path in found) == (old != new)
        assert found.get(path, (plain(old), plain(new))) == (plain(old), plain(new))
    assert set(found) <= set(paths())


@given(TICKETS)
def test_a_ticket_does_not_differ_from_its_copy(one: Ticket) -> None:
    assert changes(one, replace(one, csat=dict(one.csat))) == {}


def paths() -> list[str]:
    inner = {"report": Report, "customer": Customer, "purchase": Purchase}
    found = [f.name for f in fields(Ticket) if f.name not in {*inner, "version"}]
    return found + [f"{name}.{f.name}" for name, record in inner.items() for f in fields(record)]


def value(one: Ticket, path: str) -> Any:
    found: Any = one
    for name in path.split("."):
        found = getattr(found, name)
    return found


def test_times_are_written_with_their_zone() -> None:
    assert plain(datetime(2026, 11, 23, 2, 0, tzinfo=UTC)) == "2026-11-23T02:00:00+00:00"
    assert plain(date(2026, 11, 23)) == "2026-11-23"
