"""A demonstration that was kept in a folder goes on another day."""

from pathlib import Path

from adapters.play.play import Play
from adapters.play.travel import Travel
from bot.custody import Custody
from bot.policyfile import load
from bot.pump import Pump
from storage.vault import StoreVault
from tests.desk.office import Policies
from tests.play.conftest import MORNING, NEW, Playground


async def test_the_clock_goes_on_from_what_was_said_last_and_nothing_is_new(
    playground: Playground,
) -> None:
    await playground.say("li", NEW)
    await playground.later(hours=1)
    assert playground.chat.journal is not None
    newest = playground.chat.newest_at
    assert newest is not None
    play = _another_day(playground, playground.chat.journal)
    assert playground.clock.now() < newest
    play.go_on()
    assert playground.clock.now() >= newest
    assert play.chat.in_room("sync", "wang") == playground.chat.in_room("sync", "wang")
    assert playground.chat.unread("sync", "wang").messages
    assert not play.chat.unread("sync", "wang").messages


def _another_day(playground: Playground, journal: Path) -> Play:
    """The same folder, opened by a process whose clock knows nothing of the last one's."""
    playground.clock.stand(MORNING)
    policies, clock = Policies(load().policy), playground.clock
    pump = Pump(playground.store, policies, {}, clock, "tester")
    travel = Travel(pump, playground.store, clock)
    custody = Custody(StoreVault(playground.store, clock), policies)
    return Play(journal, playground.desk, travel, clock, custody, playground.words)
