"""The tables of the roster: people, their accounts, departments, rooms; and the settings."""

from typing import Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.base import METADATA, NO_ROWID, Row


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


class IdentityRow(Row, table=True):
    """A person's account on a platform; `position` 0 is where private messages go."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("platform", "workspace", "user"),)

    member: str = Field(primary_key=True, foreign_key="member.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    platform: str
    workspace: str
    user: str


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
DEPARTMENT: Final = METADATA.tables["department"]
ROOM: Final = METADATA.tables["room"]
SETTING: Final = METADATA.tables["setting"]
