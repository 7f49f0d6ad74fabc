"""What a tap is answered with: a toast in a few words, and the card if it is another now."""

from dataclasses import dataclass
from typing import Final

from adapters.asking import plain_words
from adapters.feishu.sheet import Rendered
from adapters.feishu.voice import CLIENT_LOCALES, Of
from adapters.plain import Json, cut
from bot import phrases
from bot.views import Done, FormView, Refused, Reply, Silent
from bot.words import Words

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Toast:
    kind: str  # info, success, warning or error.
    of: Of


def of(view: Done | Refused | Silent) -> Toast:
    match view:
        case Done():
            return Toast("success", lambda words: phrases.done(view, words))
        case Refused():
            return Toast("warning", lambda words: _refused(view, words))
        case Silent():
            return Toast("info", lambda words: words.say("feishu.handled"))


def _refused(view: Refused, words: Words) -> str:
    """Why not, and what happened last since the button was drawn."""
    said = phrases.refused(view, words)
    return f"{said} {phrases.told(view.meanwhile[-1], words)}" if view.meanwhile else said


def of_form(view: Reply) -> Toast:
    """A form that was sent: done, or to be mended, or the ticket has changed meanwhile."""
    match view:
        case FormView(form) if form.happenings:
            return Toast("warning", lambda words: words.say("hint.changed"))
        case FormView(form) if not form.errors:
            return Toast("info", lambda words: words.say("feishu.looked_up"))
        case FormView():
            return Toast("error", lambda words: words.say("hint.mend"))
        case Done():
            return of(view)
        case _:
            return Toast("info", lambda words: words.say("hint.done"))


def answer(toast: Toast, words: Words | None = None, card: Rendered | None = None) -> Json:
    """The body of the answer; without words of somebody's own, the client takes its language."""
    said = _said(toast, words)
    return {"toast": said, **({"card": {"type": "raw", "data": card.card}} if card else {})}


def _said(toast: Toast, words: Words | None) -> Json:
    if words is not None:
        return {"type": toast.kind, "content": cut(toast.of(words), _LONGEST)}
    each = {client: toast.of(plain_words(own)) for own, client in CLIENT_LOCALES.items()}
    return {"type": toast.kind, "content": each["zh_cn"], "i18n": each}
