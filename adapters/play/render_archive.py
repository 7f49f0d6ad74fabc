"""The customers' archive: one customer's file, or the several that may be meant."""

from collections.abc import Iterable

from adapters.play.shown import Block, Shown, Style, facts, taps, text
from bot import phrases
from bot.commands import FindCustomer, Show
from bot.views import Button, CustomerFile, CustomerList
from bot.words import Words


def file(view: CustomerFile, words: Words) -> Shown:
    """Who it is, how it went, and each earlier ticket with its button; for one person alone."""
    note = words.say("card.revealed" if view.revealed else "card.masked")
    shown = (
        text(note, style=Style.QUIET),
        facts(phrases.customer_facts(view, words)),
        *taps(view.buttons, (), words),
        *_past(view, words),
    )
    return Shown(shown, phrases.customer_title(view, words))


def _past(view: CustomerFile, words: Words) -> Iterable[Block]:
    for one in view.tickets:
        first, second = phrases.past_ticket(one, words)
        yield text(first, style=Style.STRONG)
        yield text(second, style=Style.QUIET)
        yield from taps((Button(Show(one.no)),), (), words)


def several(view: CustomerList, words: Words) -> Shown:
    return Shown(tuple(_rows(view, words)), phrases.customers_title(view, words))


def _rows(view: CustomerList, words: Words) -> Iterable[Block]:
    for row in view.rows:
        yield text(phrases.customer_row(row, words), style=Style.STRONG)
        yield from taps((Button(FindCustomer(row.id)),), (), words)
    if more := phrases.customers_more(view, words):
        yield text(more, style=Style.QUIET)
