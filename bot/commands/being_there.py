"""Who is there, who stands in, and who takes over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Away:
    """I am away, or a member whom I supervise; `stand_in` does the work meanwhile."""

    member: str = ""
    since: str = ""
    until: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    member: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Everything that somebody works on, to somebody else: they leave, or will be long away."""

    origin: str = ""
    to: str = ""


BeingThere = Away | Back | HandOver

SLUGS: Final[Mapping[str, type[BeingThere]]] = {
    "away": Away,
    "back": Back,
    "handover": HandOver,
}
