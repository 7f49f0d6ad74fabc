"""`closeloop check`: settings, policy, roster, store and platforms, without starting anything.

Each thing is looked at by itself, so that one mistake does not hide the others.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from adapters.mail.standing import standing as mail_standing
from bot.domain.assignment import unstaffed
from bot.domain.errand import Errand
from bot.domain.people import Role, Roster
from bot.domain.policy import Policy
from bot.finding import Fault, Finding, bad, fine, noted
from bot.handlers.choices import name_of
from bot.handlers.unpublished import Unpublished, promised, unpublished
from bot.opening import missing_folder
from bot.platforms import feishu_access, mail_access, slack_access
from bot.policyfile import PolicyMistakes, load
from bot.ports import StoreAway
from bot.settings import Settings, SettingsError
from storage.opening import standing
from storage.schema import SchemaState
from storage.store import open_store


def of_refused(error: SettingsError) -> list[Finding]:
    return [bad("settings", "bad", problem=problem) for problem in error.problems]


def checked(settings: Settings, now: datetime) -> list[Finding]:
    """Everything that was looked at, in the order in which an operator sets it up."""
    store, roster = _store(settings)
    told, policy = _policy(settings)
    return [
        *_settings(settings),
        *told,
        *store,
        *(_calendar(settings, policy, now, readable=roster is not None) if policy else ()),
        *(of_roster(roster, settings.platforms) if roster else [Finding("roster", "unknown")]),
        *(of_offices(policy, roster) if policy and roster else ()),
        *_platforms(settings, roster),
        *(asyncio.run(mail_standing(mail_access(settings))) if settings.has_mail else ()),
    ]


def _settings(settings: Settings) -> Iterator[Finding]:
    for half in settings.half_configured:
        yield bad("settings", "half", platform=half.title(), missing=settings.missing(half))
    if settings.cannot_be_shared:
        yield bad("settings", settings.cannot_be_shared)
    if settings.platforms:
        yield fine("settings", platforms=settings.platforms, store=settings.store_name)
    elif not settings.half_configured:
        yield bad("settings", "no_platform", missing=settings.missing("slack"))


def _policy(settings: Settings) -> tuple[list[Finding], Policy | None]:
    """What is to be said of the policy, and the policy if it has no mistakes."""
    try:
        policy = load(Path(settings.policy_file) if settings.policy_file else None).policy
    except PolicyMistakes as error:
        each = (PolicyMistakes(error.file, [mistake]) for mistake in error.mistakes)
        return [bad("policy", "bad", problem=problem) for problem in each], None
    counts = {"urgencies": len(policy.urgencies), "categories": len(policy.categories)}
    return [fine("policy", preset=policy.preset, **counts)], policy


def _calendar(
    settings: Settings, policy: Policy, now: datetime, *, readable: bool
) -> list[Finding]:
    """Whether a deadline reaches a year whose holidays nobody has published."""
    if not readable:
        return of_years(Unpublished(tuple(sorted({*promised(policy, now)}))))
    store = open_store(settings.database_url)
    try:
        return of_years(store.read(lambda uow: unpublished(uow, policy, now)).result())
    finally:
        store.close()


def of_years(found: Unpublished) -> list[Finding]:
    if found.tickets:
        return [bad("calendar", "reached", years=found.said, tickets=found.tickets)]
    if found.years:
        return [noted("calendar", "unpublished", years=found.said)]
    return [fine("calendar")]


def _store(settings: Settings) -> tuple[list[Finding], Roster | None]:
    """What is to be said of the store, and the roster if it can be read."""
    name = settings.store_name
    try:
        match standing(settings.database_url):
            case SchemaState.CURRENT | SchemaState.SERVES:
                roster, errands = _read_and_written(settings)
                return [fine("store", store=name), *of_errands(errands)], roster
            case SchemaState.EMPTY:
                return [_absent(settings)], None
            case SchemaState.BEHIND:
                return [bad("store", "older")], None
            case SchemaState.AHEAD:
                return [bad("store", "newer")], None
    except StoreAway as error:
        return [bad("store", "away", reason=str(error))], None
    except ModuleNotFoundError:
        return [bad("store", "no_extra")], None


def _absent(settings: Settings) -> Finding:
    if folder := missing_folder(settings):
        return bad("store", "no_folder", store=settings.store_name, folder=str(folder))
    return bad("store", "absent", store=settings.store_name)


def _read_and_written(settings: Settings) -> tuple[Roster, list[Errand]]:
    """A transaction that may write and does not shows that writing is possible."""
    store = open_store(settings.database_url)
    try:
        return store.write(lambda uow: (uow.people.roster(), uow.errands.all())).result()
    finally:
        store.close()


def of_errands(errands: Iterable[Errand]) -> list[Finding]:
    """What was asked for about an incident's tickets, and fails whenever it is tried."""
    return [
        bad("store", "stuck", incident=one.incident, ticket=one.reached, tries=one.tries)
        for one in errands
        if one.stuck
    ]


def of_roster(roster: Roster, platforms: tuple[str, ...]) -> list[Finding]:
    if not roster.active(*Role):
        return [bad("roster", "empty")]
    counts = {"departments": len(roster.departments), "rooms": len(roster.rooms)}
    mistakes = list(_gaps(roster, platforms))
    return mistakes or [fine("roster", members=len(roster.active(*Role)), **counts)]


def _gaps(roster: Roster, platforms: tuple[str, ...]) -> Iterator[Finding]:
    """What the desk could not do with such a roster."""
    if not roster.admins:
        yield bad("roster", "no_admin")
    if not roster.active(Role.MANAGER, Role.SUPERVISOR):
        yield bad("roster", "no_manager")
    if not roster.sync_rooms:
        yield bad("roster", "no_sync_room")
    silent = [m.name for m in roster.active(*Role) if not any(map(m.on, platforms))]
    if platforms and silent:
        yield bad("roster", "no_account", names=silent, platforms=platforms)
    for room in roster.rooms.values():
        if room.broken:
            yield bad("roster", "broken_room", room=room.id, reason=room.broken)


def of_offices(policy: Policy, roster: Roster) -> list[Finding]:
    """Members of offices that are none, and rules that count on an empty one (S4-06)."""
    known = {office.id: office.name for office in policy.regions}
    lost = [m for m in roster.active(*Role) if m.region and m.region not in known]
    found = [bad("roster", "no_office", name=m.name, office=m.region) for m in lost]
    for office, pool in unstaffed(policy, roster):
        if where := name_of("departments", pool, policy, roster):
            found.append(noted("roster", "empty_pool", office=known[office], department=where))
        else:
            found.append(noted("roster", "empty_office", office=known[office]))
    return found


def _platforms(settings: Settings, roster: Roster | None) -> list[Finding]:
    found: list[Finding] = []
    if "slack" in settings.platforms:
        found += _slack(settings, roster or Roster())
    if "feishu" in settings.platforms:
        found += _feishu(settings, roster or Roster())
    return found


def _feishu(settings: Settings, roster: Roster) -> list[Finding]:
    try:
        access = feishu_access(settings)
    except Fault:
        return [bad("feishu", "no_extra")]
    from adapters.feishu.standing import standing as look  # noqa: PLC0415 - an extra.

    return asyncio.run(look(access, roster.rooms.values()))


def _slack(settings: Settings, roster: Roster) -> list[Finding]:
    try:
        access = slack_access(settings)
    except Fault:
        return [bad("slack", "no_extra")]
    from adapters.slack.standing import standing as look  # noqa: PLC0415 - slow to load.

    return asyncio.run(look(access, roster.rooms.values()))
