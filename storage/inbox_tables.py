"""The tables of what came in: deliveries, customers' own reports and letters; a repeat is known."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index
from sqlmodel import Field

from storage.base import METADATA, NO_ROWID, Row
from storage.columns import Moment


class InboxRow(Row, table=True):
    """Deliveries of the platforms that were handled already."""

    __tablename__ = "inbox"
    __table_args__ = NO_ROWID

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class ReceiptRow(Row, table=True):
    """What a customer's own report was answered with; a repeat of it is answered the same."""

    __tablename__ = "receipt"
    __table_args__ = NO_ROWID

    key: str = Field(primary_key=True)
    digest: str
    ticket: str
    at: datetime = Field(sa_type=Moment)


class LetterRow(Row, table=True):
    """A customer's e-mail, and the ticket it is about; kept, since an answer may come late."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_sender", "sender", "at"), NO_ROWID)

    key: str = Field(primary_key=True)
    ticket: str
    message_id: str
    sender: str
    subject: str
    at: datetime = Field(sa_type=Moment)


INBOX: Final = METADATA.tables["inbox"]
RECEIPT: Final = METADATA.tables["receipt"]
LETTER: Final = METADATA.tables["letter"]
