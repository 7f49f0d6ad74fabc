"""Tickets, duties and messages to store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.approval import Approval
from bot.domain.collaboration import Collaboration, Stage
from bot.domain.duties import Duty
from bot.domain.history import Event, Happening
from bot.domain.life_cycle import Status
from bot.domain.people import (
    Department,
    Identity,
    Member,
    Role,
    Room,
    RoomKind,
    Roster,
)
from bot.domain.policy import DutyKind, Name
from bot.domain.shifts import Shift
from bot.domain.ticket import Agreement, Customer, Pause, PauseKind, Purchase, Report, Ticket
from bot.ports import Outgoing, Saying

NOW = datetime(2026, 11, 23, 2, 30, 15, 123456, tzinfo=UTC)
LANE = "slack:T1/C1"
OTHER_LANE = "feishu:t2/oc_9"


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


def a_ticket(no: str = "20261123001", **changes: Any) -> Ticket:
    plain = Ticket(
        no=no,
        report=Report("打印机不开机 the printer is dead", NOW, channel="phone"),
        created_at=NOW,
        created_by="amy",
        customer=Customer("王小明", "王太太", "138-1234-5678", "Wang@Example.com"),
        purchase=Purchase("X200", date(2026, 1, 31), "SO-77"),
        first_responder="amy",
    )
    return replace(plain, **changes)


def a_full_ticket(no: str = "20261123002") -> Ticket:
    """Every field differs from its default, so that a forgotten column is noticed."""
    at = iter(after(minutes=n) for n in range(100))
    return Ticket(
        no=no,
        report=Report("说明 🙂 100%_\\", next(at), "chat", next(at), "angry", "refund", next(at)),
        created_at=next(at),
        created_by="amy",
        version=7,
        status=Status.AWAITING,
        customer=Customer("王", "李", "+86 138", "a@b.cn", "phone", "vip", "上海市 1 号",
                          "C7", 3, "good"),
        purchase=Purchase("X200", date(2025, 2, 28), "SO-1"),
        kind="repair", category="power", urgency="urgent", severity="high", impact="core",
        department="tech",
        region="east", assignee="bob", first_responder="amy",
        classified_at=next(at), clock_started_at=next(at), synced_at=next(at),
        message_at=next(at), receipt_at=next(at), recorded_at=next(at), reason_at=next(at),
        denied_at=next(at), denied_fix_at=next(at), called_again_at=next(at), cared_at=next(at),
        care_moved_to="20261123009", dissatisfied_at=next(at), remedy_owner="sue",
        remedied_at=next(at),
        assigned_at=next(at), accepted_at=next(at), accepted_by="bob",
        first_contact_at=next(at), contacted_at=next(at), contact_medium="phone",
        contact_outcome="reached", told_at=next(at),
        pauses=(
            Pause(PauseKind.HOLD, next(at), "parts", next(at), next(at)),
            Pause(PauseKind.CUSTOMER, next(at)),
        ),
        collaborations=(
            Collaboration("C1", "parts?", "bob", next(at), "warehouse", "hou", Stage.DONE, "hou",
                          next(at), "sent", "hou", next(at)),
        ),
        solution="换电源", cost="¥30", proposed_at=next(at), proposals=2,
        agreement=Agreement(next(at), "amy", "换电源", "¥28", "好"),
        overdue_reason="parts", details="done", evidence=("F1", "F2"), resolved_at=next(at),
        confirm_tries=3, answered_at=next(at), confirmed_at=next(at), closed_at=next(at),
        close_reason="unreachable", close_note="no answer", duplicate_of="20261123001",
        related=("20261123005",), parent="20261123006", incident="X200/power", watchers=("sue",),
        chases=2, chased_at=next(at), call_tries=1, needs="a manual", loyalty="9",
        loyalty_at=next(at), remedy_reason="late", satisfied="no", satisfied_at=next(at),
        reopened_at=next(at), reopenings=1,
        csat={"speed": "good"}, comment="谢谢", suggestion="faster", called_back_at=next(at),
        callback_outcome="ok", remedy="coupon", cause="wear", responsible_department="tech",
        responsible_member="bob", analysis="joint", findings="worn", judged_at=next(at),
        approvals=(
            Approval("tech", next(at), next(at), "bob", approves=True, reason="fine"),
            Approval("sales", next(at)),
        ),
        custom={"站点": "A"},
    )  # fmt: skip


def an_event(no: str = "20261123001", **changes: Any) -> Event:
    plain = Event(
        no, NOW, Happening.CREATED, by="amy", platform="slack",
        changes={"status": (None, "pending"), "customer.phone": ("1", "2")},
        note="新建", files=("F1",), version=1,
    )  # fmt: skip
    return replace(plain, **changes)


def a_duty(no: str = "20261123001", kind: DutyKind = DutyKind.SYNC, **changes: Any) -> Duty:
    plain = Duty(
        ticket=no,
        kind=kind,
        seq=1,
        started_at=NOW,
        due_at=after(minutes=10),
        owner="amy",
        warn_at=after(minutes=7),
        wake_at=after(minutes=7),
    )
    return replace(plain, **changes)


def a_full_duty(no: str = "20261123001") -> Duty:
    at = iter(after(seconds=n) for n in range(1, 100))
    return Duty(
        ticket=no, kind=DutyKind.RESOLUTION, seq=3, started_at=next(at), due_at=next(at),
        owner="bob", about="tech", warn_at=next(at), stopped=True, warned_at=next(at),
        missed_at=next(at), missed_by="bob", called_at=next(at), rung=2, acknowledged_at=next(at),
        acknowledged_by="sue", met_at=next(at), ended_at=next(at), ending="met",
        wake_at=next(at),
    )  # fmt: skip


def a_card(no: str = "20261123001", lane: str = LANE, **changes: Any) -> Outgoing:
    return replace(Outgoing(f"card:{no}:{lane}", lane, Saying.CARD, no), **changes)


def a_line(key: str, lane: str = LANE, no: str = "20261123001", **changes: Any) -> Outgoing:
    return replace(Outgoing(key, lane, Saying.LINE, no, {"event": 1}), **changes)


def a_roster() -> Roster:
    return Roster.of(
        [
            Member(
                "amy", "艾米", Role.AGENT, "care",
                (Identity("slack", "T1", "U1"), Identity("feishu", "t2", "ou_1")),
                "zh", "amy@example.com", senior=True,
                shift=Shift.parse("mon-fri 22:00-06:00"), stand_in="bob",
            ),
            Member("bob", "Bob", Role.LIAISON, "tech", (Identity("slack", "T1", "U2"),)),
        ],
        [Department("care", Name("客服", "Care"), "sue"), Department("tech", Name("技术", "Tech"))],
        [
            Room("sync", RoomKind.SYNC, "slack", "T1", "C1"),
            Room("tech-room", RoomKind.DEPARTMENT, "feishu", "t2", "oc_9", "tech", "zh"),
        ],
    )  # fmt: skip
