"""Views as messages of the playground: pure and exhaustive."""

from dataclasses import replace
from typing import assert_never

from adapters.plain import clean
from adapters.play import render_archive, render_card, render_pages, render_talk
from adapters.play.shown import Both, Shown, taps
from bot import phrases
from bot.commands import OpenForm
from bot.views import (
    Alarm,
    BoardLink,
    Button,
    CustomerFile,
    CustomerList,
    Digest,
    Done,
    FormView,
    HelpPage,
    HistoryLine,
    HomePage,
    Notice,
    Profile,
    Queue,
    Refused,
    Register,
    Reminder,
    RequestCard,
    Silent,
    TicketCard,
    TicketRecord,
    View,
    WhyDue,
)
from bot.words import LOCALES, Words


def in_both(view: View, words: Words) -> Both:
    """A view in every language: whoever watches chooses theirs."""
    return {locale: shown(view, replace(words, locale=locale)) for locale in LOCALES}


def shown(view: View, words: Words) -> Shown:
    """A view in one language, without what nobody can see and no journal can keep."""
    drawn = _shown(view, words)
    return replace(drawn, title=clean(drawn.title))


def _shown(  # noqa: C901, PLR0911, PLR0912 - one arm for each kind of view, and no more to it.
    view: View, words: Words
) -> Shown:
    match view:
        case TicketCard():
            return render_card.card(view, words)
        case RequestCard():
            return render_card.request(view, words)
        case TicketRecord():
            return render_card.record(view, words)
        case HistoryLine():
            return render_card.history(view, words)
        case Reminder():
            return render_talk.reminder(view, words)
        case Digest():
            return render_talk.digest(view, words)
        case Notice():
            return render_talk.notice(view, words)
        case Alarm():
            return render_talk.alarm(view, words)
        case Done():
            return render_talk.done(view, words)
        case BoardLink():
            return render_talk.board_link(view, words)
        case Refused():
            return render_talk.refused(view, words)
        case WhyDue():
            return render_pages.why(view, words)
        case Queue():
            return render_pages.queue(view, words)
        case CustomerFile():
            return render_archive.file(view, words)
        case CustomerList():
            return render_archive.several(view, words)
        case Register():
            return render_pages.register(view, words)
        case HomePage():
            return render_pages.home(view, words)
        case HelpPage():
            return render_pages.help_page(view, words)
        case Profile():
            return render_pages.profile(view, words)
        case FormView(form):
            reopen = Button(OpenForm(form.key, form.ticket), primary=True)
            offered = taps((reopen,), (), words)
            return Shown(offered, phrases.form_title(form, words))
        case Silent():
            return render_talk.said(words.say("hint.done"))
        case _:
            assert_never(view)
