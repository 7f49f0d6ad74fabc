"""The warranty: until when a repair is free, counted from the day of the purchase (S0-06)."""

from calendar import monthrange
from datetime import date
from typing import Final

from bot.domain.policy import Policy
from bot.domain.ticket import Ticket

_YEAR: Final = 12


def warranty_ends(ticket: Ticket, policy: Policy) -> date | None:
    """Its last day; None where the policy promises none or nobody knows when it was bought."""
    bought_on = ticket.purchase.bought_on
    if bought_on is None or policy.warranty_months is None:
        return None
    return months_after(bought_on, policy.warranty_months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it is shorter."""
    year, month = divmod(day.month - 1 + months, _YEAR)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))
