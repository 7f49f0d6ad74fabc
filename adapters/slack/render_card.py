"""The living card, its record for one person, and the history in its thread (spec 2 §2)."""

from adapters.plain import ELLIPSIS, Json, clean, cut, width
from adapters.slack.blocks import (
    actions,
    context,
    divider,
    fields,
    header,
    mrkdwn,
    plain,
    section,
    show_button,
    words_of,
)
from adapters.slack.text import escape
from bot import phrases
from bot.commands import Reveal, Show
from bot.views import (
    Button,
    ExhibitLine,
    HistoryLine,
    RequestCard,
    TicketCard,
    TicketRecord,
)
from bot.words import Words

PROBLEM = 600
"""The card shows the first lines of the problem; the whole is one tap away (spec 2 §2)."""

_HISTORY_LINES = 15
_EXHIBITS = 8
_SECTIONS = 8  # Of ten facts each, beside the card and the history.
_NAME = 60


def card(view: TicketCard, words: Words, workspace: str = "") -> list[Json]:
    """At most a dozen blocks, so that a card fits into any other message."""
    shown = [header(phrases.headline(view, words)), *_responsible(view, words, workspace)]
    shown += _problem(view, words)
    shown += fields(phrases.card_facts(view, words), workspace)
    if marks := phrases.card_marks(view, words):
        shown.append(section(*((mark,) for mark in marks)))
    shown += actions(view.buttons, view.more, words)
    drawn = words.say("card.drawn_at", at=view.at)
    return [*shown, context((drawn,))]


def request(view: RequestCard, words: Words, workspace: str = "") -> list[Json]:
    """A collaboration request: who is asked, for what, until when, and the answer (S0-30)."""
    shown = [header(phrases.request_headline(view, words))]
    if view.superseded:
        shown.append(section((words.say("request.superseded", request=view.no),)))
    elif view.people:
        shown.append(section(phrases.people(view.people, words), workspace=workspace))
    shown.append(words_of(view.need))
    shown += fields(phrases.request_facts(view, words), workspace)
    shown += actions(view.buttons, view.more, words)
    return [*shown, context((words.say("card.drawn_at", at=view.at),))]


def _responsible(view: TicketCard, words: Words, workspace: str) -> list[Json]:
    named = phrases.responsible(view, words)
    return [section(named, workspace=workspace)] if named else []


def _problem(view: TicketCard, words: Words) -> list[Json]:
    whole = not view.problem.endswith(ELLIPSIS)  # The desk may have cut it before.
    if whole and width(clean(view.problem)) <= PROBLEM:
        return [words_of(view.problem)]
    shown = {"type": "section", "text": plain(view.problem, PROBLEM, emoji=False)}
    if any(isinstance(one.command, Show) for one in (*view.buttons, *view.more)):
        return [shown, context((words.say("hint.cut"),))]
    return [{**shown, "accessory": show_button(view.no, words)}]


def history(view: HistoryLine, words: Words) -> list[Json]:
    return [words_of(phrases.history(view, words))]


def record(view: TicketRecord, words: Words, workspace: str = "") -> list[Json]:
    """Card, details, deadlines and the newest history; for one person alone."""
    note = words.say("card.revealed" if view.revealed else "card.masked")
    shown = [context((note,)), *card(view.card, words, workspace)]
    if view.may_reveal and not view.revealed:
        shown += actions((Button(Reveal(view.card.no)),), (), words)
    shown.append(divider())
    shown += fields([phrases.detail(one, words) for one in view.beside_the_card()], workspace)[
        :_SECTIONS
    ]
    if view.duties:
        due = [(phrases.deadline(one, words),) for one in view.duties]
        shown.append(section((words.say("field.duties"),), *due))
    return [*shown, *_exhibits(view, words), *_told(view, words)]


def _exhibits(view: TicketRecord, words: Words) -> list[Json]:
    """Each file as a link in the text: a button's tap would come to us as well."""
    lines = [_exhibit(one, words) for one in view.exhibits[-_EXHIBITS:]]
    if not lines:
        return []
    said = "\n".join([f"*{escape(words.say('field.exhibits'))}*", *lines])
    return [{"type": "section", "text": mrkdwn(said)}]


def _exhibit(one: ExhibitLine, words: Words) -> str:
    said = escape(cut(phrases.exhibit(one, words), _NAME))
    return f"• <{escape(one.url)}|{said}>" if one.url else f"• {said}"


def _told(view: TicketRecord, words: Words) -> list[Json]:
    newest = view.history[-_HISTORY_LINES:]
    if not newest:
        return []
    return [
        divider(),
        section((words.say("field.history"),)),
        *(context((phrases.told(one, words),)) for one in newest),
    ]
