"""Who may deliver what, when, and how fast: leases, what waits, and pace."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.ports import Delivery, Store
from tests.databases import do, look
from tests.storage.delivery import ME, MINUTE, NO, THEM, lease, leased, ready, say, sent
from tests.storage.samples import LANE, NOW, OTHER_LANE, a_card, a_line, after


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


def test_lanes_are_leased_together_each_its_own_next_message(store: Store) -> None:
    say(store, a_line("line:1"), a_line("line:2"), a_line("other", OTHER_LANE))

    def both(owner: str) -> list[str]:
        lanes = [OTHER_LANE, "slack:T1/C9", LANE]
        rows = do(store, lambda unit: unit.outbox.lease_all(lanes, owner, NOW, MINUTE))
        return [row.key if row else "" for row in rows]

    assert both(ME) == ["other", "", "line:1"]
    assert both(THEM) == ["", "", ""]


def test_what_is_settled_together_counts_where_it_is_still_held(store: Store) -> None:
    say(store, a_card(NO), a_line("other", OTHER_LANE))
    card, line = leased(store), leased(store, lane=OTHER_LANE)
    say(store, a_card(NO))

    def settled(owner: str) -> int:
        said = [(line, "ts-2"), (card, "ts-1")]
        return do(store, lambda unit: unit.outbox.sent_all(said, owner, NOW))

    assert settled(THEM) == 0
    assert settled(ME) == 2
    again = leased(store)
    assert (again.message, again.wanted, again.shown, again.attempts) == ("ts-1", 2, 1, 0)
    assert settled(ME) == 1, "the card is held again, the line is over"
    assert lease(store, lane=OTHER_LANE) is None


def test_leases_are_renewed_together_by_whoever_holds_them(store: Store) -> None:
    say(store, a_line("line:1"), a_line("other", OTHER_LANE))
    held = [leased(store).id, leased(store, lane=OTHER_LANE).id]

    def renewed(owner: str) -> set[int]:
        return {*do(store, lambda unit: unit.outbox.renew(held, owner, after(minutes=3)))}

    assert renewed(THEM) == set()
    assert renewed(ME) == {*held}
    assert do(store, lambda unit: unit.outbox.rescue(after(minutes=2))) == 0


def test_lanes_that_are_paced_together_each_keep_their_own_pace(store: Store) -> None:
    gaps = {LANE: timedelta(seconds=1), OTHER_LANE: timedelta(seconds=4)}

    def paced(at: datetime = NOW) -> list[float]:
        free = do(store, lambda unit: unit.outbox.paced_all(gaps, at, 1))
        return [(free[lane] - at).total_seconds() for lane in gaps]

    assert [paced() for _ in range(3)] == [[0, 0], [1, 4], [2, 8]]
    assert paced(after(seconds=5)) == [0, 7]
    assert paced(after(hours=-1)) == [0, 0], "the clock was set back"


def test_a_clock_that_is_set_back_holds_up_no_lane(store: Store) -> None:
    gap = timedelta(seconds=1)
    do(store, lambda unit: unit.outbox.paced_all({LANE: gap}, after(hours=1), 2))
    assert do(store, lambda unit: unit.outbox.paced_all({LANE: gap}, NOW, 2)) == {LANE: NOW}


def test_after_a_restart_all_leases_of_the_last_run_are_given_back(store: Store) -> None:
    say(store, a_line("line:1"), a_line("other", OTHER_LANE))
    leased(store)
    mine = lease(store, lane=OTHER_LANE, owner=THEM)
    assert mine is not None
    assert do(store, lambda unit: unit.outbox.rescue(NOW, THEM)) == 1
    assert leased(store).attempts == 1
    assert sent(store, mine, owner=THEM)


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
