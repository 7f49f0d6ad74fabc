"""People's hands on their phones: they tap, the platform delivers, again and again if it must."""

import asyncio
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bot.commands import Command, Place, Request
from bot.domain.errors import Overloaded
from bot.domain.people import Roster
from bot.views import Done, Refused, Reply, Silent
from tests.simulator.machine import Machine, OffError
from tests.simulator.witness import BrokenError, Witness

_AGAIN: Final = (3.0, 10.0, 60.0, 300.0, 900.0)
"""Seconds until a delivery nobody answered is delivered again."""

REPEATED: Final = 0.03
"""So often a platform delivers what was answered long ago once more."""


@dataclass
class Hands:
    machine: Machine
    witness: Witness
    roster: Roster
    link: sqlite3.Connection
    deliveries: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    async def ask(self, who: str, command: Command, rng: Random) -> Reply:
        """One tap of one person, delivered until it is answered."""
        self.deliveries += 1
        identity = rng.choice(self.roster.members[who].identities)
        place = Place(identity.platform, identity.workspace, f"D_{identity.user}")
        request = Request(command, identity, place, f"delivery-{self.deliveries}")
        self.witness.note(f"{who} {request.delivery} {command}")
        view = await self._delivered(request)
        self._count(view)
        if rng.random() < REPEATED:
            await asyncio.sleep(rng.uniform(0.1, 400))
            self._check_repeat(view, await self._delivered(request), command)
        return view

    async def _delivered(self, request: Request) -> Reply:
        tries = 0
        while True:
            try:
                view = (await self.machine.ask(request)).view
            except OffError:
                view = None
            if view is not None and not _is_overloaded(view):
                return view
            await asyncio.sleep(_AGAIN[min(tries, len(_AGAIN) - 1)])
            tries += 1

    def _count(self, view: Reply) -> None:
        code = type(view).__name__
        if isinstance(view, Refused):
            code = f"refused {view.error.code}"
        self.answers[code] += 1
        self.witness.note(code)

    def _check_repeat(self, first: Reply, again: Reply, command: Command) -> None:
        """What was done once is not done again; what was refused may be refused again."""
        if isinstance(first, Done | Silent) and not isinstance(again, Silent):
            raise BrokenError(f"a repeated delivery was answered {again}: {command}")

    def number_of(self, description: str) -> str:
        """The ticket whose card shows this problem: for whoever never got the answer."""
        found = self.link.execute(
            "SELECT no FROM ticket WHERE report_description = ?", (description,)
        ).fetchall()
        if len(found) != 1:
            raise BrokenError(f"{len(found)} tickets made of one report: {description}")
        return str(found[0][0])

    def last_request(self, no: str) -> str:
        """The number of what was asked of another department last; empty if nothing was."""
        (stored,) = self.link.execute(
            "SELECT collaborations FROM ticket WHERE no = ?", (no,)
        ).fetchone()
        requests = json.loads(stored)
        return str(requests[-1]["no"]) if requests else ""


def _is_overloaded(view: Reply) -> bool:
    return isinstance(view, Refused) and isinstance(view.error, Overloaded)
