"""What a refusal may name as possible: what would work now, on this ticket, for whoever asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.domain.errors import DeskError, NothingToApprove, WrongStatus
from bot.domain.life_cycle import Move, possible
from bot.domain.people import Act
from bot.domain.ticket import Ticket
from bot.handlers import agreeing, complaining, ending
from bot.handlers.context import Context

_ACTS: Final[Mapping[Move, Act]] = MappingProxyType(
    {
        Move.CLASSIFY: Act.CLASSIFY,
        Move.ASSIGN: Act.ASSIGN,
        Move.ACCEPT: Act.ACCEPT,
        Move.CONTACT: Act.CONTACT,
        Move.PROGRESS: Act.PROGRESS,
        Move.HOLD: Act.HOLD,
        Move.RESUME: Act.HOLD,
        Move.COLLABORATE: Act.COLLABORATE,
        Move.PROPOSE: Act.PROPOSE,
        Move.AGREE: Act.PROPOSE,
        Move.REJECT: Act.PROPOSE,
        Move.RESOLVE: Act.RESOLVE,
        Move.CONFIRM: Act.CONFIRM,
        Move.DENY: Act.CONFIRM,
        Move.CLOSE: Act.CLOSE,
        Move.CANCEL: Act.CANCEL,
        Move.DUPLICATE: Act.CANCEL,
        Move.REOPEN: Act.REOPEN,
    }
)


def told(error: DeskError, ctx: Context) -> DeskError:
    """The refusal, naming only steps that would not be refused in their turn."""
    if not isinstance(error, WrongStatus | NothingToApprove):
        return error
    ticket = ctx.uow.tickets.get(error.ticket)
    if ticket is None or ctx.from_customer:
        return error
    return replace(error, possible=tuple(move.value for move in steps(ticket, ctx)))


def steps(ticket: Ticket, ctx: Context) -> tuple[Move, ...]:
    return tuple(move for move in possible(ticket.status) if _works(move, ticket, ctx))


def _works(move: Move, ticket: Ticket, ctx: Context) -> bool:
    act = Act.REASSIGN if move is Move.ASSIGN and ticket.assignee else _ACTS[move]
    if not ctx.may(act, ticket):
        return False
    try:
        _TRIED.get(move, _nothing_more)(ticket, ctx)
    except DeskError:
        return False
    return True


def _nothing_more(_ticket: Ticket, _ctx: Context) -> object:
    return None


_TRIED: Final[Mapping[Move, Callable[[Ticket, Context], object]]] = MappingProxyType(
    {
        Move.ACCEPT: lambda ticket, ctx: ticket.accepted(ctx.by, ctx.now),
        Move.HOLD: lambda ticket, ctx: ticket.held(ctx.now, ""),
        Move.RESUME: lambda ticket, ctx: ticket.resumed(ctx.now),
        Move.AGREE: complaining.check_approved,
        Move.RESOLVE: agreeing.check_work,
        Move.CLOSE: ending.check_closing,
    }
)
"""What more than status and right a step needs; a ticket is frozen, so trying changes nothing."""
