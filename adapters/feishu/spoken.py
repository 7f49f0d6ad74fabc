"""What people wrote in Feishu, as plain words: mentions, rich text and files resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from adapters.plain import Json
from adapters.shape import BadPayload, optional, parsed, record, records
from bot.grammar.script import cleaned, fold

_PLACEHOLDER: Final = re.compile(r"@_(?:user_\d+|all)")
_COMMAND: Final = re.compile(r"/(?:ticket(?![a-z0-9_])|工单)")
_NAMES: Final = {"image": "image.png", "audio": "audio.opus", "media": "video.mp4"}
_KEYS: Final = ("file_key", "image_key")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody whom a message @-mentions; `key` is where in the text."""

    key: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as people read it, with its mentions still as placeholders."""

    text: str
    mentioned: tuple[Mentioned, ...] = ()
    files: tuple[str, ...] = ()

    def mentions(self, user: str) -> bool:
        return any(each.user == user for each in self.mentioned)

    def line(self, bot: str) -> str:
        """A command line: a person is `<@ou_1>`, which is what the grammar reads; we are gone."""
        known = {each.key: f" <@{each.user}> " for each in self.mentioned}
        known |= {each.key: " " for each in self.mentioned if each.user == bot}
        return self._filled(known).strip()

    def prose(self, bot: str = "") -> str:
        """A note or a report: a person is `@name`."""
        known = {each.key: f"@{each.name or each.user}" for each in self.mentioned}
        known |= {each.key: "" for each in self.mentioned if bot and each.user == bot}
        return self._filled(known).strip()

    def _filled(self, known: dict[str, str]) -> str:
        return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), self.text)


def is_command(line: str) -> bool:
    """Whether a line asks for us by name, whatever slash and width it was typed with."""
    return _COMMAND.match(fold(cleaned(line))) is not None


def spoken(message: Json, kind: str, content: str, number: str) -> Spoken:
    """A message of any kind; of what cannot be read, the files at least."""
    found = parsed(content or "{}")
    text, keys = _read(kind, found)
    return Spoken(text, tuple(_mentioned(message)), tuple(_files(kind, keys, number)))


def _read(kind: str, content: Json) -> tuple[str, list[Json]]:
    """The words of a message's content, and the parts that hold a file."""
    if kind == "text":
        return optional(content, "text"), []
    if kind == "post":
        return _post(content)
    return "", [content]


def _post(content: Json) -> tuple[str, list[Json]]:
    """Rich text: its title, its lines, its pictures; under a language where it was sent so."""
    body = content if "content" in content else next(iter(_bodies(content)), {})
    lines = body.get("content")
    parts = [[each for each in line if isinstance(each, dict)] for line in _lists(lines)]
    said = ["".join(map(_words, line)) for line in parts]
    text = "\n".join(line for line in (optional(body, "title"), *said) if line)
    return text, [each for line in parts for each in line if each.get("tag") in ("img", "media")]


def _bodies(content: Json) -> Iterator[Json]:
    return (each for each in content.values() if isinstance(each, dict))


def _lists(lines: Any) -> list[list[Any]]:
    listed = lines if isinstance(lines, list) else []
    return [each for each in listed if isinstance(each, list)]


def _words(part: Json) -> str:
    match part.get("tag"):
        case "text" | "md" | "code_block":
            return optional(part, "text")
        case "a":
            text, link = optional(part, "text"), optional(part, "href")
            return text if not link or (link.endswith(text) and text) else f"{text} {link}".strip()
        case "at":
            return optional(part, "user_id")
        case "emotion":
            return f"[{optional(part, 'emoji_type')}]"
        case _:
            return ""


def _mentioned(message: Json) -> Iterator[Mentioned]:
    """In an event the id is an object; in a message that was asked for it is the open_id."""
    for each in records(message, "mentions"):
        given = each.get("id")
        user = given if isinstance(given, str) else optional(record(each, "id"), "open_id")
        yield Mentioned(optional(each, "key"), user, optional(each, "name"))


def _files(kind: str, parts: list[Json], number: str) -> Iterator[str]:
    """References to a message's files, `feishu:om_1/file_1 photo.jpg`; the files stay there."""
    for part in parts:
        key = next((optional(part, each) for each in _KEYS if part.get(each)), "")
        own = {"img": "image", "media": "media"}.get(optional(part, "tag"), kind)
        name = optional(part, "file_name") or _NAMES.get(own, "")
        if key:
            yield f"feishu:{number}/{key} {name}".strip()


def moment(millis: str) -> datetime:
    """When a message was sent; Feishu writes milliseconds as text."""
    try:
        return datetime.fromtimestamp(int(millis) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadPayload(millis) from error
