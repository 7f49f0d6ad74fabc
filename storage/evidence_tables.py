"""The tables of evidence: which files a ticket has, and the bytes by their digest."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.base import DIGESTED, METADATA, TO_FETCH, Row, part
from storage.columns import Key, Moment


class ExhibitRow(Row, table=True):
    """One file of a ticket, from the moment somebody left it to the moment it is forgotten."""

    __tablename__ = "exhibit"
    __table_args__ = (
        UniqueConstraint("ticket", "source"),
        part("ix_exhibit_waiting", "avail_at", where=TO_FETCH),
        part("ix_exhibit_digest", "digest", where=DIGESTED),
        Index("ix_exhibit_ticket", "ticket", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    ticket: str
    source: str
    name: str
    at: datetime = Field(sa_type=Moment)
    by: str
    state: str
    tries: int
    digest: str
    kind: str
    size: int
    signed: bool
    avail_at: datetime = Field(sa_type=Moment)


class BlobRow(Row, table=True):
    """Bytes that are stored, once; without a body they lie in the folder of evidence."""

    __tablename__ = "blob"

    digest: str = Field(primary_key=True)
    size: int
    body: bytes | None
    at: datetime = Field(sa_type=Moment)


EXHIBIT: Final = METADATA.tables["exhibit"]
BLOB: Final = METADATA.tables["blob"]
