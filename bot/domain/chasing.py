"""Chases 催单: a customer who asks again is counted, and the second time it presses (S1-03)."""

from datetime import datetime

from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket


def chased(ticket: Ticket, policy: Policy, at: datetime) -> Ticket:
    """One more; the policy's n-th raises the urgency one step, never above the top (S1-26)."""
    counted = replace(ticket, chases=ticket.chases + 1, chased_at=at)
    higher = policy.raised(policy.urgency_or_default(ticket.urgency).id)
    if counted.chases != policy.raise_after_chases or higher is None:
        return counted
    return replace(counted, urgency=higher.id)


def presses(ticket: Ticket, policy: Policy) -> bool:
    """Whether the customer has asked so often that the supervisor hears of it."""
    return ticket.chases >= policy.raise_after_chases


def is_chase(text: str, ticket: Ticket, wrote_at: datetime, at: datetime, policy: Policy) -> bool:
    """Whether a message asks again: it says so, or nobody spoke to the customer since the last.

    What is added within the policy's short while belongs to the message before it.
    """
    low = text.lower()
    if any(word.lower() in low for word in policy.chase_words):
        return True
    spoken = ticket.told_at is not None and ticket.told_at > wrote_at
    return not spoken and at - wrote_at >= policy.chase_after


def repeats(text: str, ticket: Ticket, policy: Policy, *, same: bool) -> bool:
    """Whether a new report is the customer's open ticket over again.

    It names its number, says the same words, or asks again about the `same` purchase.
    """
    if ticket.no in text or text.strip() == ticket.report.description:
        return True
    low = text.lower()
    return same and any(word.lower() in low for word in policy.chase_words)
