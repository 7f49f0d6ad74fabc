"""Every table of the first release, and the triggers that keep the history append-only."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Bytewise, Json, Key, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = "the history is append-only"


def upgrade() -> None:
    _tickets()
    _history()
    _duties()
    _messages()
    _customers()
    _evidence()
    _numbers()
    _people()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise RuntimeError("the first schema cannot be taken back")


def _part(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


_FACTS = ("id", "ticket", "at", "happening", "by", "platform", "version")
_ERASING = "SELECT 1 FROM setting WHERE key = 'erasing'"
"""Only while somebody is being forgotten, and only what was said may change: no fact ever does."""


def _guard_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event "
        f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
    )
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in _FACTS)
    op.execute(
        f"CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN {changed} "
        f"OR NOT EXISTS ({_ERASING}) BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
    )


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
    )
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in _FACTS)
    op.execute(
        "CREATE FUNCTION event_keeps_its_facts() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {changed} OR NOT EXISTS ({_ERASING}) THEN "
        f"RAISE EXCEPTION '{_APPEND_ONLY}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_no_rewrite BEFORE UPDATE ON event "
        "FOR EACH ROW EXECUTE FUNCTION event_keeps_its_facts()"
    )


def _tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("no", Bytewise, nullable=False),
        sa.Column("report_description", sa.String(), nullable=False),
        sa.Column("report_reported_at", Moment(), nullable=False),
        sa.Column("report_channel", sa.String(), nullable=False),
        sa.Column("report_occurred_at", Moment(), nullable=True),
        sa.Column("report_mood", sa.String(), nullable=False),
        sa.Column("report_wish", sa.String(), nullable=False),
        sa.Column("report_wished_by", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_contact", sa.String(), nullable=False),
        sa.Column("customer_phone", sa.String(), nullable=False),
        sa.Column("customer_email", sa.String(), nullable=False),
        sa.Column("customer_prefers", sa.String(), nullable=False),
        sa.Column("customer_level", sa.String(), nullable=False),
        sa.Column("customer_address", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("customer_nth", sa.Integer(), nullable=False),
        sa.Column("customer_last_csat", sa.String(), nullable=False),
        sa.Column("purchase_product", sa.String(), nullable=False),
        sa.Column("purchase_bought_on", sa.Date(), nullable=True),
        sa.Column("purchase_order_no", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.Column("first_responder", sa.String(), nullable=False),
        sa.Column("classified_at", Moment(), nullable=True),
        sa.Column("message_at", Moment(), nullable=True),
        sa.Column("receipt_at", Moment(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=True),
        sa.Column("clock_started_at", Moment(), nullable=True),
        sa.Column("synced_at", Moment(), nullable=True),
        sa.Column("assigned_at", Moment(), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("first_contact_at", Moment(), nullable=True),
        sa.Column("contacted_at", Moment(), nullable=True),
        sa.Column("contact_medium", sa.String(), nullable=False),
        sa.Column("contact_outcome", sa.String(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("pauses", Json, nullable=False),
        sa.Column("collaborations", Json, nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("cost", sa.String(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=True),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("agreement_at", Moment(), nullable=True),
        sa.Column("agreement_by", sa.String(), nullable=False),
        sa.Column("agreement_solution", sa.String(), nullable=False),
        sa.Column("agreement_cost", sa.String(), nullable=False),
        sa.Column("agreement_words", sa.String(), nullable=False),
        sa.Column("overdue_reason", sa.String(), nullable=False),
        sa.Column("reason_at", Moment(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("confirm_tries", sa.Integer(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("denied_at", Moment(), nullable=True),
        sa.Column("denied_fix_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("close_note", sa.String(), nullable=False),
        sa.Column("duplicate_of", sa.String(), nullable=False),
        sa.Column("related", Json, nullable=False),
        sa.Column("parent", Bytewise, nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("watchers", Json, nullable=False),
        sa.Column("chases", sa.Integer(), nullable=False),
        sa.Column("chased_at", Moment(), nullable=True),
        sa.Column("reopened_at", Moment(), nullable=True),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("csat", Json, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("called_back_at", Moment(), nullable=True),
        sa.Column("called_again_at", Moment(), nullable=True),
        sa.Column("callback_outcome", sa.String(), nullable=False),
        sa.Column("call_tries", sa.Integer(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("loyalty", sa.String(), nullable=False),
        sa.Column("loyalty_at", Moment(), nullable=True),
        sa.Column("cared_at", Moment(), nullable=True),
        sa.Column("care_moved_to", sa.String(), nullable=False),
        sa.Column("dissatisfied_at", Moment(), nullable=True),
        sa.Column("remedy_owner", sa.String(), nullable=False),
        sa.Column("remedied_at", Moment(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("remedy_reason", sa.String(), nullable=False),
        sa.Column("satisfied", sa.String(), nullable=False),
        sa.Column("satisfied_at", Moment(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("responsible_department", sa.String(), nullable=False),
        sa.Column("responsible_member", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("judged_at", Moment(), nullable=True),
        sa.Column("approvals", Json, nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("visited_at", Moment(), nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.Column("ending", Bytewise, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_ending", "ticket", ["ending"])
    whose = ["department", "assignee", "first_responder"]
    _part("ix_ticket_open", "ticket", ["no", *whose], "status <> 'closed'")
    _part("ix_ticket_parent", "ticket", ["parent", "no"], "parent <> ''")
    _part("ix_ticket_incident", "ticket", ["incident"], "incident <> '' AND status <> 'closed'")
    _part("ix_ticket_turn", "ticket", ["assignee", "assigned_at"], "assignee <> ''")
    op.create_index("ix_ticket_reported", "ticket", ["report_reported_at"])
    _part("ix_ticket_kept", "ticket", ["closed_at"], "closed_at IS NOT NULL AND erased_at IS NULL")
    _part(
        "ix_ticket_customer", "ticket", ["customer_id", "report_reported_at"], "customer_id <> ''"
    )


def _history() -> None:
    op.create_table(
        "event",
        sa.Column("id", Key, nullable=False),
        sa.Column("ticket", Bytewise, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("happening", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_ticket", "event", ["ticket", "id"])


def _duties() -> None:
    op.create_table(
        "duty",
        sa.Column("ticket", Bytewise, nullable=False),
        sa.Column("kind", Bytewise, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("about", Bytewise, nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("warn_at", Moment(), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("warned_at", Moment(), nullable=True),
        sa.Column("missed_at", Moment(), nullable=True),
        sa.Column("missed_by", sa.String(), nullable=False),
        sa.Column("called_at", Moment(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("met_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("wake_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint(
            "ticket", "kind", "about", "seq", name=op.f("uq_duty_ticket_kind_about_seq")
        ),
    )
    _part("ix_duty_wake", "duty", ["wake_at"], "wake_at IS NOT NULL")
    _part(
        "ix_duty_owner",
        "duty",
        ["owner"],
        "ended_at IS NULL AND kind IN"
        " ('callback', 'second_callback', 'care_call', 'dissatisfied', 'remedy_check', 'approval',"
        " 'overdue_reason', 'field_record', 'improvement')",
    )
    _part(
        "ix_duty_missed",
        "duty",
        ["missed_at"],
        "ended_at IS NULL AND missed_at IS NOT NULL AND acknowledged_at IS NULL"
        " AND kind IN ('first_response', 'resolution')",
    )


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", Bytewise, nullable=False),
        sa.Column("lane", Bytewise, nullable=False),
        sa.Column("saying", Bytewise, nullable=False),
        sa.Column("ticket", Bytewise, nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("state", Bytewise, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("avail_at", Moment(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("message", Bytewise, nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("folded_into", Key, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("posted_at", Moment(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("ticket", "saying", "key", name=op.f("uq_outbox_ticket_saying_key")),
    )
    _part("ix_outbox_dead", "outbox", ["id"], "state = 'dead'")
    _part("ix_outbox_folded", "outbox", ["folded_into"], "folded_into IS NOT NULL")
    _part("ix_outbox_later", "outbox", ["avail_at"], "state = 'later'")
    _part("ix_outbox_message", "outbox", ["message", "lane"], "message <> ''")
    _part("ix_outbox_shut", "outbox", ["lane", "id"], "state = 'rerouted'")
    _part("ix_outbox_waiting", "outbox", ["lane", "turn", "id"], "state = 'new'")
    _part("uq_outbox_leased", "outbox", ["lane"], "state = 'leased'", unique=True)
    op.create_table(
        "pace",
        sa.Column("lane", Bytewise, nullable=False),
        sa.Column("used_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_pace")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letter")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_letter_sender", "letter", ["sender", "at"])
    op.create_table(
        "collaboration",
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_collaboration")),
        sqlite_with_rowid=False,
    )
    for column in ("department", "member"):
        _part(f"ix_collaboration_{column}", "collaboration", [column], "waits")
    op.create_table(
        "action",
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_action")),
    )
    op.create_index("ix_action_due", "action", ["state", "due_at"])


def _customers() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("prefers", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=False),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_customer_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_key_customer", "customer_key", ["customer"])
    op.create_table(
        "look",
        sa.Column("id", Key, nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index("ix_look_customer", "look", ["customer", "id"])


def _evidence() -> None:
    op.create_table(
        "exhibit",
        sa.Column("id", Key, nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("avail_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("ticket", "source", name=op.f("uq_exhibit_ticket_source")),
    )
    _part("ix_exhibit_waiting", "exhibit", ["avail_at"], "state = 'waiting'")
    _part("ix_exhibit_digest", "exhibit", ["digest"], "digest <> ''")
    op.create_index("ix_exhibit_ticket", "exhibit", ["ticket", "id"])
    op.create_table(
        "blob",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blob")),
    )


def _numbers() -> None:
    op.create_table(
        "mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "errand",
        sa.Column("id", Key, nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("event", Key, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("reached", Bytewise, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("avail_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_table(
        "serial",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_serial")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO setting (key, value) VALUES ('schema_serves', '0001')")


def _people() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("senior", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("stand_in", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_table(
        "absence",
        sa.Column("id", Key, nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("stand_in", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_member", "absence", ["member", "id"])
    op.create_table(
        "identity",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["member.id"],
        ),
        sa.PrimaryKeyConstraint("member", "position", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "platform", "workspace", "user", name=op.f("uq_identity_platform_workspace_user")
        ),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("broken", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
