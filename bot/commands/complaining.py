"""Complaints: what was found out about one, and what departments say of its remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Judge:
    """Cause and responsibility of a complaint; an empty field stays as it is (S4-20…22).

    `findings`: what shows that it is not our fault; `evidence`: names of files on the ticket that
    this rests on, beside the `files` that come with it.
    """

    ticket: str = ""
    analysis: str = ""
    severity: str = ""
    cause: str = ""
    dept: str = ""
    person: str = ""
    findings: str = ""
    evidence: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approve:
    """Our department agrees to the remedy; `dept` for whoever may speak for several (S4-24)."""

    ticket: str = ""
    words: str = ""
    dept: str = ""


@dataclass(frozen=True, slots=True)
class Disapprove:
    """Our department does not, and why."""

    ticket: str = ""
    reason: str = ""
    dept: str = ""


@dataclass(frozen=True, slots=True)
class Complaints:
    """The register of a month's complaints: by whose they are, why, how grave, how they stand."""

    month: str = ""
    dept: str = ""
    person: str = ""
    cause: str = ""
    severity: str = ""
    status: str = ""


Complaining = Judge | Approve | Disapprove | Complaints

SLUGS: Final[Mapping[str, type[Complaining]]] = {
    "judge": Judge,
    "approve": Approve,
    "disapprove": Disapprove,
    "complaints": Complaints,
}
