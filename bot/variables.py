"""How the text of one variable is read: each reader gives the value, or raises `Unusable`."""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit


class Secret:
    """Text that no log, traceback or `repr` shows; `reveal()` where it is really used."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __str__(self) -> str:
        return "***" if self._value else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"


class Unusable(Exception):
    def __init__(self, code: str, wanted: str = "") -> None:
        super().__init__(code)
        self.code, self.wanted = code, wanted


Read = Callable[[str], Any]

_PLACEHOLDER: Final = re.compile(
    r"(^|[^a-z0-9])your|change.?me|example|placeholder|replace|\.\.\.|…|[<>]|^(secret|password|todo|none)$"
    r"|(^|[-_])x{3,}([-_]|$)",
    re.IGNORECASE,
)


def secret(*beginnings: str, at_least: int = 1) -> Callable[[str], Secret]:
    """A token or key that begins as its kind does, and is not an example left in place."""

    def read(written: str) -> Secret:
        if _PLACEHOLDER.search(written):
            raise Unusable("placeholder")
        if re.search(r"\s", written):
            raise Unusable("spaces")
        if beginnings and not written.startswith(beginnings):
            raise Unusable("token_shape", " / ".join(beginnings))
        if len(written) < at_least:
            raise Unusable("too_short", str(at_least))
        return Secret(written)

    return read


def url(*schemes: str, slash: bool = False) -> Callable[[str], str]:
    def read(written: str) -> str:
        _check_url(written, schemes)
        return written.rstrip("/") + ("/" if slash else "")

    return read


def _check_url(written: str, schemes: tuple[str, ...]) -> None:
    wanted = " / ".join(f"{scheme}://" for scheme in schemes)
    try:
        parts = urlsplit(written)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", written):
        raise Unusable("url_shape", wanted)


def mailbox_url(*schemes: str) -> Callable[[str], Secret]:
    """A URL that holds a password, so it is kept as a secret."""

    def read(written: str) -> Secret:
        _check_url(written, schemes)
        return Secret(written)

    return read


def database(written: str) -> str:
    if written.startswith("sqlite:"):
        if not written.startswith("sqlite:///") or not file_of(written).strip():
            raise Unusable("sqlite_shape")
        if file_of(written) == ":memory:":
            raise Unusable("sqlite_memory")
        return written
    if not written.startswith("postgresql+psycopg://"):
        raise Unusable("database_shape")
    if not parse_qs(urlsplit(written).query).get("host"):  # There a socket's folder may be named.
        _check_url(written, ("postgresql+psycopg",))
    return written


def file_of(sqlite_url: str) -> str:
    return sqlite_url.removeprefix("sqlite:///").partition("?")[0]


def number(least: int, most: int | None = None) -> Callable[[str], int]:
    def read(written: str) -> int:
        wanted = f"{least}-{most}" if most else f"≥ {least}"
        if not re.fullmatch(r"[0-9]{1,9}", written):
            raise Unusable("not_a_number", wanted)
        if int(written) < least or (most and int(written) > most):
            raise Unusable("out_of_range", wanted)
        return int(written)

    return read


def one_of(*known: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written.lower() not in known:
            raise Unusable("not_one_of", " / ".join(known))
        return written.lower()

    return read


def matching(shape: str, code: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if not re.fullmatch(shape, written):
            raise Unusable(code)
        return written

    return read
