"""The `closeloop` command: argv → exit code.

Exit codes: 0 ok, 1 the thing asked about is not well, 2 wrong usage. Errors are one sentence each
on stderr, in the terminal's language. Only typer is imported here, so that `--help` is quick;
`Operator` brings what a command needs.
"""

import gc
import sys
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from bot import settings

if TYPE_CHECKING:
    from bot.operator import Operator

LANGUAGE: Final = settings.language()
_WORDS: Final = Path(__file__).with_name("locales") / f"cli.{LANGUAGE}.toml"
HELP: Final[dict[str, str]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))["cli_help"]
NAME: Final = "closeloop"


def _group(name: str) -> typer.Typer:
    return typer.Typer(
        help=HELP[name],
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )


app = _group(NAME)
roster_app, policy_app, slack_app, feishu_app, db_app = map(
    _group, ("roster", "policy", "slack", "feishu", "db")
)
app.add_typer(roster_app, name="roster")
app.add_typer(policy_app, name="policy")
app.add_typer(slack_app, name="slack")
app.add_typer(feishu_app, name="feishu")
app.add_typer(db_app, name="db")

AsJson = Annotated[bool, typer.Option("--json", help=HELP["json"])]
File = Annotated[Path, typer.Argument(help=HELP["file"], metavar="FILE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help=HELP["dry_run"])]
Prune = Annotated[bool, typer.Option("--prune", help=HELP["prune"])]
NoMigrate = Annotated[bool, typer.Option("--no-migrate", help=HELP["no_migrate"])]
Port = Annotated[int, typer.Option("--port", help=HELP["port"], min=0, max=65535)]
Data = Annotated[Path | None, typer.Option("--data", help=HELP["data"], metavar="DIR")]

Number = Annotated[str, typer.Argument(help=HELP["number"], metavar="NO")]
DutyName = Annotated[str, typer.Argument(help=HELP["duty"], metavar="DUTY", show_default=False)]


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


Lang = Annotated[Language | None, typer.Option("--lang", help=HELP["lang"], show_default=False)]


def _operator() -> "Operator":
    from bot.operator import Operator  # noqa: PLC0415 - heavy, and --help needs none of it.

    return Operator(LANGUAGE)


@app.command(help=HELP["run"])
def run(*, no_migrate: NoMigrate = False) -> int:
    return _operator().run(migrate=not no_migrate)


@app.command(help=HELP["demo"])
def demo(*, port: Port = 8080, data: Data = None) -> int:
    return _operator().demo(port, data)


@app.command(help=HELP["check"])
def check(*, as_json: AsJson = False) -> int:
    return _operator().check(as_json=as_json)


@app.command(help=HELP["why"])
def why(number: Number, duty: DutyName = "", lang: Lang = None, *, as_json: AsJson = False) -> int:
    return _operator().why(number, duty, language=lang or "", as_json=as_json)


@roster_app.command("import", help=HELP["roster_import"])
def roster_import(
    file: File, *, dry_run: DryRun = False, prune: Prune = False, as_json: AsJson = False
) -> int:
    return _operator().roster_import(file, dry_run=dry_run, prune=prune, as_json=as_json)


@roster_app.command("show", help=HELP["roster_show"])
def roster_show(*, as_json: AsJson = False) -> int:
    return _operator().roster_show(as_json=as_json)


@policy_app.command("show", help=HELP["policy_show"])
def policy_show(*, as_json: AsJson = False) -> int:
    return _operator().policy_show(as_json=as_json)


@policy_app.command("check", help=HELP["policy_check"])
def policy_check(file: File, *, as_json: AsJson = False) -> int:
    return _operator().policy_check(file, as_json=as_json)


@policy_app.command("presets", help=HELP["policy_presets"])
def policy_presets(*, as_json: AsJson = False) -> int:
    return _operator().policy_presets(as_json=as_json)


@slack_app.command("manifest", help=HELP["slack_manifest"])
def slack_manifest() -> int:
    return _operator().slack_manifest()


@feishu_app.command("setup", help=HELP["feishu_setup"])
def feishu_setup(*, as_json: AsJson = False) -> int:
    return _operator().feishu_setup(as_json=as_json)


# A group with a single command would otherwise become that command.
@slack_app.callback()
def _slack() -> None:
    pass


@feishu_app.callback()
def _feishu() -> None:
    pass


@db_app.command("upgrade", help=HELP["db_upgrade"])
def db_upgrade() -> int:
    return _operator().db_upgrade()


@db_app.command("check", help=HELP["db_check"])
def db_check() -> int:
    return _operator().db_check()


def answer(argv: list[str]) -> int:
    """The exit code of a command line; whatever goes wrong is told in one sentence."""
    for stream in (sys.stdout, sys.stderr):
        _never_fails(stream)
    try:
        return int(app(argv, prog_name=NAME, standalone_mode=False) or 0)
    except Exception as error:  # noqa: BLE001 - the outermost edge: a person reads it.
        return _operator().told(error)


def _never_fails(stream: TextIO) -> None:
    """A terminal that cannot show a character shows a question mark, and the command goes on."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def main() -> None:
    gc.disable()  # What a start makes is kept: see `bot.serving.settled`.
    sys.exit(answer(sys.argv[1:]))


if __name__ == "__main__":
    main()
