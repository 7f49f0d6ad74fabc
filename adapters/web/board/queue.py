"""The queue: filters, then tickets in groups, what is late or nobody's on top."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import quote

from adapters.web.board import filtering
from adapters.web.markup import Inside, Markup, markup, tag
from bot import phrases
from bot.forms import Option
from bot.handlers.board import PATH
from bot.handlers.overseeing import CHOICES, Line, Overview, Wanted
from bot.views import Due
from bot.words import Words


def filter_form(wanted: Wanted, offered: Mapping[str, Iterable[Option]], words: Words) -> Markup:
    chosen = [
        filtering.select(key, getattr(wanted, key), offered[key], words)
        for key in CHOICES
        if key != "region" or offered[key]
    ]
    only = [
        filtering.tick(key, words.say(f"board.only_{key}"), ticked=bool(getattr(wanted, key)))
        for key in ("overdue", "unassigned")
    ]
    looked = tag(
        "input",
        type="search",
        name="words",
        value=wanted.words,
        maxlength=100,
        placeholder=words.say("board.any_words"),
    )
    return filtering.filters(
        PATH,
        words,
        filtering.labelled(words.say("board.search"), looked),
        *chosen,
        *only,
        narrowed=wanted.narrowed,
    )


def queue(view: Overview, wanted: Wanted, words: Words) -> Markup:
    """What is kept up to date."""
    groups = [
        _group(name, list(lines), words)
        for name, lines in groupby(view.lines, key=lambda line: line.group)
    ]
    nothing = tag("p", words.say("board.none"), class_="nothing") if not groups else None
    more = filtering.more(len(view.lines), view.total, wanted, PATH, words)
    return markup((_totals(view, wanted, words), nothing, *groups, more))


def _totals(view: Overview, wanted: Wanted, words: Words) -> Markup:
    totals = (
        ("open_tickets", view.open, PATH),
        ("overdue", view.overdue, f"{PATH}?overdue=1"),
        ("unassigned", view.unassigned, f"{PATH}?unassigned=1"),
    )
    shown = [
        tag(
            "li",
            tag("a", tag("b", str(n)), " ", words.say(f"board.{name}"), href=link),
            class_=name if n else "",
        )
        for name, n, link in totals
    ]
    if wanted.narrowed:
        shown.append(tag("li", words.say("board.matching", n=view.total)))
    return tag("ul", *shown, class_="totals")


def _group(name: str, lines: list[Line], words: Words) -> Markup:
    heading = tag("h2", words.say(f"board.{name}"), id=f"group-{name}")
    rows = (_row(line, words) for line in lines)
    return tag(
        "section", heading, tag("ol", *rows, class_="queue"), aria_labelledby=f"group-{name}"
    )


def _row(line: Line, words: Words) -> Markup:
    row = line.row
    department = (
        words.show(line.department) if line.department else words.say("board.no_department")
    )
    return tag(
        "li",
        tag("a", row.no, href=ticket_address(row.no), class_="no"),
        tag("span", phrases.urgency(row.urgency, row.rank, words), class_=f"urgency r{row.rank}"),
        tag("span", phrases.status(row.status, words), class_="status"),
        tag("span", tag("b", row.customer), " ", row.problem, class_="problem"),
        tag("span", department, class_="dept"),
        tag("span", row.assignee or words.say("queue.nobody"), class_="assignee"),
        tag("span", *clock(row.next, words), class_="due"),
        class_=f"ticket {line.group}",
    )


def clock(due: Due | None, words: Words) -> Iterable[Inside]:
    """What is due when, with the time left counting down where a script runs."""
    if due is None:
        return
    yield tag("span", words.name("duty", due.kind.value), class_="what")
    if due.stopped:
        yield tag("span", words.say("board_duty.stopped"), class_="stopped")
        return
    yield tag("time", words.moment(due.due_at), datetime=due.due_at.isoformat())
    yield tag("span", words.until(due.due_at), class_="left", data_due=due.due_at.isoformat())


def ticket_address(no: str) -> str:
    return f"{PATH}/ticket/{quote(no, safe='')}"
