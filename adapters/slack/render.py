"""Views as Block Kit: pure, exhaustive, within every limit of the platform."""

from dataclasses import dataclass
from typing import assert_never

from adapters.plain import Json
from adapters.slack import render_archive, render_card, render_pages, render_talk
from adapters.slack.blocks import fitted
from adapters.slack.render_form import form_offer
from adapters.slack.text import marked
from bot import phrases
from bot.phrases import Rich
from bot.views import (
    Alarm,
    BoardLink,
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
from bot.words import Words

TEXT = 3000
"""What notifications and screen readers are given; chat.update takes no more than 4,000."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's body: the text for notifications, and the blocks people see."""

    text: str
    blocks: list[Json]

    @property
    def payload(self) -> Json:
        return {"text": self.text, "blocks": self.blocks}


def blocks(view: View, words: Words, workspace: str = "") -> Rendered:
    """A view as one message; people are mentioned if they have an account in `workspace`."""
    text, shown = _shown(view, words, workspace)
    return Rendered(marked(text, TEXT, workspace), fitted(shown))


def _shown(  # noqa: C901, PLR0911, PLR0912 - one arm for each kind of view, and no more to it.
    view: View, words: Words, workspace: str
) -> tuple[Rich, list[Json]]:
    match view:
        case TicketCard():
            return _card_text(view, words), render_card.card(view, words, workspace)
        case RequestCard():
            return _request_text(view, words), render_card.request(view, words, workspace)
        case TicketRecord():
            text = phrases.summary(view.card, words)
            return (text,), render_card.record(view, words, workspace)
        case HistoryLine():
            return (phrases.history(view, words),), render_card.history(view, words)
        case Reminder():
            named = render_talk.reminder_text(view, words)
            return named, render_talk.reminder(view, words, workspace)
        case Digest():
            named = render_talk.digest_text(view, words)
            return named, render_talk.digest(view, words, workspace)
        case Notice():
            named = render_talk.notice_text(view, words)
            return named, render_talk.notice(view, words, workspace)
        case Alarm():
            return (render_talk.alarm_text(view, words),), render_talk.alarm(view, words)
        case Done():
            said = phrases.done(view, words)
            return (said,), render_talk.done(said, view, words)
        case BoardLink():
            return (words.say("board.link_title"),), render_talk.board_link(view, words)
        case Refused():
            said = phrases.refused(view, words)
            return (said,), render_talk.refused(said, view, words)
        case WhyDue():
            return (phrases.why_title(view, words),), render_pages.why(view, words)
        case Queue():
            return (phrases.queue_title(view, words),), render_pages.queue(view, words)
        case CustomerFile():
            return (phrases.customer_title(view, words),), render_archive.file(view, words)
        case CustomerList():
            return (phrases.customers_title(view, words),), render_archive.several(view, words)
        case Register():
            return (phrases.register_title(view, words),), render_pages.register(view, words)
        case HomePage():
            return (phrases.home_headings(view, words)[0],), render_pages.home(view, words)
        case HelpPage():
            return (phrases.help_title(view, words),), render_pages.help_page(view, words)
        case Profile():
            return (words.say("profile.title"),), render_pages.profile(view, words)
        case FormView():
            title, command = form_offer(view.form, words)
            return (title,), render_talk.offer(title, command, words)
        case Silent():
            done = words.say("hint.done")
            return (done,), render_talk.said(done)
        case _:
            assert_never(view)


def _request_text(view: RequestCard, words: Words) -> Rich:
    return render_talk.named(view.people, phrases.request_summary(view, words), words)


def _card_text(view: TicketCard, words: Words) -> Rich:
    named = phrases.responsible(view, words)
    return (*named, *((" ",) if named else ()), phrases.summary(view, words))
