"""Views as cards of JSON 2.0: pure, exhaustive, within every limit of the platform."""

from typing import assert_never

from adapters.feishu import (
    render_archive,
    render_card,
    render_form,
    render_pages,
    render_talk,
    sheet,
)
from adapters.feishu.render_form import Sent
from adapters.feishu.sheet import Rendered, Sheet
from adapters.feishu.voice import Of, Voice
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

NOBODY = Sent()


def rendered(view: View, voice: Voice, sent: Sent = NOBODY, mark: str = "") -> Rendered:
    """A view as one card; `sent` says whose form it is, if it is one."""
    return sheet.rendered(_sheet(view, voice, sent), voice, mark)


def sentence(of: Of, voice: Voice) -> Rendered:
    return sheet.rendered(render_talk.sentence(voice, of), voice)


def _sheet(  # noqa: C901, PLR0911, PLR0912 - one arm for each kind of view, and no more to it.
    view: View, voice: Voice, sent: Sent
) -> Sheet:
    match view:
        case TicketCard():
            return render_card.sheet(view, voice)
        case RequestCard():
            return render_card.request(view, voice)
        case TicketRecord():
            return render_card.record(view, voice)
        case HistoryLine():
            return render_card.history(view, voice)
        case Reminder():
            return render_talk.reminder(view, voice)
        case Digest():
            return render_talk.digest(view, voice)
        case Notice():
            return render_talk.notice(view, voice)
        case Alarm():
            return render_talk.alarm(view, voice)
        case Done():
            return render_talk.done(view, voice)
        case BoardLink():
            return render_talk.board_link(view, voice)
        case Refused():
            return render_talk.refused(view, voice)
        case WhyDue():
            return render_pages.why(view, voice)
        case Queue():
            return render_pages.queue(view, voice)
        case CustomerFile():
            return render_archive.file(view, voice)
        case CustomerList():
            return render_archive.several(view, voice)
        case Register():
            return render_pages.register(view, voice)
        case HomePage():
            return render_pages.home(view, voice)
        case HelpPage():
            return render_pages.help_page(view, voice)
        case Profile():
            return render_pages.profile(view, voice)
        case FormView(form):
            return render_form.sheet(form, voice, sent)
        case Silent():
            return render_talk.sentence(voice, lambda words: words.say("hint.done"))
        case _:
            assert_never(view)
