"""Customers as the desk knows them over all their tickets, and how one is recognised (S4-04).

A customer is known by keys: a phone number, an e-mail address, an order. Whoever has one of them
on a new ticket is the same customer; a name alone never is, since many are called 王伟.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Self

from bot.domain import privacy
from bot.domain.masks import last_digits
from bot.domain.naming import Name
from bot.domain.phones import phone_key
from bot.domain.policy import Policy
from bot.domain.records import replace, swift
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
    RENAMED = "renamed"
    ERASED = "erased"


@swift
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

        So does their name, since a telephone may be a whole family's; and a whole number of which
        it says the end alone.
        """
        return replace(
            self,
            name=self.name or said.name,
            contact=said.contact or self.contact,
            phone=_fuller(said.phone, self.phone),
            email=said.email or self.email,
            prefers=said.prefers or self.prefers,
            address=said.address or self.address,
        )

    def without(self, said: Customer, others: Sequence[Customer]) -> Self:
        """As they are known by others of their tickets, the newest first, had this not been said.

        What nobody can have from this one ticket alone, stays.
        """
        only = [f for f in _TOLD if getattr(self, f) == getattr(said, f)]
        left = {f: [value for one in others if (value := getattr(one, f))] for f in only}
        gone: dict[str, Any] = {
            f: next(iter(values), "")
            for f, values in left.items()
            if getattr(self, f) not in values
        }
        return replace(self, **gone)

    def completed(self, other: Self) -> Self:
        """With what a double of theirs knows besides; the double's level, if this one has none."""
        both = other.told(self.block)
        since = min(self.created_at, other.created_at)
        name, level = self.name or other.name, self.level or other.level
        return replace(both, id=self.id, created_at=since, name=name, level=level, merged_into="")

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


_TOLD: Final = ("name", "contact", "phone", "email", "prefers", "address")
"""What tickets tell of a customer; their level is somebody's decision."""


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
    return _keys(said.phone, said.email, order_no, country)


@lru_cache(maxsize=64)  # A new ticket asks three times: whose it is, and to keep it.
def _keys(phone: str, email: str, order_no: str, country: str) -> tuple[str, ...]:
    number, address, order = phone_key(phone, country), email.strip(), order_no.strip()
    found = (
        f"phone:{number}" if number else "",
        f"email:{address.casefold()}" if _is_whole(address) else "",
        f"{_ORDER}{order.casefold()}" if order else "",
    )
    return tuple(key for key in found if key)


def _is_whole(email: str) -> bool:
    """Whether it is one person's address, and not what a mask has left of many."""
    name, _, host = email.partition("@")
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
    block = known.told(said).block
    return replace(
        block,
        name=said.name or known.name,
        level=said.level or known.level or (_returning(policy) if past.ever else ""),
        nth=past.lately + 1,
        last_csat=past.last_csat,
    )


def _returning(policy: Policy) -> str:
    return RETURNING if any(level.id == RETURNING for level in policy.levels) else ""


def trusted(keys: Sequence[str]) -> tuple[str, ...]:
    """Those keys that say who somebody is: an order does only where nothing else was said."""
    return tuple(key for key in keys if not key.startswith(_ORDER)) or tuple(keys)


def are_one(said: Customer, known: KnownCustomer) -> bool:
    """Whether a ticket whose number or address was corrected is still of the same customer."""
    return not said.name or not known.name or said.name.strip() == known.name.strip()


def is_called_otherwise(said: Customer, known: KnownCustomer) -> bool:
    """Whether a ticket's customer has another name than their file, and not only a politer one."""
    return not are_one(said, known) and not privacy.is_polite_for(said.name, known.name)


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
