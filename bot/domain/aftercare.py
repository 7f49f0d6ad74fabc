"""After the fix: callbacks in two rounds, care of key customers, the case of a dissatisfied one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.policy import DutyKind, Policy
from bot.domain.ticket import Ticket

ROUNDS: Final = (DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK, DutyKind.CARE_CALL)


def call_now(ticket: Ticket, policy: Policy, now: datetime) -> DutyKind | None:
    """What a call to the customer now would be: the first round, the second, care; or nothing.

    Once the second round is open a call is that one, even if the first was never made: nobody
    rings a customer twice in a day.
    """
    opens = second_opens(ticket, policy)
    if opens is not None and opens <= now:
        return DutyKind.SECOND_CALLBACK
    first = policy.duty(DutyKind.CALLBACK).enabled and ticket.served
    if first and not (ticket.called_back_at or ticket.called_again_at):
        return DutyKind.CALLBACK
    cared_for = policy.duty(DutyKind.CARE_CALL).enabled and is_key(ticket, policy)
    return DutyKind.CARE_CALL if cared_for and ticket.served else None


def second_opens(ticket: Ticket, policy: Policy) -> datetime | None:
    """From when on the second round may be made; None if none is owed (S3-20)."""
    promised = policy.duty(DutyKind.SECOND_CALLBACK)
    if not (promised.enabled and ticket.served and ticket.closed_at) or ticket.called_again_at:
        return None
    if promised.opens is None:
        return ticket.closed_at
    calendar = policy.calendar(promised.calendar, promised.opens)
    return calendar.after(ticket.closed_at, promised.opens)


def called(ticket: Ticket, call: DutyKind, at: datetime, outcome: str, csat: str) -> Ticket:
    """The call was made; what the customer said stays under the name of its round."""
    said = replace(ticket, csat={**ticket.csat, call.value: csat} if csat else ticket.csat)
    match call:
        case DutyKind.CALLBACK:
            return replace(said, called_back_at=at, callback_outcome=outcome)
        case DutyKind.SECOND_CALLBACK:
            return replace(said, called_again_at=at, callback_outcome=outcome)
        case _:
            return replace(said, cared_at=at, callback_outcome=outcome)


def last_answer(csat: Mapping[str, str]) -> str:
    """What the customer said last: at a later call rather than when the fix was confirmed."""
    rounds = reversed([kind.value for kind in ROUNDS])
    said = (csat.get(each, "") for each in (*rounds, *sorted(csat)))
    return next((answer for answer in said if answer), "")


def is_key(ticket: Ticket, policy: Policy) -> bool:
    return ticket.customer.level in policy.key_levels


def heard(ticket: Ticket, csat: str, policy: Policy, at: datetime, owner: str) -> Ticket:
    """A dissatisfied answer opens the supervisor's case (S2-45), unless one is open already."""
    answer = policy.answer(csat)
    if answer is None or not answer.dissatisfied or has_case(ticket):
        return ticket
    return replace(ticket, dissatisfied_at=at, remedy_owner=owner)


def has_case(ticket: Ticket) -> bool:
    """Whether a dissatisfied customer still waits for the supervisor."""
    since, done = ticket.dissatisfied_at, ticket.remedied_at
    return since is not None and (done is None or done < since)


def remedied(ticket: Ticket, at: datetime, remedy: str) -> Ticket:
    """What the customer was offered: a coupon, a free upgrade (S2-46)."""
    return replace(ticket, remedied_at=at, remedy=remedy)
