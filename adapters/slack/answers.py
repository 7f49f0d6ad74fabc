"""How an answer gets back to the one who asked, for every way of asking.

Each `to_…` function asks the desk and returns what the acknowledgement says; whatever takes a call
to Slack goes on in a tracked task. The desk is given most of the three seconds that Slack waits:
a later answer follows by itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Final

from adapters.asking import Asking, Counts, is_overloaded, plain_words
from adapters.plain import Json, cut
from adapters.profiles import Profile
from adapters.slack.asked import COMMAND, Asked, Back, OwnMessage, Reacted
from adapters.slack.blocks import context
from adapters.slack.payloads import Looking
from adapters.slack.reading import reacted_to, with_quoted
from adapters.slack.render import Rendered, blocks
from adapters.slack.render_form import errors, modal
from adapters.slack.render_talk import offer, said
from adapters.slack.text import marked
from adapters.slack.workspace import Workspace
from adapters.tasks import Tasks
from bot import phrases
from bot.commands import Typed
from bot.desk import Answer, Desk
from bot.domain.errors import NotAMember, NoTicketHere
from bot.ports import DeliveryError
from bot.views import Done, FormView, HomePage, Refused, Reply, Silent
from bot.words import Words

log = logging.getLogger(__name__)

WITHIN: Final = 2.4
"""Seconds for the desk; Slack gives up after three, and the way there takes some as well."""

_DAY: Final = 24 * 3600.0
_STRANGERS: Final = 2000
_NAMES: Final = 5
_ERROR: Final = 500
_TEXT: Final = 300
Publish = Callable[[str, HomePage | Refused, Words], Awaitable[object]]


class Answers:
    def __init__(
        self, desk: Desk, workspace: Workspace, publish: Publish, tasks: Tasks, counts: Counts
    ) -> None:
        self._asking = Asking("slack", desk, workspace.people, tasks, counts)
        self._workspace = workspace
        self._publish = publish
        self._tasks = tasks
        self._strangers: dict[str, float] = {}

    # Ways of asking.

    async def to_command(self, asked: Asked) -> Json:
        """The acknowledgement of a slash command is the answer itself."""
        answer = await self._in_time(asked, self._respond)
        if answer is None:
            known = self._workspace.people.known(asked.back.user) or Profile()
            return {"text": plain_words(known.locale).say("hint.slow")}
        if isinstance(answer.view, FormView):
            self._tasks.start(self._open(asked, answer))
            return {}
        if isinstance(answer.view, Silent):
            return {}
        return self._replied(asked, answer).payload

    async def to_tap(self, asked: Asked) -> Json:
        """The card itself is updated by the outbox; only what concerns the tapper comes back."""
        answer = await self._in_time(asked, self._respond)
        if answer is not None:
            self._tasks.start(self._respond(asked, answer))
        return {}

    async def to_submission(self, asked: Asked) -> Json:
        """A faulty form stays open with its faults; a good one closes (spec 2 §2)."""
        answer = await self._in_time(asked, self._whisper)
        if answer is None:
            return {}
        match answer.view:
            case FormView(form):
                if form.errors and not form.happenings and form.fields:
                    return {"response_action": "errors", "errors": errors(form, answer.words)}
                back = asked.back
                view = modal(form, answer.words, back.channel, back.thread)
                return {"response_action": "update", "view": view}
            case Refused() as refused:
                return self._refused_form(asked, refused, answer.words)
            case _:
                self._tasks.start(self._whisper(asked, answer))
                return {}

    async def to_look(self, looking: Looking) -> None:
        """The window again, all that was typed still in it, with who is known by that."""
        asked, back = looking.asked, looking.asked.back
        answer = await self._asking.ask(asked.request)
        if not isinstance(answer.view, FormView):
            await self._whisper(asked, answer)
            return
        view = modal(answer.view.form, answer.words, back.channel, back.thread)
        try:
            await self._workspace.update_view(looking.window, looking.hash, view)
        except DeliveryError as error:  # It was closed, sent or drawn anew meanwhile.
            log.info("a window was not drawn anew: %s", error.reason)

    async def to_mention(self, asked: Asked) -> bool:
        """A mention, a reply in a thread, a direct message. False: it should be sent again."""
        asked = await with_quoted(asked, self._workspace)
        answer = await self._in_time(asked, self._tell)
        if answer is None:
            return True
        if asked.quiet and is_overloaded(answer.view):
            return False  # Nobody waits for an answer to a note, so nobody would say it again.
        self._tasks.start(self._tell(asked, answer))
        return True

    async def to_reaction(self, reacted: Reacted) -> None:
        """The message behind the reaction becomes a ticket at once, without a form if it can."""
        asked = await reacted_to(reacted, self._workspace)
        if asked is None:
            await self._say(reacted.back, "hint.unread")
        else:
            await self._tell(asked, await self._asking.ask(asked.request))

    async def to_home(self, asked: Asked) -> None:
        answer = await self._asking.ask(asked.request)
        if isinstance(answer.view, HomePage | Refused):
            await self._publish(asked.back.user, answer.view, answer.words)

    async def not_ours(self, back: Back) -> None:
        """A button that this version does not know."""
        await self._say(back, "hint.old_button")

    async def own_message(self, own: OwnMessage) -> None:
        await self._say(own.back, "hint.own_message")

    async def _say(self, back: Back, key: str) -> None:
        """One of the few sentences that need no desk."""
        words = plain_words((await self._asking.profile(back.user)).locale)
        await self._send(back, sentence(words, key))

    async def names(self, users: Iterable[str]) -> dict[str, str]:
        """Names of the people that a note mentions; at most a few are looked up."""
        asked = [*users][:_NAMES]
        found = await asyncio.gather(*(self._asking.profile(user) for user in asked))
        return {user: one.name or user for user, one in zip(asked, found, strict=True)}

    async def _in_time(
        self, asked: Asked, later: Callable[[Asked, Answer], Awaitable[None]]
    ) -> Answer | None:
        return await self._asking.in_time(asked.request, WITHIN, partial(later, asked))

    # Answering.

    def _shown(self, asked: Asked, answer: Answer) -> Rendered:
        try:
            return _rendered(asked, answer)
        except Exception as bug:  # noqa: BLE001 - The same edge: it was done, and somebody waits.
            return _rendered(asked, Answer(self._asking.broken(bug), answer.words))

    def _replied(self, asked: Asked, answer: Answer) -> Rendered:
        """Slack forgets a slash command once it is answered; refused, it is there to be copied."""
        shown, command = self._shown(asked, answer), asked.request.command
        if not isinstance(answer.view, Refused) or not isinstance(command, Typed):
            return shown
        line = answer.words.say("hint.you_typed", line=f"{COMMAND} {command.text}")
        return Rendered(shown.text, [*shown.blocks, context((line,))])

    async def _respond(self, asked: Asked, answer: Answer) -> None:
        """After the acknowledgement: a window, an ephemeral, or nothing."""
        if isinstance(answer.view, FormView):
            await self._open(asked, answer)
        elif isinstance(answer.view, HomePage) and not asked.back.channel:
            await self._publish(asked.back.user, answer.view, answer.words)
        elif not isinstance(answer.view, Silent):
            await self._send(asked.back, self._replied(asked, answer))

    async def _tell(self, asked: Asked, answer: Answer) -> None:
        passing = asked.quiet and (_in_passing(answer.view) or self._told_today(asked, answer))
        if not passing:
            await self._whisper(asked, answer)

    def _told_today(self, asked: Asked, answer: Answer) -> bool:
        """Whoever writes under a ticket and is unknown to the desk hears that once a day."""
        if not (isinstance(answer.view, Refused) and isinstance(answer.view.error, NotAMember)):
            return False
        now = asyncio.get_running_loop().time()
        who = asked.back.user
        told = self._strangers.pop(who, -_DAY)
        fresh = now - told < _DAY
        self._strangers[who] = told if fresh else now
        if len(self._strangers) > _STRANGERS:
            del self._strangers[next(iter(self._strangers))]
        return fresh

    async def _whisper(self, asked: Asked, answer: Answer) -> None:
        if not isinstance(answer.view, Silent):
            await self._workspace.whisper(asked.back, self._shown(asked, answer))

    async def _send(self, back: Back, shown: Rendered) -> None:
        """Through the response_url, the only way into a place the bot is not in; else whispered."""
        if back.response_url:
            try:
                if await self._workspace.respond(back.response_url, shown):
                    return
            except DeliveryError as error:
                log.info("response_url failed: %s", error.reason)
        await self._workspace.whisper(back, shown)

    async def _open(self, asked: Asked, answer: Answer) -> None:
        """Open a form; where the trigger has run out, offer to ask for it again."""
        if not isinstance(answer.view, FormView):
            return
        back, form, words = asked.back, answer.view.form, answer.words
        try:
            view = modal(form, words, back.channel, back.thread)
            await self._workspace.open_view(back.trigger, view)
        except DeliveryError as error:
            log.info("a form did not open: %s", error.reason)
            await self._send(back, _offered(asked, words.say("hint.form_expired"), words))

    def _refused_form(self, asked: Asked, refused: Refused, words: Words) -> Json:
        """A refusal beside the first field keeps what was typed."""
        first = next(iter(getattr(asked.request.command, "values", {})), "")
        if not first:
            self._tasks.start(self._whisper(asked, Answer(refused, words)))
            return {}
        text = cut(phrases.refused(refused, words), _ERROR)
        return {"response_action": "errors", "errors": {first: text}}


def _rendered(asked: Asked, answer: Answer) -> Rendered:
    """Where no window can be opened, a form is offered by a button."""
    if isinstance(answer.view, FormView):
        form, words = answer.view.form, answer.words
        lines = (phrases.form_title(form, words), *phrases.form_faults(form, words).values())
        return _offered(asked, "\n".join(lines), words)
    return blocks(answer.view, answer.words, asked.request.who.workspace)


def _offered(asked: Asked, text: str, words: Words) -> Rendered:
    """A button with the same command again, which gives the same form with the same values."""
    return Rendered(marked((text,), _TEXT), offer(text, asked.request.command, words))


def _in_passing(view: Reply) -> bool:
    """Somebody spoke in a thread: a note that was taken, or that is none, needs no answer."""
    match view:
        case Silent() | Done():
            return True
        case Refused(error):
            return isinstance(error, NoTicketHere)
        case _:
            return False


def sentence(words: Words, key: str) -> Rendered:
    text = words.say(key)
    return Rendered(text, said(text))
