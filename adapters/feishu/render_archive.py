"""The customers' archive: one customer's file, or the several that may be meant."""

from typing import Final

from adapters.feishu.elements import actions, button, columns, facts, show_button
from adapters.feishu.sheet import Sheet
from adapters.feishu.voice import Voice, markdown, note
from adapters.plain import Json
from bot import phrases
from bot.commands import FindCustomer
from bot.views import Button, CustomerFile, CustomerList, CustomerRow, PastTicket

_BESIDE: Final = (5, 1)


def file(view: CustomerFile, voice: Voice) -> Sheet:
    """Who it is, how it went, and each earlier ticket with its button; for one person alone."""
    masked = "card.revealed" if view.revealed else "card.masked"
    shown = [
        note(voice, lambda words: words.say(masked)),
        facts(voice, lambda words: phrases.customer_facts(view, words)),
    ]
    past = [_past(one, voice) for one in view.tickets]
    return Sheet(
        lambda words: phrases.customer_title(view, words),
        [*shown, *([{"tag": "hr"}] if past else []), *past],
        actions(view.buttons, (), voice),
        lambda words: phrases.customer_title(view, words),
        "blue",
    )


def _past(one: PastTicket, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(line,) for line in phrases.past_ticket(one, words)])
    return columns([said], [show_button(one.no, voice)], widths=_BESIDE)


def several(view: CustomerList, voice: Voice) -> Sheet:
    more = [note(voice, lambda words: phrases.customers_more(view, words))] if view.more else []
    return Sheet(
        lambda words: phrases.customers_title(view, words),
        [_row(row, voice) for row in view.rows],
        more,
        lambda words: phrases.customers_title(view, words),
        "blue",
    )


def _row(row: CustomerRow, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(phrases.customer_row(row, words),)])
    return columns([said], [button(Button(FindCustomer(row.id)), voice)], widths=_BESIDE)
