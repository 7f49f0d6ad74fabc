"""The tables of what is to be said: messages, and what each lane has used up."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.base import (
    DEAD,
    KNOWN,
    LATER,
    LEASED,
    METADATA,
    NO_ROWID,
    SHUT,
    WAITING,
    Row,
    part,
)
from storage.columns import Bytewise, Json, Key, Moment

KNOWN_BY: Final = ("ticket", "saying", "key")
"""A key alone tells a row from all others. What is said of a ticket, its cards before all, is found
and written in one place of the index because that begins with the ticket."""


class OutboxRow(Row, table=True):
    """One message to be said; a card's row lives as long as its ticket.

    A row that a worker gave back stays in its lane's line, which waits for it; one that was said
    for a later time stands apart until then. `folded_into`: the digest that said this reminder.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint(*KNOWN_BY),
        part("ix_outbox_waiting", "lane", "turn", "id", where=WAITING),
        part("ix_outbox_later", "avail_at", where=LATER),
        part("uq_outbox_leased", "lane", where=LEASED, unique=True),
        part("ix_outbox_dead", "id", where=DEAD),
        part("ix_outbox_shut", "lane", "id", where=SHUT),
        part("ix_outbox_message", "message", "lane", where=KNOWN),
        part("ix_outbox_folded", "folded_into", where="folded_into IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    key: str = Field(sa_type=Bytewise)
    lane: str = Field(sa_type=Bytewise)
    saying: str = Field(sa_type=Bytewise)
    ticket: str = Field(sa_type=Bytewise)
    about: dict[str, Any] = Field(sa_type=Json)
    state: str = Field(sa_type=Bytewise)
    wanted: int
    shown: int
    avail_at: datetime = Field(sa_type=Moment)
    lease_owner: str
    lease_until: datetime | None = Field(sa_type=Moment)
    attempts: int
    tried_at: datetime | None = Field(sa_type=Moment)
    message: str = Field(sa_type=Bytewise)
    error: str
    folded_into: int | None = Field(sa_type=Key)
    created_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(sa_type=Moment)
    posted_at: datetime | None = Field(sa_type=Moment)
    turn: int  # Reminders go before cards and their lines.


class PaceRow(Row, table=True):
    """Until when a lane has used up what its platform takes; every worker goes by it."""

    __tablename__ = "pace"
    __table_args__ = NO_ROWID

    lane: str = Field(primary_key=True, sa_type=Bytewise)
    used_until: datetime = Field(sa_type=Moment)


OUTBOX: Final = METADATA.tables["outbox"]
PACE: Final = METADATA.tables["pace"]
