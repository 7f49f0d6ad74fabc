"""The outbox: said once, in order, by one worker at a time, and never lost."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.life_cycle import Status
from bot.ports import Delivery, Leased, Saying, Store, UnitOfWork
from tests.databases import do, look
from tests.storage.delivery import ME, NO, THEM, lease, leased, ready, say, sent
from tests.storage.samples import LANE, NOW, OTHER_LANE, a_card, a_line, a_ticket, after


def test_a_message_is_leased_with_all_it_needs(store: Store) -> None:
    say(store, a_line("line:1"))
    row = leased(store)
    assert row == Leased(
        id=row.id, key="line:1", lane=LANE, saying=Saying.LINE, ticket=NO, about={"event": 1},
        attempts=0, message="", wanted=1, shown=0, tried_at=None, created_at=NOW, posted_at=None,
    )  # fmt: skip


def test_a_message_said_twice_is_sent_once(store: Store) -> None:
    say(store, a_line("line:1"), a_line("line:1"))
    say(store, a_line("line:1"))
    assert sent(store, leased(store))
    say(store, a_line("line:1"))
    assert lease(store) is None


def test_a_job_knows_where_it_spoke_for_now(store: Store) -> None:
    say(store, a_card(NO))
    later = a_line("line:1", "elsewhere", avail_at=after(minutes=1))

    def spoken(unit: UnitOfWork) -> list[str]:
        unit.outbox.say([later, a_line("line:2", OTHER_LANE), a_line("line:3", OTHER_LANE)], NOW)
        with unit.gathered([NO]):
            unit.outbox.say([a_card(NO)], NOW)
        return list(unit.outbox.spoken_in())

    assert do(store, spoken) == [OTHER_LANE, LANE]
    assert do(store, lambda unit: list(unit.outbox.spoken_in())) == []


def test_a_card_asked_for_twice_at_once_is_drawn_once(store: Store) -> None:
    say(store, a_card(NO), a_card(NO), a_card(NO, OTHER_LANE))
    assert sent(store, leased(store))
    say(store, a_card(NO), a_card(NO), a_card(NO, OTHER_LANE))
    assert sent(store, leased(store))
    assert lease(store) is None


def test_only_what_shows_an_open_ticket_ages_and_only_where_it_was_posted(store: Store) -> None:
    over = a_ticket("20261123002", status=Status.CLOSED, closed_at=NOW)
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    do(store, lambda unit: unit.tickets.add(over))
    said = (a_card(NO), replace(a_card(NO), key="request:1", saying=Saying.REQUEST))
    say(store, *said, a_card(over.no), a_line("line:1"))
    for _ in range(4):
        assert sent(store, leased(store))

    def aged(lanes: str, before: datetime) -> list[str]:
        return [one.key for one in do(store, lambda u: u.outbox.aged_cards(lanes, before))]

    assert sorted(aged(LANE[:6], after(minutes=1))) == sorted(one.key for one in said)
    assert aged(LANE[:6], NOW) == []
    assert aged("nowhere:", after(minutes=1)) == []


def test_a_lane_is_served_in_order_and_one_at_a_time(store: Store) -> None:
    say(store, a_line("line:1"), a_line("line:2"), a_line("other", OTHER_LANE))
    assert ready(store) == [LANE, OTHER_LANE]
    first = leased(store)
    assert first.key == "line:1"
    assert lease(store, owner=THEM) is None
    assert ready(store) == [OTHER_LANE]
    assert sent(store, first)
    assert leased(store).key == "line:2"


def test_ten_changes_in_a_burst_are_one_drawing(store: Store) -> None:
    for _ in range(10):
        say(store, a_card())
    row = leased(store)
    assert row.wanted == 10
    assert sent(store, row)
    assert lease(store) is None


def test_a_card_asked_for_during_its_delivery_is_drawn_again(store: Store) -> None:
    say(store, a_card())
    row = leased(store)
    say(store, a_card())
    assert lease(store) is None
    assert sent(store, row)
    again = leased(store)
    assert (again.wanted, again.shown, again.message, again.attempts) == (2, 1, "ts-1", 0)
    assert sent(store, again)
    assert lease(store) is None


def test_a_card_that_was_sent_is_drawn_again_when_it_is_asked_for(store: Store) -> None:
    say(store, a_card())
    assert sent(store, leased(store))
    say(store, a_card(), at=after(minutes=5))
    assert lease(store, after(minutes=4)) is None
    again = leased(store, after(minutes=5))
    assert (again.wanted, again.attempts, again.tried_at) == (2, 0, None)
    assert again.message == "ts-1"


def test_a_dropped_card_is_drawn_when_it_is_asked_for(store: Store) -> None:
    say(store, a_card())
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.settle(row, ME, Delivery.DROPPED))
    assert lease(store) is None
    say(store, a_card())
    assert leased(store).wanted == 2


def test_a_card_whose_room_was_gone_is_drawn_again_when_it_is_back(store: Store) -> None:
    say(store, a_card())
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.settle(row, ME, Delivery.REROUTED, "is_archived"))
    say(store, a_card())
    again = leased(store)
    assert (again.key, again.attempts, again.tried_at) == (row.key, 1, NOW)  # It may stand there.


def test_a_card_for_a_room_that_is_shut_waits_until_it_is_back(store: Store) -> None:
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    say(store, a_card(shut=True))
    say(store, a_card(shut=True))
    assert lease(store) is None
    assert do(store, lambda unit: unit.outbox.back(OTHER_LANE, NOW)) == 0
    assert do(store, lambda unit: unit.outbox.back(LANE, NOW)) == 1
    assert leased(store).wanted == 2


def test_whether_anything_waits_is_known_without_a_look_at_what_was_sent(store: Store) -> None:
    def waits() -> bool:
        return look(store, lambda unit: unit.outbox.waits())

    assert not waits()
    say(store, a_line("tonight", avail_at=after(hours=8)))
    assert not waits()
    assert do(store, lambda unit: unit.outbox.ripen(after(hours=8))) == 1
    assert waits()
    assert sent(store, leased(store, after(hours=8)))
    assert not waits()


def test_a_card_that_somebody_deleted_is_posted_anew(store: Store) -> None:
    say(store, a_card())
    assert sent(store, leased(store))
    say(store, a_card())
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.forget_message(row, ME, NOW))
    anew = leased(store)
    assert (anew.message, anew.shown, anew.attempts) == ("", 0, 0)


def test_a_ticket_is_found_by_any_of_its_messages(store: Store) -> None:
    say(store, a_card(), a_line("line:1"), a_line("to-nobody", no=""), a_card(lane=OTHER_LANE))
    for message in ("ts-1", "ts-2", "ts-3"):
        assert sent(store, leased(store), message)

    def found(lane: str, message: str) -> str:
        return look(store, lambda unit: unit.outbox.ticket_of_card(lane, message))

    assert [found(LANE, f"ts-{n}") for n in range(1, 4)] == [NO, NO, ""]
    assert found(OTHER_LANE, "ts-1") == ""
    assert found(LANE, "") == ""
    assert look(store, lambda unit: unit.outbox.card(NO, LANE)) == "ts-1"
    assert look(store, lambda unit: unit.outbox.card(NO, OTHER_LANE)) == ""
    assert look(store, lambda unit: unit.outbox.card(NO, "slack:T1/C9")) == ""
    assert look(store, lambda unit: unit.outbox.card_lanes(NO)) == [LANE, OTHER_LANE]


def test_waiting_reminders_are_folded_into_one_digest(store: Store) -> None:
    reminders = [replace(a_line(f"r:{n}"), saying=Saying.REMINDER) for n in range(4)]
    grave = replace(a_line("grave"), saying=Saying.NOTICE, about={"code": "critical"})
    mild = replace(a_line("r:3"), saying=Saying.REMINDER, about={"call": "warn"})
    elsewhere = replace(reminders[0], key="elsewhere", lane=OTHER_LANE)
    say(store, *reminders[:3], mild, grave, a_line("line:1"), elsewhere)
    first = leased(store)
    assert look(store, lambda unit: unit.outbox.waiting_nudges(LANE, NOW, 2)) == 2
    assert look(store, lambda unit: unit.outbox.waiting_nudges(LANE, NOW, 9)) == 4
    assert do(store, lambda unit: unit.outbox.fold(LANE, NOW, first.id)) == 4
    assert do(store, lambda unit: unit.outbox.fold(LANE, NOW, first.id)) == 0
    assert look(store, lambda unit: unit.outbox.waiting_nudges(LANE, NOW, 9)) == 0
    folded = look(store, lambda unit: unit.outbox.folded(first.id, 9))
    assert [row.key for row in folded] == ["r:1", "r:2", "grave", "r:3"]
    assert look(store, lambda unit: unit.outbox.folded(first.id, 2)) == folded[:2]
    assert look(store, lambda unit: unit.outbox.count_folded(first.id)) == 4
    assert sent(store, first)
    assert leased(store).key == "line:1"


def test_a_reminder_that_may_have_been_said_is_not_said_in_a_digest_too(store: Store) -> None:
    say(store, *(replace(a_line(f"r:{n}"), saying=Saying.REMINDER) for n in range(3)))
    doubtful = leased(store)
    assert do(store, lambda unit: unit.outbox.put_back(doubtful, ME, NOW, "timeout"))
    assert look(store, lambda unit: unit.outbox.waiting_nudges(LANE, NOW, 9)) == 2
    assert do(store, lambda unit: unit.outbox.fold(LANE, NOW, 0)) == 2
    assert leased(store).key == "r:0"


@pytest.mark.parametrize("end", [Delivery.DEAD])
def test_what_ended_for_good_stays_so(store: Store, end: Delivery) -> None:
    say(store, a_card())
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.settle(row, ME, end, "channel_not_found"))
    say(store, a_card())
    assert lease(store) is None
    assert do(store, lambda unit: unit.outbox.card_lanes(NO)) == []
