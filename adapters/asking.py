"""Asking the desk in a platform's name: who it is that asks, in the time that the platform waits.

A bug of the desk's reaches the log and the asker, by a reference that both have, and never the
platform.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from adapters.profiles import Profile, Profiles
from adapters.tasks import Tasks
from bot.commands import Command, Place, Request
from bot.desk import Answer, Desk
from bot.domain.errors import Bug, Overloaded
from bot.domain.people import Identity
from bot.domain.records import replace
from bot.views import Refused, Reply
from bot.words import Words, known_locale

log = logging.getLogger(__name__)

Counts = MutableMapping[str, int]
Later = Callable[[Answer], Awaitable[None]]

PROFILE_WITHIN: Final = 0.3
"""Seconds for the profile of somebody new, of the three that a platform waits for all of it."""

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    platform: str
    desk: Desk
    people: Profiles
    tasks: Tasks
    counts: Counts

    async def ask(self, request: Request) -> Answer:
        """Ask the desk, saying who that is."""
        profile = Profile()
        try:
            profile = await self.profile(request.who.user)
            name = profile.name or request.name
            return await self.desk.ask(replace(request, name=name, locale=profile.locale))
        except Exception as bug:  # noqa: BLE001 - The outermost edge, and `broken` logs it.
            return Answer(self.broken(bug), plain_words(profile.locale))

    async def in_time(self, request: Request, within: float, later: Later) -> Answer | None:
        """The answer, or None if it takes more than these seconds: then it follows `later`."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Answer | None] = loop.create_future()

        async def asking() -> None:
            answer = await self.ask(request)
            if waiting.done():
                await later(answer)
            else:
                waiting.set_result(answer)

        def give_up() -> None:
            if not waiting.done():
                waiting.set_result(None)

        task = self.tasks.start(asking())
        # Called off at a shutdown it has no answer: then nothing may be acknowledged.
        task.add_done_callback(lambda _: waiting.cancel())
        timer = loop.call_later(within, give_up)
        try:
            return await waiting
        finally:
            timer.cancel()

    async def profile(self, user: str) -> Profile:
        """The profile, if it is known or comes at once."""
        known = self.people.known(user)
        if known is not None:
            return known
        asked = self.tasks.start(self.people.get(user))
        done, _ = await asyncio.wait({asked}, timeout=PROFILE_WITHIN)
        return asked.result() if done else Profile()

    def broken(self, bug: Exception) -> Refused:
        name = f"{self.platform}.bugs"
        self.counts[name] = self.counts.get(name, 0) + 1
        return logged(bug)


async def asked_by_customer(desk: Desk, command: Command, way_in: str, locale: str) -> Answer:
    """The answer to what came in by a customers' way; a bug is answered by its reference."""
    request = Request(command, Identity(way_in, "", ""), Place(way_in, ""), locale=locale)
    try:
        return await desk.ask(request)
    except Exception as bug:  # noqa: BLE001 - The outermost edge, and `logged` tells of it.
        return Answer(logged(bug), plain_words(locale))


def logged(bug: Exception) -> Refused:
    """What is said of a bug: the reference under which the log has the rest."""
    reference = secrets.token_hex(4)
    log.error("bug %s while answering", reference, exc_info=bug)
    return Refused(Bug(reference))


def is_overloaded(view: Reply) -> bool:
    return isinstance(view, Refused) and isinstance(view.error, Overloaded)


def plain_words(locale: str = "") -> Words:
    """For the few sentences that are said without the desk; no time occurs in them."""
    return Words(known_locale(locale), ZoneInfo("UTC"), _NEVER)
