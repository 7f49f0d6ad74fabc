"""What people do in the playground: say something, tap a button, fill in a form.

A line that starts with `/ticket` or `/工单`, mentions the bot or is said to it in private is a
command, whose answer only the asker sees; in a ticket's thread everything else is a note.
"""

import logging
import re
import secrets
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from adapters.plain import clean
from adapters.play.chat import BOT, Chat, Message, lane_of
from adapters.play.people import CUSTOMER, HOTLINE, accounts, by_user, mentioning
from adapters.play.render import in_both
from adapters.play.shown import PLATFORM, WORKSPACE, Link, Shown, here, text, written
from bot.clock import Clock
from bot.commands import (
    Command,
    Note,
    Place,
    ReportMessage,
    Request,
    SubmitForm,
    Typed,
    Undecodable,
    decode,
)
from bot.desk import Answer, Desk
from bot.domain.errors import Bug, NoTicketHere, UnknownCommand
from bot.grammar.script import cleaned, fold
from bot.phrases import file_name
from bot.views import Done, FormView, Refused, Silent
from bot.words import LOCALES, Words

log = logging.getLogger(__name__)

_COMMAND: Final = re.compile(
    r"\s*(?:/\s*(?:ticket(?![a-z])|工单)|@(?:closeloop|闭环|bot)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Where:
    """Who speaks, in which room, and in whose thread."""

    user: str
    chat: str
    thread: str = ""

    @property
    def private(self) -> bool:
        return self.chat.startswith("@")


class Talk:
    def __init__(self, desk: Desk, chat: Chat, clock: Clock) -> None:
        self._desk = desk
        self._chat = chat
        self._clock = clock
        self._deliveries = count(1)
        self._start = secrets.token_hex(6)

    async def say(
        self, where: Where, said: str, words: Words, files: tuple[str, ...] = ()
    ) -> Answer | None:
        """A line from the composer; the answer if it was a command, None if it was just said."""
        if where.private or _COMMAND.match(fold(cleaned(said))):
            return await self.ask(where, Typed(accounts(said), files=files), words)
        self._chat.put(self._spoken(where, said, files))
        if where.thread:
            answer = await self.ask(where, Note(text=said, files=files), words, quiet=True)
            return None if _in_passing(answer) else answer
        return None

    async def tap(self, where: Where, encoded: str, words: Words) -> Answer:
        try:
            command = decode(encoded)
        except Undecodable:
            command = Typed(encoded)
        return await self.ask(where, command, words)

    async def report(self, where: Where, message: Message, words: Words) -> Answer:
        """Make a ticket of what somebody said (the message shortcut of other platforms)."""
        author = by_user(message.author)
        command = ReportMessage(
            message.written,
            str(here(message.author)),
            author.name if author else message.author,
            message.at.isoformat(),
        )
        return await self.ask(where, command, words)

    async def submit(self, where: Where, form: SubmitForm, words: Words) -> Answer:
        """A form that was sent; a refusal is shown in the form itself."""
        answer = await self._asked(where, form, words)
        answer = replace(answer, words=replace(answer.words, locale=words.locale))
        if not isinstance(answer.view, FormView | Silent | Refused):
            self._whisper(where, answer)
        return answer

    def is_refused(self, answer: Answer) -> bool:
        return isinstance(answer.view, Refused)

    async def ask(
        self, where: Where, command: Command, words: Words, *, quiet: bool = False
    ) -> Answer:
        """Ask the desk in somebody's name; the answer is in the language of whoever watches."""
        answer = await self._asked(where, command, words)
        answer = replace(answer, words=replace(answer.words, locale=words.locale))
        passing = quiet and _in_passing(answer)
        if not passing and not isinstance(answer.view, FormView | Silent):
            self._whisper(where, answer)
        if isinstance(answer.view, Done) and answer.view.code == "survey_link":
            self._pass_on(where, answer.view.blanks["link"], answer.words)
        return answer

    async def _asked(self, where: Where, command: Command, words: Words) -> Answer:
        delivery = f"{PLATFORM}:{self._start}:{next(self._deliveries)}"
        place = Place(PLATFORM, WORKSPACE, where.chat, where.thread)
        known = by_user(where.user)
        name = known.name if known else ""
        request = Request(command, here(where.user), place, delivery, name, words.locale)
        try:
            return await self._desk.ask(request)
        except Exception:  # The outermost edge: the page goes on, the log has it all.
            reference = secrets.token_hex(4)
            log.exception("bug %s while answering", reference)
            return Answer(Refused(Bug(reference)), words)

    def _whisper(self, where: Where, answer: Answer) -> None:
        """Seen by the asker alone."""
        at = self._clock.now()
        shown = in_both(answer.view, answer.words)
        lane = lane_of(where.chat)
        self._chat.put(
            Message(self._chat.next_id(), lane, BOT, at, shown, where.thread, only_for=where.user)
        )

    def _pass_on(self, where: Where, link: str, words: Words) -> None:
        """The customer gets their link where one speaks with them, as a member would give it."""
        shown = {locale: _survey(link, replace(words, locale=locale)) for locale in LOCALES}
        lane, at = lane_of(HOTLINE), self._clock.now()
        self._chat.put(
            Message(self._chat.next_id(), lane, where.user, at, shown, only_for=CUSTOMER)
        )

    def _spoken(self, where: Where, said: str, files: tuple[str, ...] = ()) -> Message:
        lane, at = lane_of(where.chat), self._clock.now()
        said = clean("\n".join([said, *(f"📎 {file_name(each)}" for each in files)]).strip())
        shown = written(mentioning(said))
        return Message(
            self._chat.next_id(), lane, where.user, at, shown, where.thread, written=said
        )


def _survey(link: str, words: Words) -> Shown:
    there = f"{link}?lang={words.locale}"
    return Shown((text(words.say("play.survey_for_you")), Link(words.say("play.survey"), there)))


def _in_passing(answer: Answer) -> bool:
    """Somebody spoke in a thread: a note that was taken, or that is none, needs no answer."""
    match answer.view:
        case Silent() | Done():
            return True
        case Refused(error):
            return isinstance(error, NoTicketHere | UnknownCommand)
        case _:
            return False
