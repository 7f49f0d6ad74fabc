"""One ticket: its facts, what can be done, what is owed and why then, and what happened."""

from typing import Final

from adapters.web.board.frame import posting
from adapters.web.board.queue import clock, ticket_address
from adapters.web.markup import Inside, Markup, markup, tag
from bot import phrases
from bot.forms import FORMS
from bot.handlers.overseeing import DutyLine, TicketPage
from bot.views import Due, TicketRecord
from bot.words import Words

_RUNNING: Final = frozenset({"due", "missed", "stopped"})


def ticket(view: TicketPage, words: Words, csrf: str) -> Markup:
    return markup(
        (
            _head(view.record, words),
            _actions(view, words, csrf),
            tag(
                "div",
                _section("duties", tag("ul", *(_duty(d, words) for d in view.duties)), words),
                _section("facts", facts(view.record, words, csrf), words),
                _section("history", _history(view.record, words), words),
                class_="columns",
            ),
        )
    )


def _head(record: TicketRecord, words: Words) -> Markup:
    card = record.card
    marks = [tag("li", mark) for mark in phrases.card_marks(card, words)]
    return tag(
        "div",
        tag("h1", phrases.headline(card, words)),
        tag("p", tag("b", phrases.customer(card, words)), " ", card.problem, class_="problem"),
        tag("ul", *marks, class_="marks") if marks else None,
        class_="head",
    )


def _section(name: str, inside: Inside, words: Words) -> Markup:
    heading = tag("h2", words.say(f"board.{name}"), id=f"{name}-title")
    return tag("section", heading, inside, class_=name, aria_labelledby=f"{name}-title")


def _actions(view: TicketPage, words: Words, csrf: str) -> Markup:
    no = view.record.card.no
    first = [_action(slug, no, words, csrf) for slug in view.first]
    more = [_action(slug, no, words, csrf) for slug in view.more]
    folded = tag(
        "details", tag("summary", words.say("board.more_actions")), *more, id="more-actions"
    )
    return tag(
        "div", *first, folded if more else None, class_="actions",
        aria_label=words.say("board.actions"), role="group",
    )  # fmt: skip


def _action(slug: str, no: str, words: Words, csrf: str) -> Markup:
    """What needs words has a form of its own; the rest is done at once."""
    label = words.name("button", slug)
    address = f"{ticket_address(no)}/{slug}"
    if slug in FORMS:
        return tag("a", label, href=address, class_="button", id=f"do-{slug}")
    return posting(csrf, address, tag("button", label, id=f"do-{slug}"))


def _duty(line: DutyLine, words: Words) -> Markup:
    state = tag("span", words.say(f"board_duty.{line.state}"), class_=f"state {line.state}")
    when: list[Inside] = []
    if line.state in _RUNNING:
        when += clock(Due(line.kind, line.due_at, line.state == "stopped"), words)
    else:
        when += [
            tag("span", words.name("duty", line.kind.value), class_="what"),
            tag("span", words.say("board.due_at", at=line.due_at)),
        ]
    if line.met_at:
        when.append(tag("span", words.say("board.met_at", at=line.met_at)))
    if line.acknowledged_by:
        when.append(tag("span", words.say("board.acknowledged_by", by=line.acknowledged_by)))
    why = [tag("li", each) for each in phrases.why_lines(line.why, words)]
    asked = tag("summary", words.say("board.why"))
    id_ = f"why-{line.kind}-{line.why.started_at:%Y%m%d%H%M%S}"
    told = tag("details", asked, tag("ol", *why), class_="why", id=id_)
    return tag("li", state, *when, told, class_=f"duty {line.state}")


def facts(record: TicketRecord, words: Words, csrf: str) -> Markup:
    """The record, and after it what only the card says."""
    card = phrases.card_facts(record.card, words)
    listed = dict([*card, *(phrases.detail(one, words) for one in record.details)])
    rows = [markup((tag("dt", k), tag("dd", phrases.flat(v)))) for k, v in listed.items()]
    told = tag("p", words.say("card.revealed"), class_="revealed") if record.revealed else None
    return markup((told, tag("dl", *rows), _reveal(record, words, csrf)))


def _reveal(record: TicketRecord, words: Words, csrf: str) -> Markup | None:
    if not record.may_reveal:
        return None
    button = tag("button", words.say("board.reveal"), id="do-reveal")
    about = tag("p", words.say("board.reveal_about"), class_="hint")
    return posting(csrf, f"{ticket_address(record.card.no)}/reveal", button, about)


def _history(record: TicketRecord, words: Words) -> Markup:
    """The latest first: whoever looks in wants to know what happened last."""
    lines = [
        tag(
            "li",
            tag("time", words.moment(line.at), datetime=line.at.isoformat()),
            " ",
            phrases.history(line, words),
        )
        for line in reversed(record.history)
    ]
    return tag("ol", *lines)
