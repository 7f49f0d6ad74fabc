"""Customers as the desk knows them over all their tickets, and how one is recognised (S4-04).

A customer is known by keys: a phone number, an e-mail address, an order. Whoever has one of them
on a new ticket is the same customer; a name alone never is, since many are called 王伟.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from bot.domain.masks import last_digits
from bot.domain.naming import Name
from bot.domain.phones import phone_key
from bot.domain.policy import Policy
from bot.domain.ticket import Customer, Ticket

LATELY: Final = timedelta(days=90)
"""What "the third ticket in 90 days" counts."""

RETURNING: Final = "returning"
"""The level that comes by itself with a second ticket, where the policy has one so called (S3-05).

"New" does not: whoever is new to this desk may have been a customer for years.
"""

_ORDER: Final = "order:"
"""Weaker than the others: a number on a parcel can be read by anybody."""


class Deed(StrEnum):
    """What was done about a customer, for the record. Slugs are stored for good."""

    LOOKED = "looked"
    REVEALED = "revealed"
    RANKED = "ranked"
    MERGED = "merged"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Whom tickets are for. Personal data: masked wherever a room can see it."""

    id: str
    created_at: datetime
    name: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    prefers: str = ""
    address: str = ""
    level: str = ""  # Given by a supervisor; what comes by itself is counted, not kept.
    merged_into: str = ""
    erased_at: datetime | None = None

    def told(self, said: Customer) -> Self:
        """What the newest ticket says of them is what is known; what it does not say, stays.

        So does a whole number of which it says the end alone.
        """
        return replace(
            self,
            name=said.name or self.name,
            contact=said.contact or self.contact,
            phone=_fuller(said.phone, self.phone),
            email=said.email or self.email,
            prefers=said.prefers or self.prefers,
            address=said.address or self.address,
        )

    def completed(self, other: Self) -> Self:
        """With what a double of theirs knows besides; the double's level, if this one has none."""
        both = other.told(self.block)
        since = min(self.created_at, other.created_at)
        level = self.level or other.level
        return replace(both, id=self.id, created_at=since, level=level, merged_into="")

    @property
    def block(self) -> Customer:
        """The same as a ticket's own customer fields."""
        return Customer(
            name=self.name,
            contact=self.contact,
            phone=self.phone,
            email=self.email,
            prefers=self.prefers,
            level=self.level,
            address=self.address,
            id=self.id,
        )


def _fuller(said: str, known: str) -> str:
    return known if known and last_digits(said) else said or known


@dataclass(frozen=True, slots=True)
class Past:
    """What a customer's earlier tickets come to: how many lately and ever, and the last answer."""

    lately: int = 0
    ever: int = 0
    last_csat: str = ""


def keys_of(said: Customer, order_no: str, country: str) -> tuple[str, ...]:
    """What a customer is recognised by, the surest first."""
    phone = phone_key(said.phone, country)
    found = (
        f"phone:{phone}" if phone else "",
        f"email:{said.email.strip().casefold()}" if _is_whole(said.email) else "",
        f"{_ORDER}{order_no.strip().casefold()}" if order_no.strip() else "",
    )
    return tuple(key for key in found if key)


def _is_whole(email: str) -> bool:
    """Whether it is one person's address, and not what a mask has left of many."""
    name, _, host = email.strip().partition("@")
    return bool(name and host) and "*" not in email


def keys_of_ticket(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    return keys_of(ticket.customer, ticket.purchase.order_no, policy.country)


def is_named(said: Customer) -> bool:
    """Whether there is anybody to speak of."""
    return any((said.name, said.contact, said.phone, said.email))


def recognised(said: Customer, known: KnownCustomer | None, past: Past, policy: Policy) -> Customer:
    """A ticket's customer with what the desk knows: whose it is, their level, what came before.

    What was written on the ticket wins; what was left out is what was known.
    """
    if known is None:
        return said
    mine = known.told(said)
    level = said.level or known.level or (_returning(policy) if past.ever else "")
    return replace(
        mine.block, level=level, nth=past.lately + 1, last_csat=past.last_csat, id=known.id
    )


def _returning(policy: Policy) -> str:
    return RETURNING if any(level.id == RETURNING for level in policy.levels) else ""


def trusted(keys: Sequence[str]) -> tuple[str, ...]:
    """Those keys that say who somebody is: an order does only where nothing else was said."""
    return tuple(key for key in keys if not key.startswith(_ORDER)) or tuple(keys)


def are_one(said: Customer, known: KnownCustomer) -> bool:
    """Whether a ticket whose number or address was corrected is still of the same customer."""
    return not said.name or not known.name or said.name.strip() == known.name.strip()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at, or deed about, a customer; `note` holds slugs and numbers, nothing personal."""

    customer: str
    at: datetime
    deed: Deed
    by: str = ""  # Member id; empty for the desk itself.
    platform: str = ""
    note: str = ""


def answers_counted(answers: Sequence[str], policy: Policy) -> tuple[tuple[Name, int], ...]:
    """How often each answer was given, in the policy's order: CSAT at a glance."""
    return tuple((a.name, answers.count(a.id)) for a in policy.csat if a.id in answers)
