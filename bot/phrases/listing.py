"""Registers in words: a title, what it counts, and two lines for each row."""

from typing import assert_never

from bot.commands import Show
from bot.views import ActionRow, Button, ComplaintRow, Register
from bot.words import Words

_DOT = " · "


def register_title(view: Register, words: Words) -> str:
    return words.say(f"register.{view.kind}", n=view.total, month=view.month)


def register_about(view: Register, words: Words) -> str:
    """How many of each cause, and how many are not shown."""
    if not view.rows:
        return words.say(f"register.{view.kind}_empty")
    hidden = view.total - len(view.rows)
    more = [words.say("register.more", n=hidden)] if hidden > 0 else []
    return _DOT.join([*register_counts(view, words), *more])


def register_counts(view: Register, words: Words) -> list[str]:
    """How many of each cause; empty where nothing is counted."""
    unknown = words.say("register.no_cause")
    return [words.say("register.count", name=cause or unknown, n=n) for cause, n in view.counts]


def register_button(row: ComplaintRow | ActionRow) -> Button | None:
    return row.button if isinstance(row, ActionRow) else Button(Show(row.no))


def register_row(row: ComplaintRow | ActionRow, words: Words) -> tuple[str, str]:
    match row:
        case ComplaintRow():
            return _complaint(row, words)
        case ActionRow():
            return _action(row, words)
        case _:
            assert_never(row)


def _complaint(row: ComplaintRow, words: Words) -> tuple[str, str]:
    first = (row.no, words.moment(row.reported_at), words.name("status", row.status))
    severity = words.show(row.severity) if row.severity else ""
    cause = words.show(row.cause) if row.cause else words.say("register.no_cause")
    second = (cause, at_fault(row, words), row.person, row.customer, row.problem)
    return _joined(*first, severity), _joined(*second)


def at_fault(row: ComplaintRow, words: Words) -> str:
    """Whose responsibility: a department, or nobody of ours; empty while it is not known."""
    if row.not_ours:
        return words.say("card.not_ours")
    return words.show(row.department) if row.department else ""


def _action(row: ActionRow, words: Words) -> tuple[str, str]:
    due = words.say("register.due", at=row.due_at)
    first = _joined(row.no, words.name("action_state", row.state), row.owner, due)
    return first, _joined(row.measure, row.cause, effect(row, words), row.result, row.ticket)


def effect(row: ActionRow, words: Words) -> str:
    """Which number it should move, and whether it did."""
    if not row.metric:
        return words.name("moved", row.moved) if row.moved else ""
    if not row.moved:
        return words.say("register.to_move", metric=row.metric)
    return words.say(f"register.moved_{row.moved}", metric=row.metric)


def _joined(*parts: str) -> str:
    return _DOT.join(part for part in parts if part)
