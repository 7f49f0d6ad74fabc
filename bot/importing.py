"""A roster file → the store: who has no account yet is looked up by e-mail, then all is written.

Platforms are asked before the transaction; what their answers mean is decided inside it, by the
roster as it is then. A platform that cannot be asked stops nothing but its own matches.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot import rosterfile
from bot.clock import SystemClock
from bot.domain.people import Identity, Roster
from bot.finding import Fault
from bot.handlers.leaving import tell_of_leavers
from bot.ports import Store, StoreAway, UnitOfWork
from bot.rosterfile import Accounts, Changes, Draft, Match
from bot.settings import Settings

if TYPE_CHECKING:
    from storage.schema import SchemaState


@dataclass(frozen=True, slots=True)
class Answers:
    """What the platforms said; `unasked` has the reason of each that could not be asked."""

    found: Accounts = field(default_factory=dict)
    unasked: Mapping[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    changes: Changes
    matches: tuple[Match, ...] = ()
    unasked: Mapping[str, Fault] = field(default_factory=dict)
    left_behind: Mapping[str, int] = field(default_factory=dict)  # Open tickets of who left.


def imported(draft: Draft, settings: Settings, *, dry: bool, prune: bool) -> Imported:
    """Import the draft, or only say what that would do; raises RosterError if it does not fit."""
    from bot.opening import open_store  # noqa: PLC0415 - heavy.

    if dry:
        current = roster_of(settings)
        answers = _looked_up(settings, current, draft, prune=prune)
        return _planned(current, draft, answers, prune=prune)
    store = open_store(settings)
    try:
        answers = _looked_up(settings, _read(store), draft, prune=prune)
        return store.write(partial(_written, draft, answers, prune=prune)).result()
    finally:
        store.close()


def _written(draft: Draft, answers: Answers, uow: UnitOfWork, *, prune: bool) -> Imported:
    """Planned and written in one transaction, so that nobody's change in between is undone."""
    result = _planned(uow.people.roster(), draft, answers, prune=prune)
    if not result.changes:
        return result
    before = uow.people.roster()
    uow.people.replace(result.changes.roster)
    return replace(result, left_behind=tell_of_leavers(before, uow, SystemClock().now()))


def _planned(current: Roster, draft: Draft, answers: Answers, *, prune: bool) -> Imported:
    planned = rosterfile.plan(current, draft, prune=prune).roster
    made = tuple(rosterfile.matches(planned, draft, answers.found))
    changes = rosterfile.plan(current, rosterfile.with_accounts(draft, made), prune=prune)
    return Imported(changes, made, answers.unasked)


# --- The platforms --------------------------------------------------------------------------------


def _looked_up(settings: Settings, current: Roster, draft: Draft, *, prune: bool) -> Answers:
    """Nobody is asked about a file that does not fit, nor about people who have their accounts."""
    planned = rosterfile.plan(current, draft, prune=prune).roster
    found: dict[str, Mapping[str, Identity]] = {}
    unasked: dict[str, Fault] = {}
    for platform in settings.platforms:
        emails = dict.fromkeys(m.email for m in rosterfile.sought(planned, draft, platform))
        if not emails:
            continue
        try:
            found[platform] = _ASKED[platform](settings, emails)
        except Fault as fault:
            unasked[platform] = fault
    return Answers(found, unasked)


def _slack(settings: Settings, emails: Iterable[str]) -> Mapping[str, Identity]:
    from bot.platforms import slack_access  # noqa: PLC0415 - heavy.

    access = slack_access(settings)
    from adapters.slack.by_email import accounts  # noqa: PLC0415 - slow to load.

    return asyncio.run(accounts(access, emails))


def _feishu(settings: Settings, emails: Iterable[str]) -> Mapping[str, Identity]:
    from bot.platforms import feishu_access  # noqa: PLC0415 - heavy.

    access = feishu_access(settings)
    from adapters.feishu.by_email import accounts  # noqa: PLC0415 - an extra.

    return asyncio.run(accounts(access, emails))


_ASKED: Final[Mapping[str, Callable[[Settings, Iterable[str]], Mapping[str, Identity]]]] = {
    "slack": _slack,
    "feishu": _feishu,
}


# --- The store ------------------------------------------------------------------------------------


def roster_of(settings: Settings) -> Roster:
    """The roster in the store; an empty one where there is no store yet, and none is made."""
    from bot.opening import open_store  # noqa: PLC0415 - heavy.

    if standing(settings).value == "empty":
        return Roster()
    store = open_store(settings, migrate=False)
    try:
        return _read(store)
    finally:
        store.close()


def _read(store: Store) -> Roster:
    return store.read(lambda uow: uow.people.roster()).result()


def standing(settings: Settings) -> "SchemaState":
    from storage import opening  # noqa: PLC0415 - heavy.

    try:
        return opening.standing(settings.database_url)
    except StoreAway as error:
        raise Fault("store_away", store=settings.store_name, reason=str(error)) from error
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="PostgreSQL", extra="postgres") from error
