"""What stays of a ticket when its customer is forgotten: facts, and nobody."""

from dataclasses import fields, replace

from bot.domain.erasing import Eraser
from bot.domain.history import plain
from bot.domain.parts import Pause, PauseKind
from bot.domain.ticket import Customer, Purchase, Report, Ticket
from tests.domain.builders import NOW

SECRETS = ("张三", "13812345678", "5678", "zhang@example.com", "zhang", "浦东", "SO-77", "李太太")


def told(no: str = "20261123001") -> Ticket:
    who = "张三 13812345678 zhang@example.com SO-77 浦东新区1号 李太太"
    return Ticket(
        no=no,
        report=Report(f"{who} 空调不制冷", NOW, channel="phone"),
        created_at=NOW,
        created_by="li",
        customer=Customer(
            "张三", "李太太", "13812345678", "zhang@example.com", level="vip",
            address="浦东新区1号", id="C1", nth=2,
        ),
        purchase=Purchase("KFR-35GW", None, "SO-77"),
        pauses=(Pause(PauseKind.HOLD, NOW, who),),
        contact_outcome=who, solution=who, cost=who, overdue_reason=who, details=who,
        close_note=who, comment=who, suggestion=who, callback_outcome=who, remedy=who,
        custom={"站点": who},
        csat={"overall": "satisfied"},
    )  # fmt: skip


def test_nothing_of_a_forgotten_ticket_says_who_it_was() -> None:
    ticket = told()
    left = str(plain(Eraser.of([ticket]).ticket(ticket, NOW)))
    assert [secret for secret in SECRETS if secret in left] == []


def test_the_facts_of_a_forgotten_ticket_stay() -> None:
    ticket = told()
    after = Eraser.of([ticket]).ticket(ticket, NOW)
    assert "空调不制冷" in after.report.description
    assert (after.customer.level, after.customer.id, after.customer.nth) == ("vip", "C1", 2)
    assert after.erased_at == NOW
    kept = {"no", "created_at", "created_by", "version", "status", "csat", "kind", "urgency"}
    assert all(getattr(after, name) == getattr(ticket, name) for name in kept)


def test_a_text_that_a_ticket_gets_later_is_thought_of() -> None:
    """Whatever field people come to write in, it is gone through."""
    texts = {f.name for f in fields(Ticket) if f.type in ("str", str)} - {"no"}
    secret = "13812345678"
    written = replace(told(), **dict.fromkeys(texts, secret))  # type: ignore[arg-type]
    after = Eraser.of([]).ticket(written, NOW)
    assert [name for name in sorted(texts) if secret in getattr(after, name)] == []


def test_what_changed_loses_its_old_and_new_values_but_not_that_it_changed() -> None:
    eraser = Eraser.of([told()])
    changed = eraser.changes(
        {
            "customer.phone": ("", "13812345678"),
            "status": ("pending", "assigned"),
            "details": (None, "张三来电"),
            "pauses": ([], [{"reason": "张三不在家", "since": "2026-11-23T02:00:00+00:00"}]),
        }
    )
    assert changed["customer.phone"] == ("", "***")
    assert changed["status"] == ("pending", "assigned")
    assert changed["details"] == (None, "***来电")
    assert changed["pauses"][1][0]["reason"] == "***不在家"
    assert changed["pauses"][1][0]["since"] == "2026-11-23T02:00:00+00:00"
