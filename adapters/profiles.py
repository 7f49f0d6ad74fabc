"""Who people are to a platform: their names and languages, asked for once an hour at most."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.ports import DeliveryError

_KEPT_FOR: Final = 3600.0
_FAILED_FOR: Final = 60.0
_KNOWN: Final = 5000


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform knows of a person; empty where it could not be asked, or does not say."""

    name: str = ""
    locale: str = ""


class Profiles:
    """`fetch` asks the platform; its DeliveryError leaves what was known before."""

    def __init__(self, fetch: Callable[[str], Awaitable[Profile]]) -> None:
        self._fetch = fetch
        self._kept: OrderedDict[str, tuple[float, Profile]] = OrderedDict()

    def known(self, user: str) -> Profile | None:
        """The profile, if it need not be asked for."""
        until, profile = self._kept.get(user, (0.0, Profile()))
        return profile if asyncio.get_running_loop().time() < until else None

    async def get(self, user: str) -> Profile:
        if (known := self.known(user)) is not None:
            return known
        _, before = self._kept.get(user, (0.0, Profile()))
        try:
            found, kept = await self._fetch(user), _KEPT_FOR
        except DeliveryError:
            found, kept = before, _FAILED_FOR
        self._kept[user] = (asyncio.get_running_loop().time() + kept, found)
        self._kept.move_to_end(user)
        if len(self._kept) > _KNOWN:
            self._kept.popitem(last=False)
        return found
