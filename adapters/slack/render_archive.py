"""The customers' archive: one customer's file, or the several that may be meant."""

from adapters.plain import Json
from adapters.slack.blocks import (
    actions,
    button,
    context,
    divider,
    fields,
    header,
    section,
    show_button,
)
from bot import phrases
from bot.commands import FindCustomer
from bot.views import Button, CustomerFile, CustomerList
from bot.words import Words


def file(view: CustomerFile, words: Words) -> list[Json]:
    """Who it is, how it went, and each earlier ticket with its button; for one person alone."""
    note = words.say("card.revealed" if view.revealed else "card.masked")
    shown = [header(phrases.customer_title(view, words)), context((note,))]
    shown += fields(phrases.customer_facts(view, words))
    shown += actions(view.buttons, (), words)
    if view.tickets:
        shown.append(divider())
    for one in view.tickets:
        first, second = phrases.past_ticket(one, words)
        shown.append(section((first,), (second,), accessory=show_button(one.no, words)))
    return shown


def several(view: CustomerList, words: Words) -> list[Json]:
    shown = [header(phrases.customers_title(view, words))]
    for at, row in enumerate(view.rows):
        look = button(Button(FindCustomer(row.id)), at, words)
        shown.append(section((phrases.customer_row(row, words),), accessory=look))
    more = phrases.customers_more(view, words)
    return [*shown, context((more,))] if more else shown
