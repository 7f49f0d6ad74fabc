# ruff: noqa: RUF009 - a field's default is made by what also says how it is read.
"""Environment → one frozen `Settings`; the only reader of `os.environ`.

Every field of `Settings` but `language` is one variable of the same name in capitals. A value that
cannot be right is refused with all the others at once, as data; its text is never repeated, since
it may be a secret pasted into the wrong line.
"""

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from bot import variables
from bot.variables import Read, Secret, Unusable


@dataclass(frozen=True, slots=True)
class Problem:
    """A variable whose value cannot be used; `code` says why, `wanted` what would do."""

    variable: str
    code: str
    wanted: str = ""


class SettingsError(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{p.variable}: {p.code}" for p in problems))
        self.problems = problems


_ADMIN: Final = r"slack:[TE][A-Z0-9_]*/[UW][A-Z0-9_]*|feishu:ou_\w+"


def _variable(read: Read, default: str = "", *, shown: bool = True) -> Any:
    """A field read from the variable of its name; absent and empty are the same."""
    value = read(default) if default else ""
    return field(default=value, repr=shown, metadata={"read": read, "default": default})


def _secret(read: Read) -> Any:
    return field(default=Secret(), metadata={"read": read, "default": ""})


_app_token: Final = variables.secret("xapp-")
_bot_token: Final = variables.secret("xoxb-", "xoxe.xoxb-")
_key: Final = variables.secret(at_least=16)
_http: Final = variables.url("https", "http")
_open_port: Final = variables.number(0, 65535)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every variable an operator may set, read and checked (spec 4). Empty means not set."""

    # May hold a password, so `store_name` is what people see.
    database_url: str = _variable(variables.database, "sqlite:///closeloop.db", shown=False)
    engine: str = _variable(variables.one_of("apscheduler", "procrastinate"), "apscheduler")
    policy_file: str = _variable(str)
    evidence_folder: str = _variable(str)
    http_host: str = _variable(variables.matching(r"[A-Za-z0-9.:_-]+", "host"), "127.0.0.1")
    http_port: int = _variable(_open_port, "8080")  # 0: any free one.
    public_url: str = _variable(_http)
    slack_bot_token: Secret = _secret(_bot_token)
    slack_app_token: Secret = _secret(_app_token)
    slack_signing_secret: Secret = _secret(variables.secret())
    slack_api_url: str = _variable(
        variables.url("https", "http", slash=True), "https://slack.com/api/"
    )
    feishu_app_id: str = _variable(variables.matching(r"cli_\w+", "feishu_app_id"))
    feishu_app_secret: Secret = _secret(variables.secret())
    feishu_encrypt_key: Secret = _secret(variables.secret())
    feishu_verification_token: Secret = _secret(variables.secret())
    feishu_domain: str = _variable(_http, "https://open.feishu.cn")
    feishu_intake: str = _variable(variables.one_of("websocket", "http"), "websocket")
    intake_secret: Secret = _secret(_key)
    intake_rate: int = _variable(variables.number(1), "600")
    public_form: str = _variable(variables.one_of("on", "off"), "off")
    app_secret: Secret = _secret(_key)
    mail_imap_url: Secret = _secret(variables.mailbox_url("imap", "imaps"))
    mail_smtp_url: Secret = _secret(variables.mailbox_url("smtp", "smtps"))
    mail_from: str = _variable(variables.matching(r"[^@]*[^@\s]@[^@\s]+", "mail_from"))
    log_level: str = _variable(variables.one_of("debug", "info", "warning", "error"), "info")
    log_format: str = _variable(variables.one_of("text", "json"), "text")
    first_admin: str = _variable(variables.matching(_ADMIN, "first_admin"))
    language: str = "en"  # Of the terminal, for the command line's own sentences.

    @property
    def sqlite_file(self) -> Path | None:
        if not self.database_url.startswith("sqlite:"):
            return None
        return Path(variables.file_of(self.database_url))

    @property
    def shared(self) -> bool:
        """Whether other machines may work on the same store."""
        return self.engine == "procrastinate"

    @property
    def cannot_be_shared(self) -> str:
        """Why the store cannot have several processes, as a code; empty if it can."""
        if self.shared and self.sqlite_file:
            return "shared_sqlite"
        if self.shared and not self.app_secret:
            return "shared_secret"
        return ""

    @property
    def home_url(self) -> str:
        """Where people find our pages: what the operator says, else the address we listen at.

        Listening at every address of a machine, it goes by the machine's name.
        """
        everywhere = self.http_host in ("0.0.0.0", "::")  # noqa: S104 - nothing is bound here.
        host = socket.getfqdn() if everywhere else self.http_host
        shown = f"[{host}]" if ":" in host else host
        return self.public_url or f"http://{shown}:{self.http_port}"

    @property
    def store_name(self) -> str:
        """The store as a person may see it: without user and password."""
        if self.sqlite_file:
            return str(self.sqlite_file)
        parts = urlsplit(self.database_url)
        return f"postgresql://{parts.hostname or ''}{parts.path}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms with everything they need."""
        return tuple(p for p in _CHATS if not self.missing(p))

    @property
    def has_mail(self) -> bool:
        """Whether customers' e-mail is read and answered."""
        return not self.missing("mail")

    @property
    def half_configured(self) -> tuple[str, ...]:
        """The platforms, or mail, of which something is set, but not all they need."""
        return tuple(p for p in _NEEDS if self.missing(p) and self._begun(p))

    def missing(self, platform: str) -> tuple[tuple[str, ...], ...]:
        """What a platform still needs; of the variables in one group, any one is enough."""
        needs = _NEEDS[platform]
        if platform == "feishu" and self.feishu_intake == "http":
            needs = (*needs, ("FEISHU_ENCRYPT_KEY", "FEISHU_VERIFICATION_TOKEN"))
        return tuple(group for group in needs if not any(map(self._is_set, group)))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything a log must never show."""
        values = (getattr(self, f.name) for f in fields(self))
        return tuple(v for v in values if isinstance(v, Secret) and v)

    def _is_set(self, variable: str) -> bool:
        return bool(getattr(self, variable.lower()))

    def _begun(self, platform: str) -> bool:
        return any(self._is_set(v) for group in _NEEDS[platform] for v in group)


_NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        "slack": (("SLACK_BOT_TOKEN",), ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")),
        "feishu": (("FEISHU_APP_ID",), ("FEISHU_APP_SECRET",)),
        "mail": (("MAIL_IMAP_URL",), ("MAIL_SMTP_URL",), ("MAIL_FROM",)),
    }
)
_CHATS: Final = ("slack", "feishu")

VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {f.name.upper(): f.metadata["default"] for f in fields(Settings) if f.metadata}
)
"""Every variable with its default, in the order of the documentation."""


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from a mapping of variables; raises SettingsError with every mistake in it."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, reader, written in _written(environment):
        try:
            found[name] = reader(written)
        except Unusable as why:
            problems.append(Problem(name.upper(), why.code, why.wanted))
    if problems:
        raise SettingsError(*problems)
    return Settings(**found, language=spoken(environment))


def _written(environment: Mapping[str, str]) -> Iterator[tuple[str, Read, str]]:
    for f in fields(Settings):
        written = environment.get(f.name.upper(), "").strip()
        if f.metadata and written:
            yield f.name, f.metadata["read"], written


def load(folder: Path = Path()) -> Settings:
    """Settings of this process: its environment, and what only the folder's `.env` says."""
    return read({**_dotenv(folder / ".env"), **os.environ})  # noqa: TID251 - the one reader.


def language() -> str:
    """The terminal's language, which is needed even when the settings cannot be read."""
    return spoken(os.environ)  # noqa: TID251 - the one reader.


def debugging() -> bool:
    """Whether tracebacks are wanted, which is asked when the settings may be what is wrong."""
    return os.environ.get("LOG_LEVEL", "").lower() == "debug"  # noqa: TID251 - the one reader.


def spoken(environment: Mapping[str, str]) -> str:
    """The catalogue zh or en, by the first of LC_ALL, LC_MESSAGES and LANG that is set."""
    named = (environment.get(v, "") for v in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, named), "").lower().startswith("zh") else "en"


def _dotenv(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - most commands' --help needs none of it.

    try:
        # A token may hold a dollar sign, so nothing is interpolated.
        found = dotenv_values(file, interpolate=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(Problem(".env", "not_utf8")) from error
    except OSError as error:
        raise SettingsError(Problem(".env", "unreadable")) from error
    return {name: value for name, value in found.items() if value is not None}


def app_secret(settings: Settings) -> Secret:
    """The secret that signs links: the one set, or one generated once into the data folder."""
    if settings.app_secret:
        return settings.app_secret
    file = secret_file(settings)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Secret(file.read_text(encoding="ascii").strip())
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(made := os.urandom(32).hex())
    return Secret(made)


def secret_file(settings: Settings) -> Path:
    """Beside the SQLite file, so that it is backed up with it; else in the working directory."""
    store = settings.sqlite_file or Path("closeloop.db")
    return store.with_name(f"{store.name}-secret")
