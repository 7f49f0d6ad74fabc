"""Waiting for the desk's answer only as long as a platform waits for us."""

import asyncio

import pytest

from adapters.asking import Asking
from adapters.profiles import Profile, Profiles
from adapters.tasks import Tasks
from bot.commands import Place, Request, Typed
from bot.desk import Answer
from bot.domain.people import Identity
from tests.desk.office import until
from tests.slack.desk import FakeDesk

LONG = 3600.0


async def _nameless(_user: str) -> Profile:
    return Profile()


async def _dropped(_answer: Answer) -> None:
    return


async def test_what_is_called_off_at_a_shutdown_is_not_taken_for_slow() -> None:
    """Else it would be acknowledged, and its answer never follow."""
    desk, tasks = FakeDesk(), Tasks()
    desk.may_answer.clear()
    asking = Asking("slack", desk, Profiles(_nameless), tasks, {})
    request = Request(Typed("mine"), Identity("slack", "T1", "U1"), Place("slack", "C1"))
    asked = asyncio.create_task(asking.in_time(request, LONG, _dropped))
    await until(lambda: desk.asked)
    await tasks.drain(0)
    with pytest.raises(asyncio.CancelledError):
        await asked
