"""The living card, its record for one person, and the history in its thread (spec 2 §2)."""

from collections.abc import Iterable
from typing import Final

from adapters.plain import ELLIPSIS, cut, width
from adapters.play.shown import (
    Block,
    Colour,
    Deadline,
    Link,
    Shown,
    Style,
    Tag,
    facts,
    taps,
    text,
)
from bot import phrases
from bot.commands import Reveal
from bot.domain.policy import DutyKind
from bot.views import Button, HistoryLine, RequestCard, TicketCard, TicketRecord
from bot.words import Words

PROBLEM: Final = 600
"""The card shows the first lines of the problem; the whole is one tap away (spec 2 §2)."""

_HISTORY_LINES: Final = 15
_NAME: Final = 90
_BY_RANK: Final = (Colour.RED, Colour.ORANGE, Colour.BLUE)
_STATUS: Final = {
    "pending": Colour.ORANGE,
    "assigned": Colour.BLUE,
    "in_progress": Colour.BLUE,
    "awaiting_confirmation": Colour.PURPLE,
    "resolved": Colour.GREEN,
}


def card(view: TicketCard, words: Words) -> Shown:
    drawn = text(words.say("card.drawn_at", at=view.at), style=Style.QUIET)
    shown = (*_body(view, words), *taps(view.buttons, view.more, words), drawn)
    return Shown(shown, _title(view, words), colour(view), tuple(_tags(view, words)))


def request(view: RequestCard, words: Words) -> Shown:
    """A collaboration request: who is asked, for what, until when, and the answer (S0-30)."""
    shown: list[Block] = [text(*phrases.people(view.people, words))] if view.people else []
    shown.append(text(cut(view.need, PROBLEM), style=Style.WRITTEN))
    shown.append(facts(phrases.request_facts(view, words)))
    if view.next:
        shown.append(Deadline(view.next.kind.value, view.next.due_at, view.next.stopped))
    shown += taps(view.buttons, view.more, words)
    shown.append(text(words.say("card.drawn_at", at=view.at), style=Style.QUIET))
    colour_of_it = Colour.PURPLE if view.buttons else Colour.GREY
    return Shown(tuple(shown), phrases.request_headline(view, words), colour_of_it)


def _title(view: TicketCard, words: Words) -> str:
    return f"{view.no} · {phrases.urgency(view.urgency, view.rank, words)}"


def colour(view: TicketCard) -> Colour:
    """How urgent it is, until it is over; the word stands beside it."""
    if view.status == "closed":
        return Colour.GREY
    if view.urgency is None:
        return Colour.PURPLE
    return _BY_RANK[view.rank] if 0 <= view.rank < len(_BY_RANK) else Colour.GREEN


def _tags(view: TicketCard, words: Words) -> Iterable[Tag]:
    yield Tag(phrases.status(view.status, words), _STATUS.get(view.status, Colour.GREY))
    if view.missed:
        yield Tag(words.say("queue.overdue"), Colour.RED)


def _body(view: TicketCard, words: Words) -> Iterable[Block]:
    if named := phrases.responsible(view, words):
        yield text(*named)
    yield text(cut(view.problem, PROBLEM), style=Style.WRITTEN)
    if view.problem.endswith(ELLIPSIS) or width(view.problem) > PROBLEM:
        yield text(words.say("hint.cut"), style=Style.QUIET)
    yield facts(phrases.card_facts(view, words))
    marks = phrases.card_marks(view, words)
    if view.next and view.next.kind is not DutyKind.SYNC:  # What the sync lacks has its own words.
        yield Deadline(view.next.kind.value, view.next.due_at, view.next.stopped)
        marks = marks[1:]
    yield from (text(mark, style=Style.MARK) for mark in marks)


def history(view: HistoryLine, words: Words) -> Shown:
    return Shown((text(phrases.history(view, words)),))


def record(view: TicketRecord, words: Words) -> Shown:
    """Card, details, deadlines and the newest history; for one person alone."""
    card_of = view.card
    masked = words.say("card.revealed" if view.revealed else "card.masked")
    reveal = (Button(Reveal(card_of.no)),) if view.may_reveal and not view.revealed else ()
    shown = (
        text(masked, style=Style.QUIET),
        *_body(card_of, words),
        facts(phrases.detail(one, words) for one in view.beside_the_card()),
        *_deadlines(view, words),
        *_exhibits(view, words),
        *_told(view, words),
        *taps((*reveal, *card_of.buttons), card_of.more, words),
    )
    return Shown(shown, _title(card_of, words), colour(card_of), tuple(_tags(card_of, words)))


def _deadlines(view: TicketRecord, words: Words) -> Iterable[Block]:
    if view.duties:
        yield text(words.say("field.duties"), style=Style.STRONG)
    for one in view.duties:
        yield text(phrases.deadline(one, words))


def _exhibits(view: TicketRecord, words: Words) -> Iterable[Block]:
    if view.exhibits:
        yield text(words.say("field.exhibits"), style=Style.STRONG)
    for one in view.exhibits:
        said = phrases.exhibit(one, words)
        yield Link(cut(said, _NAME), one.url) if one.url else text(said)


def _told(view: TicketRecord, words: Words) -> Iterable[Block]:
    newest = view.history[-_HISTORY_LINES:]
    if newest:
        yield text(words.say("field.history"), style=Style.STRONG)
    for one in newest:
        yield text(phrases.told(one, words), style=Style.QUIET)
