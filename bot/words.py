"""The words: one catalogue a language, in `bot/locales/*.toml`; code holds keys, never sentences.

`Words` fills a sentence for one reader: `words.say("done.accepted", ticket="…")`. Values that are
names in two languages, times, persons or lists are put into that reader's language and zone.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.policy import Name

LOCALES: Final = ("zh", "en")


def known_locale(written: str | None, default: str = "zh") -> str:
    """The catalogue for a platform's or person's locale, such as `zh-CN`, `en-US`, `en_gb`."""
    start = (written or "").lower()[:2]
    return start if start in LOCALES else default


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Every sentence of a language by its dotted key; all `*.<locale>.toml` files are merged."""
    found: dict[str, str] = {}
    for file in sorted(files("bot").joinpath("locales").iterdir(), key=lambda f: f.name):
        if file.name == f"{locale}.toml" or file.name.endswith(f".{locale}.toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(table: Mapping[str, Any], prefix: str, found: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}{key}.", found)
        else:
            found[prefix + key] = value


def bilingual(key: str) -> Name:
    """The sentence under a key in both languages, for whoever will read it."""
    return Name(*(catalogue(locale)[key] for locale in LOCALES))


def named(locale: str, prefix: str, slug: str) -> str:
    """The word for a slug (`status.pending`), or the slug itself if it is none of ours."""
    return catalogue(locale).get(f"{prefix}.{slug}", slug)


@dataclass(frozen=True, slots=True)
class Words:
    """One reader's language, zone and present moment (times near now are written short)."""

    locale: str
    zone: ZoneInfo
    now: datetime

    @property
    def in_each_language(self) -> "tuple[Words, ...]":
        """The same for readers of every language: rooms are of both."""
        return tuple(Words(locale, self.zone, self.now) for locale in LOCALES)

    def say(self, key: str, /, **blanks: Any) -> str:
        """The sentence under `key`, filled. A missing key is a bug and raises KeyError."""
        return catalogue(self.locale)[key].format_map(
            {name: self.show(value, name) for name, value in blanks.items()}
        )

    def has(self, key: str) -> bool:
        return key in catalogue(self.locale)

    def name(self, prefix: str, slug: str) -> str:
        """The word for a slug (`status.pending`), or the slug itself if it is none of ours."""
        return named(self.locale, prefix, slug)

    def show(self, value: Any, blank: str = "") -> str:
        match value:
            case str():
                prefix = _SLUG_BLANKS.get(blank)
                return self.name(prefix, value) if prefix else value
            case Name():
                return value.of(self.locale)
            case datetime():
                return self.moment(value)
            case timedelta():
                return self.span(value)
            case Iterable():
                return self.listed([self.show(v, blank) for v in value])
            case _:
                return str(value)

    def listed(self, parts: Iterable[str]) -> str:
        return catalogue(self.locale)["word.list_comma"].join(parts)

    def moment(self, at: datetime) -> str:
        """10:15 today, 11-22 10:15 this year, 2027-01-04 10:15 otherwise, in the reader's zone."""
        local, now = _to_the_minute(at, self.zone), _to_the_minute(self.now, self.zone)
        if local[:_DAY] == now[:_DAY]:
            return local[_DAY + 1 :]
        return local[_YEAR + 1 :] if local[:_YEAR] == now[:_YEAR] else local

    def span(self, length: timedelta) -> str:
        """A length in its two largest units: 12 分钟, 1 小时 5 分钟, 3 天 2 小时."""
        seconds = int(abs(length).total_seconds())
        if seconds < _MINUTE:
            return self.say("span.seconds", n=seconds)
        parts: list[str] = []
        for key, size in _UNITS:
            count, seconds = divmod(seconds, size)
            if count or parts:
                parts += [self.say(f"span.{key}", n=count)] if count else [""]
            if len(parts) == _SHOWN_UNITS:
                break
        return catalogue(self.locale)["span.join"].join(p for p in parts if p)

    def until(self, at: datetime) -> str:
        """How far off a time is: `in 12 min` or `5 min ago`, as of `now`."""
        if at >= self.now:
            return self.say("span.in", span=at - self.now)
        return self.say("span.ago", span=self.now - at)


_YEAR: Final = len("2027")
_DAY: Final = len("2027-01-04")


@lru_cache(maxsize=1000)
def _to_the_minute(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).replace(tzinfo=None).isoformat(" ", "minutes")


_MINUTE: Final = 60
_SHOWN_UNITS: Final = 2
_UNITS: Final = (("days", 86400), ("hours", 3600), ("minutes", 60))

_SLUG_BLANKS: Final[Mapping[str, str]] = {
    "status": "status",
    "state": "action_state",
    "metric": "metric",
    "move": "button",
    "possible": "button",
    "act": "act",
    "role": "role",
    "who_may": "role",
    "field": "field",
    "missing": "field",
    "duty": "duty",
    "kind": "duty",
    "owed": "duty",
    "command": "button",
    "close_reason": "close_reason",
    "happenings": "happened",
    "stage": "request_stage",
}
"""Blanks whose values are slugs that have a word of their own, by the catalogue's prefix."""

Say = Callable[..., str]
