"""What one department asks of another for a ticket, and how that is answered (S0-30, S0-31).

A request is meant by its own number (`C12`); an empty one means that of the thread it was given in.
"""

from dataclasses import dataclass


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
