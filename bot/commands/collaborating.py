"""What one department asks of another for a ticket, and how that is answered (S0-30, S0-31).

A request is meant by its own number (`C12`); an empty one means that of the thread it was given in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Collaborate:
    """`dept` may be a department or a person, as people write it; `member` is a person."""

    ticket: str = ""
    dept: str = ""
    member: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True)
class CollabAccept:
    request: str = ""


@dataclass(frozen=True, slots=True)
class CollabDone:
    request: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class CollabDecline:
    request: str = ""
    reason: str = ""


Collaborating = Collaborate | CollabAccept | CollabDone | CollabDecline

SLUGS: Final[Mapping[str, type[Collaborating]]] = {
    "collab": Collaborate,
    "collab_accept": CollabAccept,
    "collab_done": CollabDone,
    "collab_decline": CollabDecline,
}
