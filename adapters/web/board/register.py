"""The registers: complaints of a month by what they were, and improvement actions."""

from collections.abc import Iterable, Mapping
from typing import Final

from adapters.web.board import filtering
from adapters.web.board.queue import ticket_address
from adapters.web.markup import Inside, Markup, markup, tag
from bot import phrases
from bot.forms import Option
from bot.handlers.board import PATH
from bot.handlers.browsing import COMPLAINTS, IMPROVEMENTS, Sought
from bot.views import ActionRow, ComplaintRow, Register
from bot.words import Words

ADDRESSES: Final[Mapping[str, str]] = {
    COMPLAINTS: f"{PATH}/complaints",
    IMPROVEMENTS: f"{PATH}/actions",
}


def filter_form(
    section: str, sought: Sought, offered: Mapping[str, Iterable[Option]], words: Words
) -> Markup:
    chosen = [
        filtering.select(key, getattr(sought, key), each, words) for key, each in offered.items()
    ]
    own = _month(sought, words) if section == COMPLAINTS else None
    over = filtering.tick("over", words.say("board.and_over"), ticked=bool(sought.over))
    return filtering.filters(
        ADDRESSES[section],
        words,
        own,
        *chosen,
        over if section == IMPROVEMENTS else None,
        narrowed=sought != Sought(size=sought.size),
    )


def _month(sought: Sought, words: Words) -> Markup:
    """A browser that has no choice of months lets one be written."""
    month = sought.month or f"{words.now.astimezone(words.zone):%Y-%m}"
    control = tag("input", type="month", name="month", value=month, maxlength=20)
    return filtering.labelled(words.name("field", "month"), control)


def register(view: Register, section: str, sought: Sought, words: Words) -> Markup:
    """What is kept up to date."""
    counts = [tag("li", each) for each in phrases.register_counts(view, words)]
    return markup(
        (
            tag("h2", phrases.register_title(view, words)),
            tag("ul", *counts, class_="totals") if counts else None,
            _rows(view, words),
            filtering.more(len(view.rows), view.total, sought, ADDRESSES[section], words),
        )
    )


def _rows(view: Register, words: Words) -> Markup:
    if not view.rows:
        return tag("p", words.say(f"register.{view.kind}_empty"), class_="nothing")
    return tag("ol", *(_row(one, words) for one in view.rows), class_="queue")


def _row(row: ComplaintRow | ActionRow, words: Words) -> Markup:
    match row:
        case ComplaintRow():
            return _complaint(row, words)
        case ActionRow():
            return _action(row, words)


def _complaint(row: ComplaintRow, words: Words) -> Markup:
    cause = words.show(row.cause) if row.cause else words.say("register.no_cause")
    return _entry(
        tag("a", row.no, href=ticket_address(row.no), class_="no"),
        tag("time", words.moment(row.reported_at), datetime=row.reported_at.isoformat()),
        tag("span", words.name("status", row.status), class_="status"),
        tag("span", words.show(row.severity) if row.severity else ""),
        tag("span", _joined(cause, phrases.at_fault(row, words), row.person)),
        tag("span", tag("b", row.customer), " ", row.problem, class_="problem"),
    )


def _action(row: ActionRow, words: Words) -> Markup:
    of = tag("a", row.ticket, href=ticket_address(row.ticket)) if row.ticket else None
    state = tag("span", words.name("action_state", row.state), class_=f"state {row.state}")
    return _entry(
        tag("span", row.no, class_="no"),
        tag("time", words.say("register.due", at=row.due_at), datetime=row.due_at.isoformat()),
        tag("span", state),
        tag("span", row.owner),
        tag("span", phrases.effect(row, words)),
        tag("span", tag("b", row.measure), " ", _joined(row.cause, row.result), " ", of),
    )


def _entry(*cells: Markup) -> Markup:
    return tag("li", *cells, class_="entry")


def _joined(*parts: str) -> Inside:
    return " · ".join(part for part in parts if part)
