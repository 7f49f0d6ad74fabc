"""What the desk says by itself or in answer: reminders, digests, notices, alarms, refusals."""

from typing import Final

from adapters.feishu.elements import actions, button, columns, web_link
from adapters.feishu.sheet import Sheet
from adapters.feishu.text import How
from adapters.feishu.voice import Of, Voice, as_written, block, markdown, note, plain
from adapters.plain import Json
from bot import phrases
from bot.commands import Command
from bot.domain.duties import Call
from bot.phrases import Rich
from bot.views import Alarm, BoardLink, Button, Digest, Done, Notice, Person, Refused, Reminder
from bot.words import Words

REMINDERS: Final = 14
"""A digest's reminders, in both languages and each with its main button, fit into one card."""

_DUE_LINE: Final = 100

_MEANWHILE: Final = 10
_BESIDE: Final = (5, 1)
_COLOURS: Final = {Call.WARN: "yellow", Call.BREACH: "red"}
_HIGHEST: Final = "carmine"


def named(people: tuple[Person, ...], text: str, words: Words) -> Rich:
    """Who must act, then what is to be said."""
    return (*phrases.people(people, words), " ", text) if people else (text,)


def _flat(people: tuple[Person, ...], text: str, words: Words) -> str:
    return phrases.flat(named(people, text, words))


def reminder(view: Reminder, voice: Voice) -> Sheet:
    """Names who must act, says what is due since when, carries the button that meets it (S1-38)."""

    def said(words: Words) -> list[Rich]:
        headline = phrases.reminder_headline(view, words)
        return [named(view.people, headline, words), (phrases.reminder_about(view, words),)]

    return Sheet(
        lambda words: _flat(view.people, phrases.reminder_headline(view, words), words),
        [markdown(voice, said, How.TELL)],
        actions(view.buttons, (), voice),
        lambda words: phrases.reminder_headline(view, words),
        _COLOURS.get(view.call, _HIGHEST),
    )


def digest(view: Digest, voice: Voice) -> Sheet:
    def said(words: Words) -> list[Rich]:
        return [named(view.people, phrases.digest_headline(view, words), words)]

    hidden = max(len(view.parts) - REMINDERS, 0) + view.more
    more = [note(voice, lambda words: words.say("hint.more_reminders", n=hidden))]
    return Sheet(
        lambda words: _flat(view.people, phrases.digest_headline(view, words), words),
        [
            markdown(voice, said, How.TELL),
            *(_due(one, voice) for one in view.parts[:REMINDERS]),
        ],
        more if hidden > 0 else [],
        lambda words: phrases.digest_headline(view, words),
        "red",
    )


def _due(one: Reminder | Notice, voice: Voice) -> Json:
    def said(words: Words) -> list[Rich]:
        return [(line,) for line in phrases.digest_part(one, words)]

    main = sorted(one.buttons, key=lambda each: not each.primary)[:1]
    line = markdown(voice, said, line=_DUE_LINE)
    return columns([line], [button(main[0], voice)], widths=_BESIDE) if main else line


def notice(view: Notice, voice: Voice) -> Sheet:
    def said(words: Words) -> list[Rich]:
        told = named(view.people, phrases.notice(view, words), words)
        return [told, (phrases.notice_about(view, words),)]

    return Sheet(
        lambda words: _flat(view.people, phrases.notice(view, words), words),
        [markdown(voice, said, How.TELL)],
        actions(view.buttons, (), voice),
        None,
        "orange",
    )


def alarm(view: Alarm, voice: Voice) -> Sheet:
    return sentence(voice, lambda words: f"🚨 {phrases.alarm(view, words)}")


def sentence(voice: Voice, of: Of) -> Sheet:
    return Sheet(of, [block(plain(voice, of))])


def done(view: Done, voice: Voice) -> Sheet:
    said = sentence(voice, lambda words: phrases.done(view, words))
    return Sheet(said.summary, said.body, actions(view.buttons, (), voice))


def board_link(view: BoardLink, voice: Voice) -> Sheet:
    said = sentence(voice, lambda words: words.say("board.link_about", within=view.within))
    opens = web_link(view.url, voice, lambda words: words.say("board.open"))
    return Sheet(lambda words: words.say("board.link_title"), said.body, [columns([opens])])


def refused(view: Refused, voice: Voice) -> Sheet:
    """Why not, what happened since the button was drawn, and what can be done instead."""
    said = sentence(voice, lambda words: phrases.refused(view, words))
    told = [phrases.told(one, voice.words) for one in view.meanwhile[-_MEANWHILE:]]
    since = [block(as_written(f"• {line}", 400)) for line in told]
    return Sheet(said.summary, [*said.body, *since], actions(view.buttons, (), voice))


def offer(of: Of, command: Command, voice: Voice) -> Sheet:
    """A sentence, and one button for a form that cannot be shown here."""
    tap = button(Button(command, primary=True), voice)
    opened = {**tap, "text": plain(voice, lambda words: words.say("button.form"))}
    return Sheet(of, [block(plain(voice, of))], [columns([opened])])
