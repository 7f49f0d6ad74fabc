"""The tables of customers: who they are, what they are recognised by, and who looked."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index
from sqlmodel import Field

from storage.base import METADATA, NO_ROWID, Row
from storage.columns import Key, Moment


class CustomerRow(Row, table=True):
    """Somebody with tickets. A double that was merged stays, so that its number still leads on."""

    __tablename__ = "customer"
    __table_args__ = NO_ROWID

    id: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Moment)
    name: str
    contact: str
    phone: str
    email: str
    prefers: str
    address: str
    level: str
    merged_into: str
    erased_at: datetime | None = Field(sa_type=Moment)


class CustomerKeyRow(Row, table=True):
    """A phone number, an address or an order (`phone:+8613812345678`), and whose it is."""

    __tablename__ = "customer_key"
    __table_args__ = (Index("ix_customer_key_customer", "customer"), NO_ROWID)

    key: str = Field(primary_key=True)
    customer: str


class LookRow(Row, table=True):
    """Who looked at a customer's archive, or did something about it (spec 1 §9)."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_customer", "customer", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    customer: str
    at: datetime = Field(sa_type=Moment)
    deed: str
    by: str
    platform: str
    note: str


CUSTOMER: Final = METADATA.tables["customer"]
CUSTOMER_KEY: Final = METADATA.tables["customer_key"]
LOOK: Final = METADATA.tables["look"]
