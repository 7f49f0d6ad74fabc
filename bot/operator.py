"""What each command of `closeloop` does, for the person who sets the desk up and runs it.

Every method answers with an exit code; what it prints goes to stdout, as lines or as JSON. Stores
and platforms are imported by the commands that need them, since they are slow to load.
"""

import asyncio
import json
import logging
import os
import secrets
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typer
from typer.exceptions import TyperException

from bot import logs, rosterfile, settings
from bot.console import Console, changes_json, matches_json, roster_json
from bot.domain.errors import DeskError
from bot.finding import NOT_WELL, WRONG_USAGE, Fault, Finding
from bot.importing import Imported, imported, roster_of, standing
from bot.policyfile import PRESETS, PolicyMistakes, doubts, load
from bot.ports import StoreAway
from bot.rosterfile import RosterError
from bot.settings import SettingsError

log = logging.getLogger(__name__)
FINE: Final = 0
_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it.


class Operator:
    def __init__(self, language: str) -> None:
        self._console = Console(language)

    # --- run and check ---------------------------------------------------------------------------

    def run(self, *, migrate: bool) -> int:
        found = settings.load()
        logs.configure(found.log_level, found.log_format, found.secrets)
        import uvloop  # noqa: PLC0415 - heavy.

        from bot.serving import serve  # noqa: PLC0415 - heavy: everything.

        explain = self._console.policy_mistakes
        serving = serve(found, migrate=migrate, announce=self._announce, explain=explain)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serving)
        self._print([self._console.say("cli.stopped")])
        return FINE

    def demo(self, port: int, data: Path | None) -> int:
        logs.configure("debug" if settings.debugging() else "error")
        self._print([self._console.say("cli.demo_starting")])
        import uvloop  # noqa: PLC0415 - heavy.

        from bot.demo import PAGE, Demo  # noqa: PLC0415 - heavy: everything.

        def announce(address: str, _platforms: Iterable[str]) -> None:
            self._print([self._console.say("cli.demo_ready", address=f"{address}{PAGE}")])

        with _folder(data) as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Demo(folder, port).shown(announce))
        self._print([self._console.say("cli.stopped")])
        return FINE

    def _announce(self, address: str, platforms: Iterable[str]) -> None:
        names = [name.title() for name in platforms]
        self._print([self._console.say("cli.ready", address=address, platforms=names)])

    def check(self, *, as_json: bool) -> int:
        return self._told(_findings(self._console.now), as_json=as_json)

    def _told(self, findings: list[Finding], *, as_json: bool) -> int:
        if as_json:
            self._print_json(
                {"ok": all(f.ok for f in findings), "checks": list(map(self._finding, findings))}
            )
        else:
            self._print(map(self._console.found, findings))
        return FINE if all(f.ok for f in findings) else NOT_WELL

    def _finding(self, finding: Finding) -> dict[str, Any]:
        message = self._console.finding(finding)
        return {
            "subject": finding.subject,
            "code": finding.code,
            "ok": finding.ok,
            "message": message,
        }

    # --- roster ----------------------------------------------------------------------------------

    def roster_import(self, file: Path, *, dry_run: bool, prune: bool, as_json: bool) -> int:
        _existing(file)
        try:
            draft = rosterfile.read(file)
            result = imported(draft, settings.load(), dry=dry_run, prune=prune)
        except RosterError as error:
            self._complain(self._console.roster_mistake(m, file.name) for m in error.mistakes)
            return NOT_WELL
        if as_json:
            self._print_json(self._imported_json(result, dry_run=dry_run))
        else:
            self._print(self._console.matches(result.matches))
            self._print(map(self._console.fault, result.unasked.values()))
            self._print(self._console.changes(result.changes, dry_run=dry_run))
            self._print(self._console.left_behind(result.left_behind))
        return FINE

    def _imported_json(self, result: Imported, *, dry_run: bool) -> dict[str, Any]:
        unasked = {name: self._console.fault(why) for name, why in result.unasked.items()}
        by_email = {**matches_json(result.matches), "unasked": unasked}
        return {
            **changes_json(result.changes, dry_run=dry_run),
            "by_email": by_email,
            "left_behind": dict(result.left_behind),
        }

    def roster_show(self, *, as_json: bool) -> int:
        roster = roster_of(settings.load())
        if as_json:
            self._print_json(roster_json(roster))
        else:
            empty = [] if roster.members else [self._console.say("roster.empty")]
            self._print([*self._console.roster(roster), *empty])
        return FINE

    # --- policy ----------------------------------------------------------------------------------

    def policy_show(self, *, as_json: bool) -> int:
        named = settings.load().policy_file
        shown = load(Path(named) if named else None).shown()
        if as_json:
            self._print_json(
                [{"where": s.where, "value": s.value, "origin": s.origin} for s in shown]
            )
        else:
            self._print(f"{s.where} = {s.value}  # {s.origin}" for s in shown)
        return FINE

    def policy_check(self, file: Path, *, as_json: bool) -> int:
        _existing(file)
        try:
            found = doubts(load(file))
        except PolicyMistakes as error:
            if as_json:
                mistakes = self._policy_mistakes(error)
                self._print_json({"ok": False, "mistakes": mistakes, "warnings": []})
                return NOT_WELL
            return self.told(error)
        warnings = [self._console.policy_doubt(doubt, file.name) for doubt in found]
        if as_json:
            told = [
                {"line": d.line, "where": d.where, "code": d.code, "message": warning}
                for d, warning in zip(found, warnings, strict=True)
            ]
            self._print_json({"ok": True, "mistakes": [], "warnings": told})
        else:
            self._print([*warnings, self._console.say("cli.policy_fine", file=file.name)])
        return FINE

    def _policy_mistakes(self, error: PolicyMistakes) -> list[dict[str, Any]]:
        return [
            {
                "line": m.line,
                "where": m.where,
                "code": m.code,
                "message": self._console.policy_mistake(m, error.file),
            }
            for m in error.mistakes
        ]

    def policy_presets(self, *, as_json: bool) -> int:
        presets = {name: self._console.say(f"cli.about.{name}") for name in PRESETS}
        if as_json:
            self._print_json([{"name": n, "about": about} for n, about in presets.items()])
        else:
            lines = presets.items()
            self._print(self._console.say("cli.preset", name=n, about=about) for n, about in lines)
        return FINE

    # --- why --------------------------------------------------------------------------------------

    def why(self, number: str, duty: str, *, language: str, as_json: bool) -> int:
        from bot import explaining  # noqa: PLC0415 - heavy.

        found = settings.load()
        policy = explaining.policy_of(found)
        console = Console(language) if language else self._console
        most = explaining.WHOLE if as_json else explaining.ON_PAPER
        try:
            view = explaining.looked_up(found, policy, (number, duty), console.now, most)
        except DeskError as error:
            return self._complain([console.refusal(error)], WRONG_USAGE)
        if as_json:
            self._print_json(explaining.why_json(view, policy.zone))
        else:
            self._print(console.why(view, policy.zone))
        return FINE

    # --- slack, db -------------------------------------------------------------------------------

    def slack_manifest(self) -> int:
        """Socket Mode with an app token or without a public address, else with URLs."""
        found = settings.load()
        try:
            from adapters.slack.manifest import manifest  # noqa: PLC0415 - an extra.
        except ModuleNotFoundError as error:
            raise Fault("no_extra", platform="Slack", extra="slack") from error
        over_http = found.public_url and not found.slack_app_token
        self._print_json(manifest(found.public_url if over_http else None))
        return FINE

    def feishu_setup(self, *, as_json: bool) -> int:
        """Do what the API can do, and list what only a person can."""
        from bot.platforms import feishu_access  # noqa: PLC0415 - heavy.

        found = settings.load()
        if "feishu" not in found.platforms:
            missing = found.missing("feishu")
            raise Fault("half_platform", WRONG_USAGE, platform="Feishu", missing=missing)
        access = feishu_access(found)
        from adapters.feishu.setup import set_up  # noqa: PLC0415 - an extra.

        return self._told(asyncio.run(set_up(access, found.public_url)), as_json=as_json)

    def db_upgrade(self) -> int:
        from bot.opening import open_store  # noqa: PLC0415 - heavy.

        found = settings.load()
        open_store(found).close()
        self._print([self._console.say("cli.schema_upgraded", store=found.store_name)])
        return FINE

    def db_check(self) -> int:
        found = settings.load()
        state = standing(found).value
        if state in _SCHEMA_FAULTS:
            raise Fault(_SCHEMA_FAULTS[state], store=found.store_name)
        self._print([self._console.say("cli.schema_upgraded", store=found.store_name)])
        return FINE

    # --- what went wrong -------------------------------------------------------------------------

    def told(self, error: Exception) -> int:
        """Say in one sentence each what is wrong, and give the exit code."""
        match error:
            case Fault():
                return self._complain([self._console.fault(error)], error.status)
            case SettingsError():
                return self._complain(map(self._console.problem, error.problems), WRONG_USAGE)
            case PolicyMistakes():
                return self._complain(self._console.policy_mistakes(error))
            case StoreAway():
                away = self._console.say("cli.store_away", store="DATABASE_URL", reason=str(error))
                return self._complain([away])
            case TyperException():
                return self._complain([self._console.usage(error)], error.exit_code)
            case _:
                return self._complain([self._unexpected(error)])

    def _unexpected(self, error: Exception) -> str:
        reference = secrets.token_hex(4)
        if settings.debugging():
            logs.configure("debug")
            log.error("unexpected", exc_info=error, extra={"reference": reference})
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
        kind = type(error).__name__
        return self._console.say("cli.unexpected", kind=kind, place=place, reference=reference)

    def _complain(self, lines: Iterable[str], status: int = NOT_WELL) -> int:
        for line in lines:
            typer.echo(line, err=True)
        return status

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            typer.echo(line)

    def _print_json(self, shown: Any) -> None:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


_SCHEMA_FAULTS: Final = {
    "empty": "schema_absent",
    "behind": "schema_older",
    "ahead": "schema_newer",
}


def _findings(now: datetime) -> list[Finding]:
    from bot import checkup  # noqa: PLC0415 - heavy.

    try:
        return checkup.checked(settings.load(), now)
    except SettingsError as error:
        return checkup.of_refused(error)


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    """The folder that was named, made where it is missing; else one that goes away again.

    What need not outlive the process is kept in memory where there is a place for it: a first start
    writes a week of history, and each of its commits would wait for the disk.
    """
    if named is None:
        place = _IN_MEMORY if _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) else None
        with TemporaryDirectory(prefix="closeloop-demo-", dir=place) as made:
            yield Path(made)
        return
    try:
        named.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault("no_data_folder", WRONG_USAGE, folder=str(named)) from error
    yield named


def _existing(file: Path) -> None:
    if not file.is_file():
        raise Fault("no_such_file", WRONG_USAGE, file=str(file))
