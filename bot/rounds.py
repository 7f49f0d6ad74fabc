"""Rounds: lanes that ask at about the same time are served in one transaction.

Each has its last delivery settled and its next message taken. While one round is at the store, who
asks meanwhile gathers for the next; so a lane that is alone never waits, and a hundred that are not
cost a fraction of a hundred transactions. What one message comes to grief of is its own alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from bot.courier import Ending, end_all
from bot.handlers.delivering import Post, Taken
from bot.plant import Plant
from bot.ports import StoreAway, UnitOfWork

AT_ONCE: Final = 32
"""So many lanes are served by one transaction: whoever comes next waits for no longer than that."""

AT_ONCE_APART: Final = 48
"""The same where nobody waits behind it: each costs a server half as much as by sixteen."""

BURST: Final = 4
"""So many messages a lane may be sent at once; then the platform's rate holds."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery taken on: how long its lane must wait first, and until when it is surely ours."""

    taken: Taken
    wait: float
    until: float  # By the monotonic clock.


@dataclass(frozen=True, slots=True)
class _Asked:
    lane: str
    ending: Ending
    answer: "asyncio.Future[Turn | None]"


class Rounds:
    """`over`: what was delivered is settled still, and nothing more is taken."""

    def __init__(self, plant: Plant) -> None:
        self.over = False
        self._plant = plant
        self._at_once = AT_ONCE if plant.store.abreast == 1 else AT_ONCE_APART
        self._asked: list[_Asked] = []
        self._serving: asyncio.Task[None] | None = None

    async def next(self, lane: str, ending: Ending) -> Turn | None:
        """Settle what was delivered and take the lane's next message, in one transaction."""
        asked = _Asked(lane, ending, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve(), name="serve lanes")
        return await asked.answer

    async def _serve(self) -> None:
        while self._asked:
            these, self._asked = self._asked[: self._at_once], self._asked[self._at_once :]
            try:
                turns = await self._plant.write_brief(partial(self._take, these))
            except Exception:  # noqa: BLE001 - whosever it is: alone each meets but its own.
                await asyncio.gather(*map(self._serve_alone, these))
            else:
                for one, turn in zip(these, turns, strict=True):
                    _tell(one, turn)

    async def _serve_alone(self, one: _Asked) -> None:
        try:
            [turn] = await self._plant.write(partial(self._take, [one]))
        except StoreAway as error:
            _tell(one, error)
        except Exception as error:  # noqa: BLE001 - it is the lane's to tell.
            _tell(one, await self._settled(one) or error)
        else:
            _tell(one, turn)

    async def _settled(self, one: _Asked) -> Exception | None:
        """The next message's trouble is not the last one's."""
        try:
            await self._plant.write(one.ending)
        except Exception as error:  # noqa: BLE001 - it is the lane's to tell.
            return error
        return None

    def _take(self, asked: Sequence[_Asked], uow: UnitOfWork) -> list[Turn | None]:
        """The lanes' next messages, and their places in what the platforms take of all workers."""
        post = self._plant.post()
        end_all([one.ending for one in asked], post, uow)
        if self.over:
            return [None] * len(asked)
        until = self._plant.surely_until()
        taken = post.take_all([one.lane for one in asked], uow)
        return self._in_turn(taken, post, until, uow)

    def _in_turn(
        self, taken: Sequence[Taken | None], post: Post, until: float, uow: UnitOfWork
    ) -> list[Turn | None]:
        gaps = {
            one.row.lane: timedelta(seconds=1 / self._per_second(one.spoken.to.platform))
            for one in taken
            if one is not None and one.spoken is not None
        }
        places = uow.outbox.paced_all(gaps, post.now, BURST)
        waits = {lane: (at - post.now).total_seconds() for lane, at in places.items()}
        return [Turn(one, waits.get(one.row.lane, 0.0), until) if one else None for one in taken]

    def _per_second(self, platform: str) -> float:
        return self._plant.messengers[platform].per_second


def _tell(one: _Asked, answer: Turn | Exception | None) -> None:
    if one.answer.done():  # Its lane was given up meanwhile.
        return
    if isinstance(answer, Exception):
        one.answer.set_exception(answer)
    else:
        one.answer.set_result(answer)
