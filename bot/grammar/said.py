"""What many commands have in common: who is named, what is said after a label, a refusal."""

import re
from collections.abc import Iterable
from typing import Final, NoReturn

from bot.domain.errors import BadLine
from bot.domain.naming import Name
from bot.grammar.pairs import example
from bot.grammar.script import fold
from bot.grammar.vocabulary import LANGUAGES, TEXT_LABELS, turned
from bot.words import bilingual

# All patterns read folded text.
_LABEL: Final = re.compile(rf"(?:{TEXT_LABELS})[ \t]*[=:]\s*(?P<quote>\"[^\"]*\"$)?")
WHO: Final = re.compile(
    r"(?:to\s+|给\s*)?(?P<who><@[^>]{1,80}>|@?\"[^\"]+\"|@?「[^」]+」|[^\s,;:、。]+)[\s,;:、。]*"
)
MENTION: Final = re.compile(r"<@[^>]{1,80}>|@?\"[^\"]+\"|@?「[^」]+」|@[^\s,;:、。]+")
_ALSO: Final = re.compile(
    rf"(?:^|[\s,;、。])(?:and )?(?:also|会同|协同|并请)\s*(?P<who>{MENTION.pattern})[,;、。]*"
)
_QUOTES: Final = re.compile('["“”＂「」]')
LANGUAGE_OF: Final = turned(LANGUAGES)


def called(written: str) -> str:
    return _QUOTES.sub("", written).replace("＠", "@")


def and_also(text: str) -> tuple[str, str]:
    """Who works on it as well, only where they are mentioned: `also @finance`; and the rest."""
    found = _ALSO.search(fold(text))
    if not found:
        return "", text
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    return called(text[slice(*found.span("who"))]).removeprefix("@"), rest


def unlabelled(text: str) -> str:
    """The text without a label such as `原因：` before it."""
    label = _LABEL.match(fold(text))
    if not label:
        return text.strip()
    if label["quote"]:
        return text[label.start("quote") + 1 : -1].strip()
    return text[label.end() :].strip()


def refuse(command: str, line: str) -> NoReturn:
    raise BadLine(written=line[:80], hint=example(command, line))


def ways_to_say(prefix: str, slugs: Iterable[str]) -> tuple[Name, ...]:
    """What can be written, as whoever is refused will read it."""
    return tuple(bilingual(f"{prefix}.{slug}") for slug in slugs)
