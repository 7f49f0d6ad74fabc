"""One entry for both intakes: an event's body in, its answer out, in time and whatever happens."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Final

from adapters.feishu import events, toasts
from adapters.feishu.answers import Answers
from adapters.feishu.asked import Asked, Heard, Joined, News, OldButton, Reacted, Tapped, Us
from adapters.plain import Json
from adapters.shape import BadPayload, maybe, optional

log = logging.getLogger(__name__)

OnNews = Callable[[News], Awaitable[None]]
_KINDS: Final[dict[type, str]] = {
    Asked: "message", Tapped: "tap", OldButton: "tap", Reacted: "reaction", Joined: "joined",
    News: "news",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heeded:
    """What to answer; without `ok` Feishu sends the same again, later."""

    answer: Json = field(default_factory=dict)
    ok: bool = True


class Listening:
    def __init__(
        self,
        answers: Answers,
        us: Us,
        counts: MutableMapping[str, int],
        on_news: OnNews | None = None,
    ) -> None:
        self._answers = answers
        self._us = us
        self._counts = counts
        self._on_news = on_news

    async def heed(self, body: Json) -> Heeded:
        """Commands and notes are answered once they are stored; what only looks, before.

        What concerns us not is acknowledged like everything else, or Feishu would repeat it.
        """
        try:
            heard = events.event(body, self._us) if self._is_ours(body) else None
            self._count(_KINDS.get(type(heard), "other"))
            return await self._heeded(heard)
        except BadPayload as error:
            self._count("bad")
            log.warning("an event of an unknown shape: %s", error)
        except Exception as bug:  # noqa: BLE001 - The outermost edge, and `broken` logs it.
            return Heeded(self._told(body, bug))
        return Heeded()

    async def _heeded(self, heard: Heard | None) -> Heeded:
        match heard:
            case Asked():
                return Heeded(ok=await self._answers.to_message(heard))
            case Tapped():
                return Heeded(await self._answers.to_tap(heard))
            case OldButton():
                return Heeded(self._answers.to_old_button(heard))
            case Reacted() | Joined() | News():
                self._answers.tasks.start(self._followed(heard))
            case None:
                pass  # Nothing that concerns the desk.
        return Heeded()

    async def _followed(self, heard: Reacted | Joined | News) -> None:
        """What takes calls to Feishu, and keeps nobody waiting."""
        match heard:
            case Reacted():
                await self._answers.to_reaction(heard)
            case Joined():
                await self._answers.to_joined(heard)
            case News():
                log.info("%s: %s", heard.what, heard.place.lane or heard.who)
                if self._on_news is not None:
                    await self._on_news(heard)

    def _is_ours(self, body: Json) -> bool:
        app = optional(maybe(body, "header"), "app_id")
        return not app or app == self._us.app

    def _told(self, body: Json, bug: Exception) -> Json:
        """Somebody who tapped is told of a bug; an event has nobody who waits."""
        refused = self._answers.broken(bug)
        header = body.get("header")
        is_tap = isinstance(header, dict) and header.get("event_type") == events.TAP
        if not is_tap:
            return {}
        return toasts.answer(toasts.of(refused))

    def _count(self, kind: str) -> None:
        name = f"feishu.{kind}"
        self._counts[name] = self._counts.get(name, 0) + 1
