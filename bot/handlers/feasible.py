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
from bot.handlers.acts import ACT_OF
from bot.handlers.context import Context

_COMMANDS: Final[Mapping[Move, str]] = MappingProxyType(
    {Move.REJECT: "reject", Move.DENY: "confirm"}
)
"""Of steps that are called otherwise than their command."""


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
    if not ctx.may(_act(move, ticket), ticket):
        return False
    try:
        _TRIED.get(move, _nothing_more)(ticket, ctx)
    except DeskError:
        return False
    return True


def _act(move: Move, ticket: Ticket) -> Act:
    if move is Move.ASSIGN and ticket.assignee:
        return Act.REASSIGN
    act = ACT_OF[_COMMANDS.get(move, move.value)]
    if act is None:
        raise ValueError(move)
    return act


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
