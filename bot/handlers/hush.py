"""Quiet hours: what is not urgent waits until they are over, and is then said in one digest.

Cards and their threads show how things stand and call nobody, so they are never held back; nor are
alarms, since a desk that is broken at night is broken in the morning.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.domain.duties import Call
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.ports import NUDGES, Outgoing, Saying

_URGENT_BY_ITSELF: Final = frozenset({"critical", "escalated"})
"""Notices that somebody, or the policy, wants to be heard whatever the hour."""


def held_back(
    messages: Sequence[Outgoing], ticket: Ticket | None, policy: Policy, now: datetime
) -> list[Outgoing]:
    """The same messages, those that are not urgent for the end of the quiet hours.

    What is about no ticket but an improvement action is not.
    """
    until = policy.quiet_until(now)
    if until is None:
        return list(messages)
    return [
        one if passes(one.saying, one.about, ticket, policy) else replace(one, avail_at=until)
        for one in messages
    ]


def waits_until(call: Call, ticket: Ticket, policy: Policy, now: datetime) -> datetime | None:
    """When the quiet hours end that hold back a call; None where it is said at once."""
    until = policy.quiet_until(now)
    passes_now = until is None or passes(Saying.REMINDER, {"call": call}, ticket, policy)
    return None if passes_now else until


def passes(saying: Saying, about: Mapping[str, Any], ticket: Ticket | None, policy: Policy) -> bool:
    """Whether this is said at night as well."""
    if saying not in NUDGES:
        return True
    if ticket is None:
        return False
    if saying is Saying.NOTICE:
        return about["code"] in _URGENT_BY_ITSELF or policy.presses(ticket.urgency)
    match Call(about["call"]):
        case Call.WARN:
            urgency = policy.urgency(ticket.urgency)
            return urgency is not None and urgency.critical
        case Call.BREACH:
            return policy.presses(ticket.urgency)
        case Call.MANAGER | Call.REPEAT:
            return True
