"""The life cycle stated a second time, so that no row can go missing unseen; and its steps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bot.domain.collaboration import Collaboration
from bot.domain.life_cycle import Move
from bot.domain.ticket import Ticket

TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "pending": {
        "classify": "pending", "assign": "assigned", "accept": "in_progress",
        "cancel": "closed", "duplicate": "closed",
    },
    "assigned": {
        "classify": "assigned", "assign": "assigned", "accept": "in_progress",
        "contact": "in_progress", "collab": "assigned", "cancel": "closed", "duplicate": "closed",
    },
    "in_progress": {
        "classify": "in_progress", "assign": "assigned", "contact": "in_progress",
        "progress": "in_progress", "hold": "in_progress", "resume": "in_progress",
        "collab": "in_progress", "propose": "awaiting_confirmation", "resolve": "resolved",
        "cancel": "closed", "duplicate": "closed",
    },
    "awaiting_confirmation": {
        "classify": "awaiting_confirmation", "assign": "assigned",
        "hold": "awaiting_confirmation", "resume": "awaiting_confirmation",
        "collab": "awaiting_confirmation",
        "agree": "in_progress", "reject_proposal": "in_progress", "resolve": "resolved",
        "cancel": "closed", "duplicate": "closed",
    },
    "resolved": {
        "classify": "resolved", "confirm": "closed", "deny": "in_progress", "close": "closed",
        "reopen": "in_progress", "cancel": "closed", "duplicate": "closed",
    },
    "closed": {"reopen": "in_progress"},
}  # fmt: skip


def _request(ticket: Ticket, at: datetime) -> Collaboration:
    return Collaboration(f"C{len(ticket.collaborations) + 1}", "有货吗", "wang", at, "warehouse")


STEPS: Final[Mapping[Move, Callable[[Ticket, datetime], Ticket]]] = {
    Move.CLASSIFY: lambda t, at: t.classified(at, category="product", urgency="urgent"),
    Move.ASSIGN: lambda t, at: t.assigned("wu", at),
    Move.ACCEPT: lambda t, at: t.accepted(t.assignee or "wang", at),
    Move.CONTACT: lambda t, at: t.contacted("wang", at, "已电话联系", "phone"),
    Move.PROGRESS: lambda t, at: t.progressed(at, told=True),
    Move.HOLD: lambda t, at: t.held(at, "等配件"),
    Move.RESUME: lambda t, at: t.resumed(at),
    Move.COLLABORATE: lambda t, at: t.asking(_request(t, at)),
    Move.PROPOSE: lambda t, at: t.proposed(at, "换压缩机", "300元"),
    Move.AGREE: lambda t, at: t.agreed("li", at, "先付一半"),
    Move.REJECT: lambda t, at: t.proposal_rejected(at),
    Move.RESOLVE: lambda t, at: t.resolved(at, at, "已换"),
    Move.CONFIRM: lambda t, at: t.confirmed(at, {"overall": "satisfied"}, "很好"),
    Move.DENY: lambda t, at: t.denied(at, {}, "还是不行"),
    Move.CLOSE: lambda t, at: t.closed_unreachable(at, "三次未接"),
    Move.CANCEL: lambda t, at: t.cancelled(at, "误报"),
    Move.DUPLICATE: lambda t, at: t.duplicated(at, "20261122009", "同一问题"),
    Move.REOPEN: lambda t, at: t.reopened(at),
}
