"""The tables of the work: tickets, their history, what is owed and what is under way.

`storage.mapping` turns their rows into domain values and back; the column order of ticket, event
and duty follows their dataclasses. Partial indexes hold only what is alive, so that ten years of
closed tickets do not slow a morning's queue.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.base import (
    AWAKE,
    CHILD,
    GIVEN,
    LEADS,
    METADATA,
    NO_ROWID,
    NOT_ERASED,
    OF_ONE,
    OF_SOMEBODY,
    OPEN,
    UNANSWERED,
    WANTED,
    Row,
    part,
)
from storage.columns import Bytewise, Json, Key, Moment


class TicketRow(Row, table=True):
    """A ticket as it is now. `ending` and `words` are made from the rest, to be searched."""

    __tablename__ = "ticket"
    __table_args__ = (
        part("ix_ticket_open", "no", "department", "assignee", "first_responder", where=OPEN),
        part("ix_ticket_parent", "parent", "no", where=CHILD),
        part("ix_ticket_incident", "incident", where=LEADS),
        part("ix_ticket_turn", "assignee", "assigned_at", where=GIVEN),
        Index("ix_ticket_reported", "report_reported_at"),
        part("ix_ticket_kept", "closed_at", where=NOT_ERASED),
        part("ix_ticket_customer", "customer_id", "report_reported_at", where=OF_SOMEBODY),
        Index("ix_ticket_ending", "ending"),
    )

    no: str = Field(primary_key=True, sa_type=Bytewise)
    report_description: str
    report_reported_at: datetime = Field(sa_type=Moment)
    report_channel: str
    report_occurred_at: datetime | None = Field(sa_type=Moment)
    report_mood: str
    report_wish: str
    report_wished_by: datetime | None = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    created_by: str
    version: int
    status: str
    customer_name: str
    customer_contact: str
    customer_phone: str
    customer_email: str
    customer_prefers: str
    customer_level: str
    customer_address: str
    customer_id: str
    customer_nth: int
    customer_last_csat: str
    purchase_product: str
    purchase_bought_on: date | None
    purchase_order_no: str
    kind: str
    category: str
    urgency: str
    severity: str
    impact: str
    department: str
    region: str
    assignee: str
    first_responder: str
    classified_at: datetime | None = Field(sa_type=Moment)
    message_at: datetime | None = Field(sa_type=Moment)
    receipt_at: datetime | None = Field(sa_type=Moment)
    recorded_at: datetime | None = Field(sa_type=Moment)
    clock_started_at: datetime | None = Field(sa_type=Moment)
    synced_at: datetime | None = Field(sa_type=Moment)
    assigned_at: datetime | None = Field(sa_type=Moment)
    accepted_at: datetime | None = Field(sa_type=Moment)
    accepted_by: str
    first_contact_at: datetime | None = Field(sa_type=Moment)
    contacted_at: datetime | None = Field(sa_type=Moment)
    contact_medium: str
    contact_outcome: str
    told_at: datetime | None = Field(sa_type=Moment)
    pauses: list[Any] = Field(sa_type=Json)
    collaborations: list[Any] = Field(sa_type=Json)
    solution: str
    cost: str
    proposed_at: datetime | None = Field(sa_type=Moment)
    proposals: int
    agreement_at: datetime | None = Field(sa_type=Moment)
    agreement_by: str
    agreement_solution: str
    agreement_cost: str
    agreement_words: str
    overdue_reason: str
    reason_at: datetime | None = Field(sa_type=Moment)
    details: str
    evidence: list[Any] = Field(sa_type=Json)
    resolved_at: datetime | None = Field(sa_type=Moment)
    confirm_tries: int
    answered_at: datetime | None = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(sa_type=Moment)
    denied_at: datetime | None = Field(sa_type=Moment)
    denied_fix_at: datetime | None = Field(sa_type=Moment)
    closed_at: datetime | None = Field(sa_type=Moment)
    close_reason: str
    close_note: str
    duplicate_of: str
    related: list[Any] = Field(sa_type=Json)
    parent: str = Field(sa_type=Bytewise)
    incident: str
    watchers: list[Any] = Field(sa_type=Json)
    chases: int
    chased_at: datetime | None = Field(sa_type=Moment)
    reopened_at: datetime | None = Field(sa_type=Moment)
    reopenings: int
    csat: dict[str, Any] = Field(sa_type=Json)
    comment: str
    suggestion: str
    called_back_at: datetime | None = Field(sa_type=Moment)
    called_again_at: datetime | None = Field(sa_type=Moment)
    callback_outcome: str
    call_tries: int
    needs: str
    loyalty: str
    loyalty_at: datetime | None = Field(sa_type=Moment)
    cared_at: datetime | None = Field(sa_type=Moment)
    care_moved_to: str
    dissatisfied_at: datetime | None = Field(sa_type=Moment)
    remedy_owner: str
    remedied_at: datetime | None = Field(sa_type=Moment)
    remedy: str
    remedy_reason: str
    satisfied: str
    satisfied_at: datetime | None = Field(sa_type=Moment)
    cause: str
    responsible_department: str
    responsible_member: str
    analysis: str
    findings: str
    judged_at: datetime | None = Field(sa_type=Moment)
    approvals: list[Any] = Field(sa_type=Json)
    custom: dict[str, Any] = Field(sa_type=Json)
    visited_at: datetime | None = Field(sa_type=Moment)
    signed_at: datetime | None = Field(sa_type=Moment)
    erased_at: datetime | None = Field(sa_type=Moment)
    ending: str = Field(sa_type=Bytewise)
    words: str


class EventRow(Row, table=True):
    """One thing that happened. Triggers of the first migration refuse to change or delete it."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_ticket", "ticket", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    ticket: str = Field(sa_type=Bytewise)
    at: datetime = Field(sa_type=Moment)
    happening: str
    by: str
    platform: str
    changes: dict[str, Any] = Field(sa_type=Json)
    note: str
    files: list[Any] = Field(sa_type=Json)
    version: int


class DutyRow(Row, table=True):
    """One thing owed. Rescheduling ends row n and opens row n+1, so the history stays."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("ticket", "kind", "about", "seq"),
        part("ix_duty_wake", "wake_at", where=AWAKE),
        part("ix_duty_owner", "owner", where=OF_ONE),
        part("ix_duty_missed", "missed_at", where=UNANSWERED),
    )

    ticket: str = Field(sa_type=Bytewise)
    kind: str = Field(sa_type=Bytewise)
    seq: int
    started_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    owner: str
    about: str = Field(sa_type=Bytewise)
    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    warn_at: datetime | None = Field(sa_type=Moment)
    stopped: bool
    warned_at: datetime | None = Field(sa_type=Moment)
    missed_at: datetime | None = Field(sa_type=Moment)
    missed_by: str
    called_at: datetime | None = Field(sa_type=Moment)
    rung: int
    acknowledged_at: datetime | None = Field(sa_type=Moment)
    acknowledged_by: str
    met_at: datetime | None = Field(sa_type=Moment)
    ended_at: datetime | None = Field(sa_type=Moment)
    ending: str
    wake_at: datetime | None = Field(sa_type=Moment)


class CollaborationRow(Row, table=True):
    """Where a collaboration request is to be found; the ticket holds the request itself."""

    __tablename__ = "collaboration"
    __table_args__ = (
        part("ix_collaboration_department", "department", where=WANTED),
        part("ix_collaboration_member", "member", where=WANTED),
        NO_ROWID,
    )

    no: str = Field(primary_key=True)
    ticket: str
    department: str
    member: str
    waits: bool


class ActionRow(Row, table=True):
    """An improvement action; its duties and its history stand under its subject."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_due", "state", "due_at"),)

    no: str = Field(primary_key=True)
    measure: str
    owner: str
    due_at: datetime = Field(sa_type=Moment)
    opened_at: datetime = Field(sa_type=Moment)
    opened_by: str
    cause: str
    metric: str
    ticket: str
    state: str
    result: str
    moved: str
    ended_at: datetime | None = Field(sa_type=Moment)
    ended_by: str


class MarkRow(Row, table=True):
    """A moment to be remembered by name; it only moves forward."""

    __tablename__ = "mark"
    __table_args__ = NO_ROWID

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class ErrandRow(Row, table=True):
    """Something under way to every ticket of a mass incident, and how far it has come."""

    __tablename__ = "errand"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    task: str
    incident: str
    event: int = Field(sa_type=Key)
    target: str
    told: bool
    reached: str = Field(sa_type=Bytewise)
    tries: int
    avail_at: datetime | None = Field(sa_type=Moment)


class SerialRow(Row, table=True):
    """The last running number given out in a scope."""

    __tablename__ = "serial"
    __table_args__ = NO_ROWID

    scope: str = Field(primary_key=True)
    last: int


TICKET: Final = METADATA.tables["ticket"]
EVENT: Final = METADATA.tables["event"]
DUTY: Final = METADATA.tables["duty"]
ACTION: Final = METADATA.tables["action"]
COLLABORATION: Final = METADATA.tables["collaboration"]
MARK: Final = METADATA.tables["mark"]
ERRAND: Final = METADATA.tables["errand"]
SERIAL: Final = METADATA.tables["serial"]
