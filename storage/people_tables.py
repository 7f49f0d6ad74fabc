"""The tables of the roster: people, their accounts, absences, departments, rooms; the settings."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.base import METADATA, NO_ROWID, Row
from storage.columns import Key, Moment


class MemberRow(Row, table=True):
    __tablename__ = "member"

    id: str = Field(primary_key=True)
    name: str
    role: str
    department: str
    locale: str
    email: str
    senior: bool
    active: bool
    shift: str
    region: str
    stand_in: str


class IdentityRow(Row, table=True):
    """A person's account on a platform; `position` 0 is where private messages go."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("platform", "workspace", "user"),)

    member: str = Field(primary_key=True, foreign_key="member.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    platform: str
    workspace: str
    user: str


class AbsenceRow(Row, table=True):
    """A time somebody is away, and who said so. A member's newest row counts; the others stay."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_member", "member", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    member: str = Field(foreign_key="member.id")
    since: datetime = Field(sa_type=Moment)
    until: datetime | None = Field(sa_type=Moment)
    stand_in: str
    said_by: str
    said_at: datetime = Field(sa_type=Moment)


class DepartmentRow(Row, table=True):
    __tablename__ = "department"

    id: str = Field(primary_key=True)
    name_zh: str
    name_en: str
    supervisor: str


class RoomRow(Row, table=True):
    __tablename__ = "room"

    id: str = Field(primary_key=True)
    kind: str
    platform: str
    workspace: str
    chat: str
    department: str
    locale: str
    broken: str


class SettingRow(Row, table=True):
    """What the desk remembers about itself, by name: `roster_version` and the like."""

    __tablename__ = "setting"
    __table_args__ = NO_ROWID

    key: str = Field(primary_key=True)
    value: str


MEMBER: Final = METADATA.tables["member"]
IDENTITY: Final = METADATA.tables["identity"]
ABSENCE: Final = METADATA.tables["absence"]
DEPARTMENT: Final = METADATA.tables["department"]
ROOM: Final = METADATA.tables["room"]
SETTING: Final = METADATA.tables["setting"]
