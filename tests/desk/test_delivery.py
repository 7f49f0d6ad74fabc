"""Deliveries: nothing lost, nothing twice, whatever the platform does."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.commands import Accept, Note
from bot.domain.duties import Duty
from bot.domain.errors import NoTicketHere, Overloaded
from bot.domain.policy import DutyKind
from bot.policyfile import load_text
from bot.ports import DeliveryError, Outgoing, Saying
from bot.pump import SOON, Pump
from bot.views import Alarm, HistoryLine, Notice, Refused, TicketCard
from storage.outbox import SqlOutbox
from tests.desk.office import SYNC, TECHNICAL, Office, until


async def test_a_rate_limited_card_is_sent_when_the_platform_says_so(office: Office) -> None:
    limited = DeliveryError("ratelimited", retry_after=7, unsent=True)
    office.ear.fail[SYNC] = [limited]
    await office.created()
    await office.settle()
    assert office.ear.in_lane(SYNC) == []
    await office.later(seconds=6)
    assert office.ear.in_lane(SYNC) == []
    await office.later(seconds=2)
    assert office.ear.card(SYNC).status == "pending"


async def test_a_post_whose_answer_was_lost_is_found_and_not_posted_again(office: Office) -> None:
    office.ear.lose_answers = 1
    no = await office.created()
    await office.settle()
    await office.later(seconds=5)
    assert len(office.ear.in_lane(SYNC, TicketCard)) == 1
    await office.done("li", f"note {no} 备注")
    await office.settle()
    [line] = office.ear.in_lane(SYNC, HistoryLine)
    assert line.note == "备注"


async def test_lines_never_overtake_their_card(office: Office) -> None:
    office.ear.fail[SYNC] = [DeliveryError("http 500")] * 3
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    for _ in range(6):
        await office.later(seconds=10)
    kinds = [type(v).__name__ for v in office.ear.in_lane(SYNC)]
    assert kinds == ["TicketCard", "HistoryLine"]


async def test_a_deleted_card_is_posted_anew_at_the_next_change(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.settle()
    del office.ear.said[office.thread()]
    await office.done("wang", Accept(no))
    await office.settle()
    assert office.ear.card(SYNC).status == "in_progress"


async def test_a_message_that_is_refused_for_good_alarms_the_admins(office: Office) -> None:
    await office.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    office.ear.fail["slack:T1/@U_WANG"] = [DeliveryError("user_not_found", permanent=True)]
    await office.settle()
    [alarm] = office.ear.in_lane("slack:T1/@U_ADMIN", Alarm)
    assert alarm.code == "undeliverable"
    [elsewhere] = office.ear.in_lane(SYNC, Notice)
    assert elsewhere.code == "assigned"


async def test_saying_the_same_twice_is_saying_it_once(office: Office) -> None:
    no = await office.created()
    await office.settle()
    alarm = Outgoing(
        "alarm:x", "slack:T1/@U_ADMIN", Saying.ALARM, no, {"code": "late", "blanks": {}}
    )
    for _ in range(2):
        office.store.write(lambda u: u.outbox.say([alarm], office.clock.at)).result()
        await office.settle()
    assert len(office.ear.in_lane("slack:T1/@U_ADMIN")) == 1


async def test_the_audit_finds_what_is_late_and_tells_the_admins_once_an_hour(
    office: Office,
) -> None:
    await office.created()
    office.clock.forward(minutes=30)
    for _ in range(3):
        await office.pump.audit()
    assert office.pump.counts.overdue.duties > 0
    await office.settle(sweeping=False)
    alarms = office.ear.in_lane("slack:T1/@U_ADMIN", Alarm)
    assert [a.code for a in alarms] == ["late"]


async def test_people_are_spoken_to_in_their_language_and_rooms_in_theirs(office: Office) -> None:
    await office.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    await office.settle()
    spoken = {s.lane: s.words.locale for s in office.ear.said.values()}
    assert spoken[SYNC] == "zh"
    assert spoken[TECHNICAL] == "en"
    assert spoken["slack:T1/@U_WANG"] == "zh"
    assert (await office.answer("lin", "mine")).words.locale == "en"


async def test_a_card_is_posted_anew_before_it_can_no_longer_be_touched(office: Office) -> None:
    office.ear.card_lives = timedelta(days=14)
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.settle()
    office.clock.forward(days=13, hours=1)
    await office.pump.audit()
    await office.settle(sweeping=False)
    cards = office.ear.in_lane(SYNC, TicketCard)
    assert [card.superseded for card in cards] == [True, False]
    assert cards[0].buttons == ()
    await office.done("wang", f"accept {no}")
    await office.settle(sweeping=False)
    statuses = [card.status for card in office.ear.in_lane(SYNC, TicketCard)]
    assert statuses == ["pending", "in_progress"]


async def test_a_manager_is_called_insistently_and_nobody_else(office: Office) -> None:
    await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.later(minutes=15)
    assert office.ear.urged == []
    await office.later(minutes=15)
    assert office.ear.urged == ["slack:T1/@U_MA"]


async def test_a_changed_policy_moves_what_is_still_owed(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急 分类=产品质量")
    before = running(office, no)[DutyKind.FIRST_RESPONSE]
    calm = load_text(
        'preset = "rapid-response"\n[[urgency]]\nid = "urgent"\nfirst_response = "45m"'
    )
    office.policies.current = calm.policy
    await office.pump.policy_changed()
    after = running(office, no)[DutyKind.FIRST_RESPONSE]
    assert after.due_at - before.due_at == timedelta(minutes=30)
    assert after.seq == before.seq + 1


def running(office: Office, no: str) -> dict[DutyKind, Duty]:
    rows = office.store.read(lambda u: u.duties.newest(no)).result()
    return {d.kind: d for d in rows if d.running}


async def test_a_reminder_overtakes_the_cards_that_wait_before_it(office: Office) -> None:
    for n in range(12):
        await office.created(f"new 停机{n} 客户=王五 部门=技术部")
    alarm = Outgoing("alarm:y", SYNC, Saying.ALARM, "", {"code": "late", "blanks": {}})
    office.store.write(lambda u: u.outbox.say([alarm], office.clock.at)).result()
    lease = office.store.write(
        lambda u: u.outbox.lease(SYNC, "tester", office.clock.at, timedelta(seconds=60))
    ).result()
    assert lease is not None
    assert lease.saying is Saying.ALARM


async def test_a_message_that_cannot_be_made_does_not_unsettle_the_one_before_it(
    office: Office,
) -> None:
    blanks = {"code": "late", "blanks": {}}
    good = Outgoing("alarm:good", SYNC, Saying.ALARM, "", blanks)
    bad = Outgoing("alarm:bad", SYNC, Saying.ALARM, "", {"a bug": "in what was written"})
    office.store.write(lambda u: u.outbox.say([good, bad], office.clock.at)).result()
    await office.settle()
    assert len(office.ear.in_lane(SYNC)) == 1
    held = office.store.write(lambda u: u.outbox.rescue(office.clock.at + timedelta(hours=1)))
    assert held.result() == 0


async def test_lanes_that_speak_at_once_share_their_transactions(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    blanks = {"code": "late", "blanks": {}}
    said = [Outgoing(f"alarm:{n}", f"slack:T1/C_{n}", Saying.ALARM, "", blanks) for n in range(12)]
    office.store.write(lambda u: u.outbox.say(said, office.clock.at)).result()
    lease, rounds = SqlOutbox.lease_all, list[int]()

    def counted(self: SqlOutbox, lanes: Sequence[str], *told: Any) -> Any:
        rounds.append(len(lanes))
        return lease(self, lanes, *told)

    monkeypatch.setattr(SqlOutbox, "lease_all", counted)
    await office.settle()
    assert office.ear.posted == 12
    assert rounds == [12, 12]  # In the second nobody has anything more to say.


async def test_a_message_that_cannot_be_made_keeps_no_other_lane_from_speaking(
    office: Office,
) -> None:
    good = {"code": "late", "blanks": {}}
    said = [
        Outgoing(f"alarm:{n}", f"slack:T1/C_{n}", Saying.ALARM, "", good if n else {"a": "bug"})
        for n in range(5)
    ]
    office.store.write(lambda u: u.outbox.say(said, office.clock.at)).result()
    await office.settle()
    assert [len(office.ear.in_lane(one.lane)) for one in said] == [0, 1, 1, 1, 1]


async def test_a_line_whose_thread_is_gone_waits_for_the_new_card(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.settle()
    del office.ear.said[office.thread()]
    office.ear.fail[SYNC] = [DeliveryError("thread_not_found", lost=True)]
    calls = office.ear.calls
    note = Outgoing("line:9:x", SYNC, Saying.LINE, no, {"event": 1})
    office.store.write(lambda u: u.outbox.say([note], office.clock.at)).result()
    await office.settle()
    await office.later(seconds=6)
    [card] = [m for m, s in office.ear.said.items() if s.lane == SYNC and s.ref.count("card:")]
    [line] = [s for s in office.ear.said.values() if s.ref == "line:9:x"]
    assert line.thread == card
    assert office.ear.calls - calls <= 5


async def test_a_card_whose_answer_was_lost_shows_what_happened_meanwhile(office: Office) -> None:
    office.ear.lose_answers = 1
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.pump.drain()
    await until(lambda: len(office.ear.in_lane(SYNC)) == 1 and not office.pump.lanes.under_way)
    await office.done("wang", Accept(no))
    await office.later(minutes=2)
    assert [p.name for p in office.ear.card(SYNC).responsible] == ["Wang"]
    assert office.ear.card(SYNC).status == "in_progress"


async def test_who_writes_under_a_card_that_nobody_knows_of_yet_is_heard_when_it_comes_again(
    office: Office,
) -> None:
    """Its process died when the card stood there, and before that was written down."""
    no = await office.created("new 停机 客户=王五 部门=技术部")
    office.store.write(
        lambda u: u.outbox.lease(SYNC, "who died", office.clock.at, timedelta(seconds=6))
    ).result()
    refused = await office.ask("wang", Note(text="配件明天到"), "m-unknown", delivery="d1")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, Overloaded)
    office.clock.forward(seconds=7)
    await office.pump.rescue()
    await office.settle()
    await office.ask("wang", Note(text="配件明天到"), office.thread(), delivery="d1")
    assert "noted" in office.happenings(no)
    refused = await office.ask("wang", Note(text="另一处"), "m-unknown", delivery="d2")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NoTicketHere)


async def test_a_look_that_finds_everything_saves_the_one_that_was_asked_for(
    office: Office,
) -> None:
    looks: list[None] = []

    async def look(_lanes: list[str] | None) -> None:
        looks.append(None)

    office.pump.look = look
    Pump.kick(office.pump)
    await office.pump.drain()
    await asyncio.sleep(2 * SOON)
    assert looks == []
    Pump.kick(office.pump)
    await until(lambda: looks)


async def test_what_a_command_says_is_delivered_without_a_look_at_every_lane(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pump, "drain", None)
    desk = replace(office.desk, spoke=partial(Pump.kick, office.pump))
    await replace(office, desk=desk).created()
    await until(lambda: office.ear.in_lane(SYNC, TicketCard))
    await until(lambda: not office.pump.lanes.under_way)


async def test_whoever_does_not_know_where_they_spoke_has_every_lane_looked_at(
    office: Office,
) -> None:
    looks: list[list[str] | None] = []

    async def look(lanes: list[str] | None) -> None:
        looks.append(lanes)

    office.pump.look = look
    Pump.kick(office.pump, ["one"])
    Pump.kick(office.pump, ["two", "one"])
    await until(lambda: looks)
    Pump.kick(office.pump, ["one"])
    Pump.kick(office.pump)
    Pump.kick(office.pump, ["two"])
    await until(lambda: len(looks) > 1)
    assert looks == [["one", "two"], None]
