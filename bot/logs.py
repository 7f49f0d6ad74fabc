"""Logs: one line a record, as text or JSON, with the fields that were given as `extra`.

Customer data has no place in a log to begin with. As a last defence every line is masked for phone
numbers, e-mail addresses and tokens, and for the exact secrets of this process. Control characters
are escaped, so that nobody's text can forge a record or move a terminal's cursor.
"""

import json
import logging
import re
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from bot.domain import privacy
from bot.variables import Secret

OURS: Final = ("bot", "adapters", "storage")
_LOUD: Final = (
    "aiohttp.access", "apscheduler", "asyncio", "slack_bolt", "slack_sdk", "sqlalchemy", "uvicorn",
)  # fmt: skip
"""Libraries that log whole requests when they are let: never below a warning."""

_TOKEN: Final = re.compile(r"\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[A-Za-z0-9-]{4,}")
_BEARER: Final = re.compile(r"(?i)\b(bearer|authorization:?)\s+[\w.~+/=-]{6,}")
_URL_PASSWORD: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/@]+@")
_ALWAYS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LEAST: Final = 8  # A shorter secret would mask ordinary words.


class Mask:
    """Takes out of a text what must never be in a log."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        found = [s.reveal() for s in secrets if len(s.reveal()) >= _LEAST]
        self._exact = re.compile("|".join(map(re.escape, found))) if found else None

    def __call__(self, text: str) -> str:
        if self._exact:
            text = self._exact.sub("***", text)
        text = _TOKEN.sub("***", text)
        text = _BEARER.sub(r"\1 ***", text)
        text = _URL_PASSWORD.sub(r"\1:***@", text)
        return privacy.text(text)


def escaped(text: str) -> str:
    """The text with line breaks, controls and direction marks written out."""
    if text.isprintable():
        return text
    return "".join(c if _harmless(c) else _written_out(c) for c in text)


def _harmless(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _written_out(char: str) -> str:
    return json.dumps(char)[1:-1]


class _Lines(logging.Formatter):
    """What text and JSON lines have in common: a record's own fields, cleaned."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__()
        self._clean = clean

    def cleaned(self, value: Any) -> Any:
        if isinstance(value, bool | int | float | None):
            return value
        return self._clean(str(value))

    def extras(self, record: logging.LogRecord) -> Mapping[str, Any]:
        given = {k: v for k, v in vars(record).items() if k not in _ALWAYS}
        return {k: self.cleaned(v) for k, v in given.items()}

    def trace(self, record: logging.LogRecord) -> list[str]:
        if not record.exc_info or record.exc_info[0] is None:
            return []
        lines = "".join(traceback.format_exception(*record.exc_info)).splitlines()
        return [escaped(self._clean(line)) for line in lines]

    def at(self, record: logging.LogRecord) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextLines(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        said = f"{self.at(record)} {level} {record.name}: {self._clean(record.getMessage())}"
        shown = [f"{k}={v}" for k, v in self.extras(record).items()]
        # The bar keeps a line of a traceback from passing for a record of its own.
        return "\n".join(
            [escaped(" ".join([said, *shown])), *(f"  | {t}" for t in self.trace(record))]
        )


class JsonLines(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._clean(record.getMessage()),
            **self.extras(record),
        }
        if trace := self.trace(record):
            line["trace"] = trace
        return escaped(json.dumps(line, ensure_ascii=False))


def configure(
    level: str = "info",
    form: str = "text",
    secrets: Iterable[Secret] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every logger of this process to one stream (stderr), ours at `level`.

    Others say at most warnings, and no more than ours.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    lines = JsonLines if form == "json" else TextLines
    handler.setFormatter(lines(Mask(secrets)))
    others = max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()])
    logging.basicConfig(handlers=[handler], level=others, force=True)
    logging.captureWarnings(capture=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in _LOUD:
        logging.getLogger(name).setLevel(others)
