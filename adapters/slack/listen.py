"""A handful of listeners, each of which routes by table; `door` leads to them.

So a request costs the same however many commands there are. Listeners run inside the
acknowledgement (`process_before_response`) and are guarded whole, since whatever escapes from one
Slack is told as a failure, and sends it again.
"""

import logging
from collections.abc import Awaitable, Callable, MutableMapping

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from adapters.plain import Json, written
from adapters.shape import BadPayload, maybe, optional
from adapters.slack import events, payloads, spoken
from adapters.slack.answers import Answers
from adapters.slack.asked import Asked, Back, OwnMessage, Reacted, Us
from adapters.slack.door import Listener
from adapters.tasks import Tasks
from bot.commands import Home, Request

log = logging.getLogger(__name__)

Reader = Callable[[Json], Asked | OwnMessage | None]
Answerer = Callable[[Asked], Awaitable[Json]]


class Listening:
    """From payloads to answers; `us` is who we are in this workspace."""

    def __init__(
        self, answers: Answers, tasks: Tasks, us: Us, counts: MutableMapping[str, int]
    ) -> None:
        self._answers = answers
        self._tasks = tasks
        self._us = us
        self._counts = counts

    def listeners(self) -> dict[str, Listener]:
        """Whoever listens, by what they listen to."""
        answers = self._answers
        return {
            "command": self._listener("command", payloads.command, answers.to_command),
            "tap": self._taps(),
            "form": self._listener("form", payloads.submission, answers.to_submission),
            "shortcut": self._listener("shortcut", self._shortcut, answers.to_tap),
            "event": self._events(),
        }

    def _taps(self) -> Listener:
        """A tap in a form that is open looks somebody up; any other is a command."""
        tap = self._listener("tap", payloads.tap, self._answers.to_tap)

        async def listen(body: Json, ack: AsyncAck) -> BoltResponse:
            try:
                looking = payloads.looking(body)
            except BadPayload as error:
                return self._bad("look", error)
            if looking is None:
                return await tap(body, ack)
            self._tasks.start(self._answers.to_look(looking))
            return await ack()

        return listen

    def _listener(self, kind: str, read: Reader, answer: Answerer) -> Listener:
        async def listen(body: Json, ack: AsyncAck) -> BoltResponse:
            try:
                self._count(kind)
                asked = read(body)
                if asked is None:
                    self._not_ours(body)
                    return await ack()
                if isinstance(asked, OwnMessage):
                    self._tasks.start(self._answers.own_message(asked))
                    return await ack()
                said = await answer(asked)
                return BoltResponse(status=200, body=written(said)) if said else await ack()
            except BadPayload as error:
                return self._bad(kind, error)
            except Exception:
                # The outermost edge: the desk's bugs are told in `Answers`; this one is our own.
                log.exception("a %s could not be answered", kind)
                return await ack()

        return listen

    def _shortcut(self, body: Json) -> Asked | OwnMessage | None:
        return payloads.shortcut(body, self._us)

    def _not_ours(self, body: Json) -> None:
        user = optional(maybe(body, "user"), "id")
        channel = optional(maybe(body, "channel"), "id")
        if user and body.get("type") == "block_actions":
            back = Back(user, channel, response_url=optional(body, "response_url"))
            self._tasks.start(self._answers.not_ours(back))

    def _events(self) -> Listener:
        async def listen(body: Json, ack: AsyncAck) -> BoltResponse:
            try:
                self._count("event")
                if not await self._heard(body):
                    return BoltResponse(status=503)
            except BadPayload as error:
                return self._bad("event", error)
            except Exception:
                # The outermost edge. Slack would only send the same event again.
                log.exception("an event could not be answered")
            return await ack()

        return listen

    async def _heard(self, body: Json) -> bool:
        """Whether it is in good hands; otherwise Slack sends it again.

        Commands and notes are acknowledged once they are stored; what only looks, before.
        """
        said = optional(maybe(body, "event"), "text")
        users = [user for user in spoken.mentioned(said) if user != self._us.bot_user]
        heard = events.event(body, self._us, await self._answers.names(users))
        match heard:
            case Reacted():
                self._tasks.start(self._answers.to_reaction(heard))
            case OwnMessage():
                self._tasks.start(self._answers.own_message(heard))
            case Asked(Request(Home())):
                self._tasks.start(self._answers.to_home(heard))
            case Asked():
                return await self._answers.to_mention(heard)
            case None:
                pass  # Nothing that concerns the desk.
        return True

    def _count(self, kind: str) -> None:
        name = f"slack.{kind}"
        self._counts[name] = self._counts.get(name, 0) + 1

    def _bad(self, kind: str, error: BadPayload) -> BoltResponse:
        self._count("bad")
        log.warning("a %s of an unknown shape: %s", kind, error)
        return BoltResponse(status=400)
