"""The living card, its record for one person, and the history in its thread (spec 2 §2)."""

from collections.abc import Iterable, Sequence
from typing import Final

from adapters.feishu.elements import LABEL, NO_TAPS, Taps, actions, facts, web_link
from adapters.feishu.sheet import Sheet, text_tag
from adapters.feishu.text import How
from adapters.feishu.voice import Voice, as_written, block, markdown, note, plain
from adapters.plain import ELLIPSIS, Json, clean, width
from bot import phrases
from bot.commands import Reveal, Show
from bot.phrases import Rich
from bot.views import (
    Button,
    Detail,
    ExhibitLine,
    HistoryLine,
    RequestCard,
    TicketCard,
    TicketRecord,
)
from bot.words import Words

PROBLEM: Final = 600
"""The card shows the first lines of the problem; the whole is one tap away (spec 2 §2)."""

_HISTORY_LINES: Final = 15
_EXHIBITS: Final = 8
_DETAILS: Final = 6  # So many fit into two columns, however long each is.
_BY_RANK: Final = ("red", "orange", "blue")
_MILDEST: Final = "green"
_UNCLASSIFIED: Final = "wathet"
_OVER: Final = "grey"

_STATUS_COLOURS: Final = {
    "pending": "orange",
    "assigned": "blue",
    "in_progress": "indigo",
    "awaiting_confirmation": "purple",
    "resolved": "green",
    "closed": "neutral",
}


def sheet(view: TicketCard, voice: Voice) -> Sheet:
    taps = Taps(voice.words.locale) if voice.room else NO_TAPS
    return Sheet(
        lambda words: _summary(view, words),
        body(view, voice),
        [*actions(view.buttons, view.more, voice, taps), _drawn(view, voice)],
        lambda words: f"{view.no} · {phrases.urgency(view.urgency, view.rank, words)}",
        _template(view),
        [*_tags(view, voice)],
    )


def request(view: RequestCard, voice: Voice) -> Sheet:
    """A collaboration request: who is asked, for what, until when, and the answer (S0-30)."""
    shown: list[Json] = []
    if view.superseded:
        gone = lambda words: words.say("request.superseded", request=view.no)  # noqa: E731 - Of.
        shown.append(block(plain(voice, gone)))
    elif view.people:
        shown.append(markdown(voice, lambda words: [phrases.people(view.people, words)], How.TELL))
    shown.append(block(as_written(view.need, PROBLEM)))
    shown.append(facts(voice, lambda words: phrases.request_facts(view, words)))
    return Sheet(
        lambda words: phrases.request_summary(view, words),
        shown,
        [*actions(view.buttons, view.more, voice), _drawn(view, voice)],
        lambda words: phrases.request_headline(view, words),
        "turquoise" if view.buttons else _OVER,
    )


def _summary(view: TicketCard, words: Words) -> str:
    named = phrases.flat(phrases.responsible(view, words))
    return " ".join(part for part in (named, phrases.summary(view, words)) if part)


def _template(view: TicketCard) -> str:
    """The colour of how urgent it is, until it is over; the word stands beside it."""
    if view.status == "closed" or view.superseded:
        return _OVER
    if view.urgency is None:
        return _UNCLASSIFIED
    return _BY_RANK[view.rank] if 0 <= view.rank < len(_BY_RANK) else _MILDEST


def _tags(view: TicketCard, voice: Voice) -> Iterable[Json]:
    yield text_tag(voice, "status", view.status, _STATUS_COLOURS.get(view.status, "neutral"))
    if view.missed:
        yield text_tag(voice, "queue", "overdue", "red")


def body(view: TicketCard, voice: Voice) -> list[Json]:
    """What a card says without its buttons, so that it fits into other messages."""
    shown: list[Json] = []
    if view.superseded:  # It tells nobody anything any more but where to look.
        gone = lambda words: words.say("feishu.superseded", ticket=view.no)  # noqa: E731 - Of.
        shown.append(block(plain(voice, gone)))
    elif view.responsible:
        shown.append(markdown(voice, lambda words: [phrases.responsible(view, words)], How.TELL))
    shown += _problem(view, voice)
    shown.append(facts(voice, lambda words: phrases.card_facts(view, words)))
    marks = voice.each(lambda words: _lines(phrases.card_marks(view, words)))
    if marks(voice.words):
        shown.append(markdown(voice, marks))
    return shown


def _lines(said: Iterable[str]) -> list[Rich]:
    return [(line,) for line in said]


def _problem(view: TicketCard, voice: Voice) -> list[Json]:
    shown = block(as_written(view.problem, PROBLEM))
    whole = not view.problem.endswith(ELLIPSIS)  # The desk may have cut it before.
    if whole and width(clean(view.problem)) <= PROBLEM:
        return [shown]
    if any(isinstance(one.command, Show) for one in (*view.buttons, *view.more)):
        return [shown, note(voice, lambda words: words.say("hint.cut"))]
    return [shown, *actions((Button(Show(view.no)),), (), voice)]


def _drawn(view: TicketCard | RequestCard, voice: Voice) -> Json:
    return note(voice, lambda words: words.say("card.drawn_at", at=view.at))


def history(view: HistoryLine, voice: Voice) -> Sheet:
    """One line in a thread. Names and notes are people's own, so none of it is markdown."""
    text = {"tag": "plain_text", **voice.said(lambda words: _cut(phrases.history(view, words)))}
    return Sheet(lambda words: phrases.history(view, words), [block(text)])


def _cut(said: str) -> str:
    shown = as_written(said)["content"]
    return shown if isinstance(shown, str) else ""


def record(view: TicketRecord, voice: Voice) -> Sheet:
    """Card, details, deadlines and the newest history; for one person alone."""
    card = view.card
    masked = "card.revealed" if view.revealed else "card.masked"
    shown = [note(voice, lambda words: words.say(masked)), *body(card, voice), {"tag": "hr"}]
    shown += _details(view, voice)
    if view.duties:
        shown.append(markdown(voice, lambda words: _lines(_deadlines(view, words))))
    reveal = Button(Reveal(card.no))
    buttons = (reveal, *card.buttons) if view.may_reveal and not view.revealed else card.buttons
    return Sheet(
        lambda words: phrases.summary(card, words),
        [*shown, *_exhibits(view, voice), *_told(view, voice)],
        [*actions(buttons, card.more, voice), _drawn(card, voice)],
        lambda words: f"{card.no} · {phrases.urgency(card.urgency, card.rank, words)}",
        _template(card),
        [*_tags(card, voice)],
    )


def _exhibits(view: TicketRecord, voice: Voice) -> list[Json]:
    """Each file a button that opens it, or a line of why it cannot be."""
    shown = view.exhibits[-_EXHIBITS:]
    if not shown:
        return []
    heading = markdown(voice, lambda words: [(words.say("field.exhibits"),)])
    return [{"tag": "hr"}, heading, *(_exhibit(one, voice) for one in shown)]


def _exhibit(one: ExhibitLine, voice: Voice) -> Json:
    if one.url:
        return web_link(one.url, voice, lambda words: phrases.exhibit(one, words))
    return block(as_written(phrases.exhibit(one, voice.words), LABEL))


def _details(view: TicketRecord, voice: Voice) -> list[Json]:
    known = view.beside_the_card()
    groups = [known[at : at + _DETAILS] for at in range(0, len(known), _DETAILS)]
    return [_group(each, voice) for each in groups]


def _group(known: Sequence[Detail], voice: Voice) -> Json:
    return facts(voice, lambda words: [phrases.detail(one, words) for one in known])


def _deadlines(view: TicketRecord, words: Words) -> list[str]:
    heading = words.say("field.duties")
    return [heading, *(phrases.deadline(one, words) for one in view.duties)]


def _told(view: TicketRecord, voice: Voice) -> list[Json]:
    """The newest first, since what does not fit is cut from the end."""
    newest = view.history[-_HISTORY_LINES:]
    if not newest:
        return []
    heading = markdown(voice, lambda words: [(words.say("field.history"),)])
    lines = [as_written(phrases.told(one, voice.words), 300) for one in reversed(newest)]
    return [{"tag": "hr"}, heading, *map(block, lines)]
