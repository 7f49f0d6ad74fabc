"""What people do to a desk that runs: a second one on its file, rows and tables taken away."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import text

from bot.ports import UnitOfWork
from storage.store import open_store
from tests.databases import Fresh
from tests.e2e.shop import ROSTER, Bot, environment, furnish
from tests.fakes.slack import slack_in_thread
from tests.faults.child import Order
from tests.faults.crash import Relay, Untroubled, facts
from tests.faults.story import Step
from tests.faults.table import Part
from tests.faults.toll import Toll
from tests.faults.workers import Crew
from tests.faults.world import opened_world
from tests.loopback import free_port

_SAID: Final = "DELETE FROM outbox WHERE state = 'new' AND message = '' AND lane LIKE '%/CSYNC'"
_OLDEST: Final = "SELECT min(id) FROM duty WHERE ended_at IS NULL AND rung < 2"
REMOVALS: Final = (
    f"DELETE FROM duty WHERE id = ({_OLDEST})",  # noqa: S608 - Our own words.
    *(f"{_SAID} AND saying = '{saying}'" for saying in ("card", "line", "reminder")),
)
"""What somebody does by hand: a duty; cards, lines and calls that wait to be said."""


def removed(fresh: Fresh, untroubled: Untroubled, every: int = 1) -> Iterator[Part]:
    """After every step a row is removed before it is said; the audit finds it, and it is said."""
    for number, removal in enumerate(REMOVALS):
        for at in range(0, len(untroubled.steps), every):
            yield f"row {number} after step {at}", partial(_removed, fresh, untroubled, removal, at)


def _removed(fresh: Fresh, untroubled: Untroubled, removal: str, at: int) -> Toll:
    toll, steps = Toll(), untroubled.steps
    before = timedelta(minutes=-1)  # The rooms are there when the story begins.
    with fresh() as url, opened_world(url) as world, Relay(world) as children:
        children.obey(Order(((-1, Step(0)),), ahead=before, audit=True))
        for number, step in enumerate(steps):
            order = Order(((number, step),))
            if number == at:
                children.obey(replace(order, settle=False, sweep=True))
                toll.times += _remove(world.database, removal)
                order = Order(((number, Step(step.minutes)),), audit=True)
            children.obey(order)
        where = f"after step {at}: {removal}"
        toll.settle(where, facts(world), untroubled.facts)
        toll.compare_cards(where, _without_alarms(world.screens()), untroubled.screens[-1])
    return toll


def _without_alarms(screens: Any) -> Any:
    """What people see but the admins, who are told that something was missing."""
    return type(screens)({words: n for words, n in screens.items() if "🚨" not in words})


def _remove(database: str, removal: str) -> int:
    store = open_store(database)

    def by_hand(uow: UnitOfWork) -> int:
        link: Any = uow.link  # type: ignore[attr-defined]
        return int(link.core.execute(text(removal)).rowcount)

    try:
        return store.write(by_hand).result(20)
    finally:
        store.close()


def emptied(crew: Crew) -> None:
    """Of procrastinate's tables nothing is left, in the middle of its work."""
    found = text("SELECT schemaname, tablename FROM pg_tables WHERE tablename ~ '^procrastinate_'")

    def empty(uow: Any) -> None:
        tables = [f"{schema}.{table}" for schema, table in uow.link.core.execute(found)]
        uow.link.core.execute(text(f"TRUNCATE {', '.join(tables)}"))

    crew.store.write(empty).result(20)


def doubled(rounds: int = 3) -> Iterator[Part]:
    """A second desk on one file ends at once with one sentence; the first does not notice."""
    yield f"{rounds} rounds", partial(_doubled, rounds)


def _doubled(rounds: int) -> Toll:
    toll = Toll()
    with _alone() as (first, second):
        for _ in range(rounds):
            refused = second.tell("run")
            toll.times += 1
            said = refused.stderr.strip().splitlines()
            if not refused.returncode or len(said) != 1 or "Traceback" in refused.stderr:
                toll.wrong += 1
                toll.notes.append(f"the second: {refused.returncode} {refused.stderr[-300:]}")
            if not first._is_ready():
                toll.lost += 1
                toll.notes.append(f"the first is harmed: {first.why()[-300:]}")
    return toll


@contextmanager
def _alone() -> Iterator[tuple[Bot, Bot]]:
    """A desk that runs on a SQLite file, and one that would."""
    with ExitStack() as stack:
        slack = stack.enter_context(slack_in_thread())
        furnish(slack)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        (folder / "roster.toml").write_text(ROSTER)
        (folder / "policy.toml").write_text('preset = "rapid-response"\n')
        first, second = (
            Bot(environment(slack, folder, free_port(), socket_mode=False, database=""), folder)
            for _ in range(2)
        )
        first.tell("roster", "import", "roster.toml")
        first.start()
        stack.callback(first.stop)
        yield first, second
