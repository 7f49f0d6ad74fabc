"""What each command asks permission for, and which step of the life cycle it is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.aftercare import has_case
from bot.domain.errors import NothingMissing, NothingToRemedy, WrongStatus
from bot.domain.life_cycle import MOVES, Move, possible
from bot.domain.people import Act
from bot.domain.record import missing
from bot.domain.ticket import Ticket
from bot.handlers import agreeing, complaining
from bot.handlers.context import Context

ACT_OF: Final[Mapping[str, Act | None]] = MappingProxyType(
    {
        "new": Act.CREATE,
        "show": Act.LOOK,
        "why": Act.LOOK,
        "mine": Act.LOOK,
        "list": Act.LOOK,
        "search": Act.SEARCH,
        "sync": Act.SYNC,
        "classify": Act.CLASSIFY,
        "edit": Act.EDIT,
        "fill": Act.EDIT,
        "assign": Act.ASSIGN,
        "accept": Act.ACCEPT,
        "contact": Act.CONTACT,
        "progress": Act.PROGRESS,
        "hold": Act.HOLD,
        "resume": Act.HOLD,
        "admin_member_list": Act.ADMINISTER,
        "admin_member_add": Act.ADMINISTER,
        "admin_member_edit": Act.ADMINISTER,
        "admin_member_remove": Act.ADMINISTER,
        "admin_room_list": Act.ADMINISTER,
        "admin_room_add": Act.ADMINISTER,
        "admin_room_remove": Act.ADMINISTER,
        "admin_policy": Act.ADMINISTER,
        "admin_policy_reload": Act.ADMINISTER,
        "collab": Act.COLLABORATE,
        "collab_accept": Act.ANSWER,
        "collab_done": Act.ANSWER,
        "collab_decline": Act.ANSWER,
        "propose": Act.PROPOSE,
        "agree": Act.PROPOSE,
        "reject": Act.PROPOSE,
        "resolve": Act.RESOLVE,
        "confirm": Act.CONFIRM,
        "callback": Act.CALL_BACK,
        "remedy": Act.REMEDY,
        "complaints": Act.REGISTER,
        "actions": Act.LOOK,
        "action_add": Act.IMPROVE,
        "action_done": Act.LOOK,
        "action_cancel": Act.IMPROVE,
        "judge": Act.JUDGE,
        "approve": Act.APPROVE,
        "disapprove": Act.APPROVE,
        "satisfied": Act.REMEDY,
        "close": Act.CLOSE,
        "cancel": Act.CANCEL,
        "duplicate": Act.CANCEL,
        "reopen": Act.REOPEN,
        "survey": Act.CONFIRM,
        "note": Act.NOTE,
        "escalate": Act.ESCALATE,
        "chase": Act.CHASE,
        "relate": Act.RELATE,
        "incident": Act.INCIDENT,
        "incident_update": Act.INCIDENT,
        "incident_end": Act.INCIDENT,
        "ack": Act.ACKNOWLEDGE,
        "reason": Act.REASON,
        "handover": Act.HAND_OVER,
        "customer": Act.ARCHIVE,
        "signed": Act.CONTACT,
        "away": None,
        "back": None,
        "me": None,
        "link": None,
        "board": Act.BOARD,
        "help": None,
    }
)
"""Commands that can be typed; None: everybody the desk knows."""

OFFERED: Final[Mapping[str, Act | None]] = MappingProxyType(
    {
        **ACT_OF,
        "customer_reveal": Act.ARCHIVE,
        "customer_level": Act.RANK,
        "customer_merge": Act.MERGE,
        "customer_name": Act.RENAME,
        "customer_erase": Act.ERASE,
        "reveal": Act.REVEAL,
        "home": Act.LOOK,
        "report_message": Act.CREATE,
    }
)
"""What the help tells of: the commands, and what is more often tapped than typed."""

MOVE_OF: Final[Mapping[str, Move]] = MappingProxyType(
    {
        "classify": Move.CLASSIFY,
        "assign": Move.ASSIGN,
        "contact": Move.CONTACT,
        "progress": Move.PROGRESS,
        "hold": Move.HOLD,
        "collab": Move.COLLABORATE,
        "propose": Move.PROPOSE,
        "reject": Move.REJECT,
        "resolve": Move.RESOLVE,
        "confirm": Move.CONFIRM,
        "close": Move.CLOSE,
        "cancel": Move.CANCEL,
        "duplicate": Move.DUPLICATE,
        "reopen": Move.REOPEN,
    }
)
"""Forms are not opened for a step that the life cycle does not have any more."""


OWN_CHECKS: Final[Mapping[str, Callable[[Ticket, Context], None]]] = MappingProxyType(
    {"judge": complaining.check_judge, "disapprove": complaining.check_answer}
)
"""Forms that are for departments other than the ticket's own, too."""


def check_form(key: str, ticket: Ticket | None, ctx: Context) -> None:
    """Refuse a form before it is filled in, where its answer would be refused."""
    if ticket is not None and key in OWN_CHECKS:
        OWN_CHECKS[key](ticket, ctx)
        return
    act = ACT_OF[key]
    if key == "assign" and ticket is not None and ticket.assignee:
        act = Act.REASSIGN
    if act is not None:
        ctx.permit(act, ticket)
    if key == "fill" and ticket is not None and not missing(ticket, ctx.policy):
        raise NothingMissing(ticket=ticket.no)
    move = MOVE_OF.get(key)
    if ticket is not None and move is not None and (ticket.status, move) not in MOVES:
        raise WrongStatus(
            ticket=ticket.no,
            status=ticket.status.value,
            move=move.value,
            possible=tuple(m.value for m in possible(ticket.status)),
        )
    if key == "remedy" and ticket is not None and not has_case(ticket):
        raise NothingToRemedy(ticket=ticket.no)
    if key == "resolve" and ticket is not None:
        agreeing.check_work(ticket, ctx)
