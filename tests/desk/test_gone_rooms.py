"""Rooms that cannot be posted to: the bot was removed, the channel archived; and back again."""

from bot.domain.people import Roster
from bot.ports import DeliveryError
from bot.pump import Pump
from bot.views import Alarm, HistoryLine, Reminder, TicketCard
from tests.desk.office import SYNC, TECHNICAL, Office, until

FAULTY = "new 停机 客户=王五 部门=技术部"


def gone(office: Office) -> None:
    error = DeliveryError("is_archived", permanent=True, gone=True)
    office.ear.fail[SYNC] = [error] * 99


def back(office: Office) -> None:
    office.ear.fail[SYNC] = []


def roster(office: Office) -> Roster:
    return office.store.read(lambda u: u.people.roster()).result()


async def tried_again(office: Office) -> None:
    office.clock.forward(minutes=6)
    await office.pump.audit()
    await office.settle(sweeping=False)


async def closed(office: Office, no: str) -> None:
    await office.done("wang", f"accept {no}")
    await office.done("wang", f"contact {no} 已了解 渠道=电话")
    await office.done("wang", f"resolve {no} 已修复")
    await office.done("li", f"confirm {no} yes 满意")


async def test_a_room_that_is_gone_is_reported_once_and_its_messages_go_elsewhere(
    office: Office,
) -> None:
    no = await office.created(FAULTY)
    await office.settle()
    gone(office)
    await office.done("wang", f"accept {no}")
    await office.settle()
    marked = roster(office)
    await office.later(hours=3)
    alarms = office.ear.in_lane("slack:T1/@U_ADMIN", Alarm)
    assert [a.code for a in alarms] == ["room_gone"]
    assert roster(office).rooms["sync"].broken == "is_archived"
    assert roster(office).version == marked.version
    assert office.ear.in_lane(TECHNICAL, Reminder)


async def test_a_room_that_is_lost_again_is_reported_again(office: Office) -> None:
    for problem in ("停机", "漏水"):
        gone(office)
        await office.created(FAULTY.replace("停机", problem))
        await office.settle()
        await tried_again(office)
        back(office)
        await tried_again(office)
    alarms = office.ear.in_lane("slack:T1/@U_ADMIN", Alarm)
    assert [a.code for a in alarms].count("room_gone") == 2


async def test_after_a_start_every_room_is_tried_at_once(office: Office) -> None:
    gone(office)
    await office.created(FAULTY)
    await office.settle()
    back(office)
    again = Pump(office.store, office.policies, office.messengers, office.clock, "again")
    await again.audit()
    await again.drain()
    await until(lambda: office.ear.in_lane(SYNC, TicketCard))
    await again.stop()
    assert not roster(office).rooms["sync"].broken


async def test_a_room_that_is_back_shows_what_was_opened_meanwhile(office: Office) -> None:
    gone(office)
    first = await office.created(FAULTY)
    await office.settle()
    assert roster(office).rooms["sync"].broken
    second = await office.created(FAULTY.replace("停机", "漏水"))
    await office.settle()
    assert office.ear.in_lane(SYNC) == []
    back(office)
    await tried_again(office)
    assert {c.no for c in office.ear.in_lane(SYNC, TicketCard)} == {first, second}
    assert not roster(office).rooms["sync"].broken


async def test_a_card_that_changed_while_its_room_was_gone_is_drawn_when_it_is_back(
    office: Office,
) -> None:
    no = await office.created(FAULTY)
    await office.settle()
    gone(office)
    await closed(office, no)
    await office.settle()
    assert office.ear.card(SYNC).status != "closed"
    back(office)
    await tried_again(office)
    assert office.ear.card(SYNC).status == "closed"


async def test_a_room_that_is_still_gone_is_tried_with_one_card_at_a_time(office: Office) -> None:
    nos = [await office.created(FAULTY.replace("停机", f"停机{n}")) for n in range(4)]
    await office.settle()
    gone(office)
    for no in nos:
        await office.done("wang", f"accept {no}")
    await office.settle()
    for _ in range(3):
        left = len(office.ear.fail[SYNC])
        for no in nos:
            await office.done("wang", f"note {no} 备注")
        await tried_again(office)
        assert left - len(office.ear.fail[SYNC]) <= 1
    back(office)
    await tried_again(office)
    assert {c.status for c in office.ear.in_lane(SYNC, TicketCard)} == {"in_progress"}
    assert office.ear.in_lane(SYNC, HistoryLine) == []


async def test_what_was_closed_before_its_room_was_back_is_not_shown_there_any_more(
    office: Office,
) -> None:
    gone(office)
    no = await office.created(FAULTY)
    await office.settle()
    await closed(office, no)
    await office.settle()
    await tried_again(office)
    back(office)
    await tried_again(office)
    assert office.ear.in_lane(SYNC, TicketCard) == []
    assert not roster(office).rooms["sync"].broken


async def test_without_any_room_a_ticket_is_shown_to_the_supervisor(office: Office) -> None:
    gone(office)
    await office.created("new 停机 客户=王五")
    await office.settle()
    no = await office.created("new 停机了 客户=赵六")
    await office.settle()
    assert no in [c.no for c in office.ear.in_lane("slack:T1/@U_CHEN", TicketCard)]
