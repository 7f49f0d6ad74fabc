"""The outbox: said once, in order, by one worker at a time, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.life_cycle import Status
from bot.ports import Delivery, Leased, Outgoing, Saying, Store
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, OTHER_LANE, a_card, a_line, a_ticket, after

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


@pytest.mark.parametrize("end", [Delivery.DEAD])
def test_what_ended_for_good_stays_so(store: Store, end: Delivery) -> None:
    say(store, a_card())
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.settle(row, ME, end, "channel_not_found"))
    say(store, a_card())
    assert lease(store) is None
    assert do(store, lambda unit: unit.outbox.card_lanes(NO)) == []


def test_a_lane_waits_for_the_row_that_was_given_back(store: Store) -> None:
    say(store, a_card(), a_line("line:1"))
    row = leased(store)
    later = after(seconds=30)
    assert do(store, lambda unit: unit.outbox.put_back(row, ME, later, "500"))
    assert ready(store, after(seconds=29)) == []
    assert lease(store, after(seconds=29)) is None
    assert ready(store, later) == [LANE]
    again = leased(store, later)
    assert (again.key, again.attempts, again.tried_at) == (row.key, 1, NOW)


def test_a_paced_message_was_not_tried(store: Store) -> None:
    say(store, a_line("line:1"), a_line("line:2"))
    row = leased(store)
    later = after(seconds=1)
    assert do(store, lambda unit: unit.outbox.not_begun(row, ME, later))
    assert lease(store) is None
    again = leased(store, later)
    assert (again.key, again.attempts, again.tried_at) == ("line:1", 0, None)


def test_the_first_try_is_remembered_through_the_later_ones(store: Store) -> None:
    say(store, a_line("line:1"))
    for tries in range(3):
        at = after(minutes=tries)
        row = leased(store, at)
        assert row.attempts == tries
        assert row.tried_at == (NOW if tries else None)
        do(store, lambda unit, row=row, at=at: unit.outbox.put_back(row, ME, at, "timeout"))  # type: ignore[misc]


def test_a_message_said_for_later_holds_nobody_up(store: Store) -> None:
    say(store, a_line("tonight", avail_at=after(hours=8)), a_line("now"))
    assert ready(store) == [LANE]
    assert sent(store, leased(store))
    assert ready(store) == []
    assert lease(store) is None
    assert lease(store, after(hours=8)) is None
    assert look(store, lambda unit: unit.outbox.next_later()) == after(hours=8)
    assert not look(store, lambda unit: unit.outbox.waits())
    assert do(store, lambda unit: unit.outbox.ripen(after(hours=7))) == 0
    assert do(store, lambda unit: unit.outbox.ripen(after(hours=8))) == 1
    assert look(store, lambda unit: unit.outbox.next_later()) is None
    assert ready(store, after(hours=8)) == [LANE]
    assert leased(store, after(hours=8)).key == "tonight"


def test_a_message_that_is_postponed_was_not_tried_and_holds_nobody_up(store: Store) -> None:
    say(store, a_line("tonight"), a_line("now"))
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.postpone(row, ME, after(hours=8)))
    assert not do(store, lambda unit: unit.outbox.postpone(row, ME, after(hours=8)))
    assert sent(store, leased(store))
    assert do(store, lambda unit: unit.outbox.ripen(after(hours=8))) == 1
    again = leased(store, after(hours=8))
    assert (again.key, again.attempts, again.tried_at) == ("tonight", 0, None)


def test_a_message_whose_time_came_long_ago_is_late(store: Store) -> None:
    say(store, a_line("tonight", avail_at=after(hours=8)))

    def late(at: datetime) -> int:
        return look(store, lambda unit: unit.health.overdue(at)).outbox

    assert [late(after(hours=8)), late(after(hours=9))] == [0, 1]


def test_a_lost_lease_settles_nothing(store: Store) -> None:
    say(store, a_line("line:1"))
    row = leased(store)
    assert do(store, lambda unit: unit.outbox.rescue(after(seconds=59))) == 0
    assert do(store, lambda unit: unit.outbox.rescue(after(seconds=60))) == 1
    assert not sent(store, row)
    theirs = lease(store, owner=THEM)
    assert theirs is not None
    assert theirs.attempts == 1
    assert not sent(store, row)
    later = after(hours=1)
    assert not do(store, lambda unit: unit.outbox.put_back(row, ME, later, ""))
    assert not do(store, lambda unit: unit.outbox.not_begun(row, ME, later))
    assert not do(store, lambda unit: unit.outbox.settle(row, ME, Delivery.DEAD))
    assert not do(store, lambda unit: unit.outbox.forget_message(row, ME, later))
    assert sent(store, theirs, owner=THEM)


def test_a_lease_is_held_for_as_long_as_its_holder_says_so(store: Store) -> None:
    say(store, a_line("line:1"))
    row = leased(store)
    do(store, lambda unit: unit.outbox.renew([row.id], THEM, after(minutes=9)))
    do(store, lambda unit: unit.outbox.renew([row.id], ME, after(minutes=3)))
    assert do(store, lambda unit: unit.outbox.rescue(after(minutes=2))) == 0
    assert do(store, lambda unit: unit.outbox.rescue(after(minutes=3))) == 1
    do(store, lambda unit: unit.outbox.renew([row.id], ME, after(minutes=9)))
    assert lease(store, after(minutes=3), owner=THEM) is not None


def test_all_workers_of_a_lane_share_its_pace_and_a_burst_comes_first(store: Store) -> None:
    def paced(at: datetime = NOW, lane: str = LANE) -> float:
        gap = timedelta(seconds=1)
        free = do(store, lambda unit: unit.outbox.paced_all({lane: gap}, at, 2)[lane])
        return (free - at).total_seconds()

    assert [paced() for _ in range(4)] == [0, 0, 1, 2]
    assert paced(lane=OTHER_LANE) == 0
    assert paced(after(seconds=2)) == 1
    assert [paced(after(minutes=1)) for _ in range(3)] == [0, 0, 1]


def test_a_clock_that_is_set_back_holds_up_no_lane(store: Store) -> None:
    gap = timedelta(seconds=1)
    do(store, lambda unit: unit.outbox.paced_all({LANE: gap}, after(hours=1), 2))
    assert do(store, lambda unit: unit.outbox.paced_all({LANE: gap}, NOW, 2)) == {LANE: NOW}


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


def test_after_a_restart_all_leases_of_the_last_run_are_given_back(store: Store) -> None:
    say(store, a_line("line:1"), a_line("other", OTHER_LANE))
    leased(store)
    mine = lease(store, lane=OTHER_LANE, owner=THEM)
    assert mine is not None
    assert do(store, lambda unit: unit.outbox.rescue(NOW, THEM)) == 1
    assert leased(store).attempts == 1
    assert sent(store, mine, owner=THEM)


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


def test_many_workers_share_the_lanes_without_a_message_sent_twice(store: Store) -> None:
    lanes = [f"slack:T1/C{n}" for n in range(4)]
    say(store, *(a_line(f"{lane}:{n}", lane) for n in range(10) for lane in lanes))

    def work(owner: str) -> list[str]:
        done: list[str] = []
        while lanes_ready := ready(store):
            for lane in lanes_ready:
                if (row := lease(store, lane=lane, owner=owner)) is not None:
                    assert sent(store, row, owner=owner)
                    done.append(row.key)
        return done

    with ThreadPoolExecutor(4) as pool:
        said = [key for done in pool.map(work, ["a", "b", "c", "d"]) for key in done]
    assert len(said) == len(set(said)) == 40
