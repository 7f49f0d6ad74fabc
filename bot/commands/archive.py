"""What is asked about customers: who they are, what came before, and what becomes of their data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FindCustomer:
    """By number, phone in any notation, e-mail, order, ticket, or words of the name."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class RevealCustomer:
    """Show me the whole of it, unmasked; the look is recorded (spec 1 §9)."""

    customer: str = ""


@dataclass(frozen=True, slots=True)
class RankCustomer:
    """Let this customer be of a level from now on: VIP, say (S3-05)."""

    customer: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class MergeCustomers:
    """The first is the second once more: their tickets and numbers go there."""

    double: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class RenameCustomer:
    """Let this customer's file have another name: the one given, or what a ticket calls them."""

    customer: str = ""
    name: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """Remove everything personal, for good; the facts of their tickets stay."""

    customer: str = ""
    sure: bool = False


OfTheArchive = (
    FindCustomer | RevealCustomer | RankCustomer | MergeCustomers | RenameCustomer | EraseCustomer
)

SLUGS: Final[Mapping[str, type[OfTheArchive]]] = {
    "customer": FindCustomer,
    "customer_reveal": RevealCustomer,
    "customer_level": RankCustomer,
    "customer_merge": MergeCustomers,
    "customer_name": RenameCustomer,
    "customer_erase": EraseCustomer,
}
