"""How an answer gets back to the one who asked, for every way of asking.

What only concerns the asker is told in private (spec 2 §1): a command in a group is marked as taken
or refused and answered in the private chat, a tap is answered by a toast, a form by itself. The
desk is given most of the three seconds that Feishu waits; a later answer follows by itself.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

from adapters.asking import Asking, Counts, is_overloaded
from adapters.feishu import toasts
from adapters.feishu.asked import Asked, Back, Joined, OldButton, Reacted, Tapped, Us
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.posting import uuid_of
from adapters.feishu.reading import reacted_to, with_quoted
from adapters.feishu.render import rendered, sentence
from adapters.feishu.render_form import Sent
from adapters.feishu.sheet import Rendered
from adapters.feishu.toasts import Toast
from adapters.feishu.voice import Of, Voice, both
from adapters.feishu.workspace import Workspace
from adapters.plain import Json
from adapters.tasks import Tasks
from bot.commands import Show
from bot.desk import Answer, Desk
from bot.domain.errors import NotAMember, NoTicketHere
from bot.ports import DeliveryError
from bot.views import Done, FormView, Refused, Reply, Silent, TicketRecord
from bot.words import known_locale

log = logging.getLogger(__name__)

WITHIN: Final = 2.3
"""Seconds for the desk; Feishu gives up after three, and the way there takes some as well."""

CARD_WITHIN: Final = 0.3
TAKEN: Final = "DONE"
REFUSED: Final = "CrossMark"
Later = Callable[[Asked, Answer], Awaitable[None]]


class Answers:
    def __init__(
        self, desk: Desk, workspace: Workspace, messenger: FeishuMessenger, us: Us, counts: Counts
    ) -> None:
        self.tasks = Tasks()
        self._asking = Asking("feishu", desk, workspace.people, self.tasks, counts)
        self._workspace = workspace
        self._messenger = messenger
        self._us = us

    # Ways of asking.

    async def to_message(self, asked: Asked) -> bool:
        """A command, a note, the bot's menu. False: it should be sent again."""
        asked = await self._with_quoted(asked)
        answer = await self._in_time(asked, self._tell)
        if answer is None:
            return True
        if asked.quiet and is_overloaded(answer.view):
            return False  # Nobody waits for an answer to a note, so nobody would say it again.
        self.tasks.start(self._tell(asked, answer))
        return True

    async def to_tap(self, tapped: Tapped) -> Json:
        """The toast, and the card where it changes. Nobody else redraws that card meanwhile."""
        asked = tapped.asked
        if tapped.form and tapped.by != asked.back.user:
            owner = (await self._asking.profile(tapped.by)).name or tapped.by
            of: Of = lambda words: words.say("feishu.form_of_other", name=owner)  # noqa: E731 - Of.
            return toasts.answer(Toast("warning", of))
        with self._messenger.holding.answering(asked.back.message):
            later = self._redrawn if tapped.form else self._privately
            answer = await self._in_time(asked, later)
            if answer is None:
                return toasts.answer(Toast("info", lambda words: words.say("hint.slow")))
            if tapped.form:
                return self._to_form(asked, answer)
            return await self._to_button(tapped, answer)

    async def to_reaction(self, reacted: Reacted) -> None:
        """The message behind the reaction becomes a ticket at once, without a form if it can."""
        asked = await reacted_to(reacted, self._us, self._workspace)
        if asked is None:
            back = Back(reacted.user)
            await self._say(back, lambda words: words.say("hint.unread"), reacted.delivery)
        else:
            await self._tell(asked, await self._asking.ask(asked.request))

    async def to_joined(self, joined: Joined) -> None:
        """A chat's id stands nowhere in Feishu, and the roster needs it."""
        of: Of = lambda words: words.say("feishu.joined", chat=joined.chat)  # noqa: E731 - Of.
        await self._say(Back(joined.user, joined.chat), of, joined.delivery)

    def to_old_button(self, _old: OldButton) -> Json:
        return toasts.answer(Toast("warning", lambda words: words.say("hint.old_button")))

    # Asking.

    def broken(self, bug: Exception) -> Refused:
        return self._asking.broken(bug)

    async def _with_quoted(self, asked: Asked) -> Asked:
        try:
            return await with_quoted(asked, self._us, self._workspace)
        except DeliveryError as error:
            log.info("the message that was replied to could not be read: %s", error.reason)
            return asked

    async def _in_time(self, asked: Asked, later: Later) -> Answer | None:
        return await self._asking.in_time(asked.request, WITHIN, partial(later, asked))

    # Answering taps.

    async def _to_button(self, tapped: Tapped, answer: Answer) -> Json:
        asked = tapped.asked
        if isinstance(answer.view, Done | Refused | Silent):
            card = await self._living(tapped, answer) if _changed(answer.view) else None
            return toasts.answer(toasts.of(answer.view), answer.words, card)
        self.tasks.start(self._privately(asked, answer))
        form = isinstance(answer.view, FormView)
        key = "feishu.form_sent" if form else "feishu.sent_privately"
        return toasts.answer(Toast("info", lambda words: words.say(key)), answer.words)

    async def _living(self, tapped: Tapped, answer: Answer) -> Rendered | None:
        """The card as it is now, for everybody; None where it comes too late or may not be seen."""
        ticket = getattr(tapped.asked.request.command, "ticket", "")
        if not (tapped.card and ticket):
            return None
        request = replace(tapped.asked.request, command=Show(ticket), delivery="")
        asking = self.tasks.start(self._asking.ask(request))
        done, _ = await asyncio.wait({asking}, timeout=CARD_WITHIN)
        view = asking.result().view if done else None
        if not isinstance(view, TicketRecord):
            return None
        words = replace(answer.words, locale=known_locale(tapped.card))
        return rendered(view.card, Voice(words, room=True))

    def _to_form(self, asked: Asked, answer: Answer) -> Json:
        """A faulty form is shown again with all that was typed; a refused one just stays."""
        if isinstance(answer.view, Refused | Silent):
            return toasts.answer(toasts.of(answer.view), answer.words)
        shown = self._shown(asked, answer)
        return toasts.answer(toasts.of_form(answer.view), answer.words, shown)

    # Telling.

    def _shown(self, asked: Asked, answer: Answer) -> Rendered:
        try:
            return _rendered(asked, answer)
        except Exception as bug:  # noqa: BLE001 - The same edge: it was done, and somebody waits.
            return _rendered(asked, Answer(self.broken(bug), answer.words))

    async def _tell(self, asked: Asked, answer: Answer) -> None:
        """In private, and marked where others saw the command."""
        back, view = asked.back, answer.view
        if isinstance(view, Silent) or (asked.quiet and _in_passing(view)):
            return
        if back.message and not back.private:
            emoji = REFUSED if isinstance(view, Refused) else TAKEN
            self.tasks.start(self._workspace.mark(back.message, emoji))
        shown, ref = self._shown(asked, answer), _ref(asked)
        if back.private and back.message:
            await self._workspace.answer(back.message, shown, ref, back.user)
        else:
            await self._whisper(back, shown, ref)

    async def _privately(self, asked: Asked, answer: Answer) -> None:
        if not isinstance(answer.view, Silent):
            await self._whisper(asked.back, self._shown(asked, answer), _ref(asked))

    async def _redrawn(self, asked: Asked, answer: Answer) -> None:
        """A form's answer that came too late for the tap: the form's card is redrawn."""
        if isinstance(answer.view, Silent):
            return
        try:
            await self._messenger.redraw(asked.back.message, self._shown(asked, answer))
        except DeliveryError as error:
            log.info("a form could not be redrawn: %s", error.reason)
            await self._privately(asked, answer)

    async def _whisper(self, back: Back, said: Rendered, ref: str) -> None:
        if not await self._workspace.tell(back.user, said, ref) and back.message:
            await self._complain(back, ref)

    async def _complain(self, back: Back, ref: str) -> None:
        """Whoever cannot be written to privately learns it where they asked."""
        shown = sentence(lambda words: words.say("feishu.no_private"), both())
        try:
            await self._workspace.posting.reply(
                back.message, shown, uuid_of(f"{ref}:unreachable"), thread=True, lane=back.chat
            )
        except DeliveryError as error:
            log.warning("somebody can be told nowhere: %s", error.reason)

    async def _say(self, back: Back, of: Of, ref: str) -> None:
        await self._whisper(back, sentence(of, both()), f"{ref}:{back.user}")


def _rendered(asked: Asked, answer: Answer) -> Rendered:
    sent = Sent(asked.back.user, uuid_of(_ref(asked))[:12])
    return rendered(answer.view, Voice(answer.words), sent)


def _ref(asked: Asked) -> str:
    """Two people may have asked the same (a reaction), and each is answered."""
    return f"answer:{asked.request.delivery or secrets.token_hex(8)}:{asked.back.user}"


def _changed(view: Reply) -> bool:
    """Whether the tapped card may look different now."""
    return isinstance(view, Done) or (isinstance(view, Refused) and bool(view.meanwhile))


def _in_passing(view: Reply) -> bool:
    """Somebody spoke in a thread: a note that was taken, or that is none, needs no answer."""
    match view:
        case Done():
            return True
        case Refused(error):
            return isinstance(error, NoTicketHere | NotAMember)
        case _:
            return False
