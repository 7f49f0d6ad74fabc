"""After the fix: callbacks in two rounds, care of key customers, the case of a dissatisfied one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.policy import DutyKind, Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket

ROUNDS: Final = (DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK, DutyKind.CARE_CALL)


MOST_LOYAL: Final = 10
"""Would you recommend us: from 0 to this (S4-08)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer answered after the fix: overall, by dimension, and in words (S2-42, S2-43).

    `csat` and `answers` are answers of the policy's scale; `loyalty` a number from 0 to 10.
    """

    csat: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    suggestion: str = ""
    needs: str = ""
    loyalty: str = ""

    @property
    def judgements(self) -> tuple[str, ...]:
        return (self.csat, *self.answers.values())


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


def called(ticket: Ticket, call: DutyKind, at: datetime, said: Said) -> Ticket:
    """The call was made; how satisfied they are overall stays under the name of its round."""
    known = replace(taken_down(ticket, said, at, call.value), call_tries=0)
    match call:
        case DutyKind.CALLBACK:
            return replace(known, called_back_at=at, callback_outcome=said.words)
        case DutyKind.SECOND_CALLBACK:
            return replace(known, called_again_at=at, callback_outcome=said.words)
        case _:
            return replace(known, cared_at=at, callback_outcome=said.words)


def unreached(ticket: Ticket, call: DutyKind, at: datetime, words: str, most: int) -> Ticket:
    """Nobody answered. After the policy's number of tries the round is over."""
    tries = ticket.call_tries + 1
    if tries < most:
        return replace(ticket, call_tries=tries)
    return called(ticket, call, at, Said(words=words))


def taken_down(ticket: Ticket, said: Said, at: datetime, asked_in: str) -> Ticket:
    """What the customer said, kept: a dimension's last answer counts; silence changes nothing."""
    overall = {asked_in: said.csat} if said.csat else {}
    return replace(
        ticket,
        csat={**ticket.csat, **overall, **said.answers},
        suggestion=said.suggestion or ticket.suggestion,
        needs=said.needs or ticket.needs,
        loyalty=said.loyalty or ticket.loyalty,
        loyalty_at=at if said.loyalty else ticket.loyalty_at,
    )


def last_answer(csat: Mapping[str, str]) -> str:
    """What the customer said last: at a later call rather than when the fix was confirmed."""
    rounds = reversed([kind.value for kind in ROUNDS])
    said = (csat.get(each, "") for each in (*rounds, *sorted(csat)))
    return next((answer for answer in said if answer), "")


def is_key(ticket: Ticket, policy: Policy) -> bool:
    return ticket.customer.level in policy.key_levels


def heard(
    ticket: Ticket, judgements: Iterable[str], policy: Policy, at: datetime, owner: str
) -> Ticket:
    """A dissatisfied answer opens the supervisor's case (S2-45), unless one is open already."""
    answers = (policy.answer(each) for each in judgements)
    unhappy = any(answer and answer.dissatisfied for answer in answers)
    return _with_case(ticket, at, owner) if unhappy and not has_case(ticket) else ticket


def _with_case(ticket: Ticket, at: datetime, owner: str) -> Ticket:
    return replace(ticket, dissatisfied_at=at, remedy_owner=owner)


def has_case(ticket: Ticket) -> bool:
    """Whether a dissatisfied customer still waits for the supervisor."""
    since, done = ticket.dissatisfied_at, ticket.remedied_at
    return since is not None and (done is None or done < since)


def remedied(ticket: Ticket, at: datetime, remedy: str, reason: str) -> Ticket:
    """What the customer was offered: a coupon, a free upgrade (S2-46); they are asked again."""
    return replace(
        ticket, remedied_at=at, remedy=remedy, remedy_reason=reason, satisfied="", satisfied_at=None
    )


def waits_for_word(ticket: Ticket) -> bool:
    """Whether the customer has yet to say if the remedy has satisfied them."""
    return ticket.remedied_at is not None and not has_case(ticket) and not ticket.satisfied_at


def asked_again(ticket: Ticket, at: datetime, answer: str, owner: str) -> Ticket:
    """Satisfied now, or the case begins anew: it is followed until they are (S3-31)."""
    told = replace(ticket, satisfied=answer, satisfied_at=at)
    return told if answer == "yes" else _with_case(told, at, owner)
