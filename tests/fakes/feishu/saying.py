"""How a person's words become messages: placeholders for mentions, posts for text with pictures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.shapes import mention
from tests.fakes.feishu.state import BOT, BOT_NAME, StoredFile, Tenant

_AT = re.compile(r"<at user_id=\"(\w+)\">[^<]*</at>")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message to be posted: its kind, content, and the mentions its text points to."""

    msg_type: str
    content: Json
    mentions: tuple[Json, ...] = ()
    files: tuple[StoredFile, ...] = ()

    @property
    def mentions_bot(self) -> bool:
        return any(each["id"]["open_id"] == BOT for each in self.mentions)


def spoken(
    tenant: Tenant, text: str, files: Iterable[tuple[str, bytes]], *, to_bot: bool, post: bool
) -> Iterator[Spoken]:
    """Text with pictures is one post; every other file is a message of its own."""
    stored = [tenant.store(name, content, _kind(name)) for name, content in files]
    pictures = tuple(each for each in stored if each.kind == "image")
    if text and (pictures or post):
        yield _post(tenant, text, pictures, to_bot=to_bot)
    elif text:
        shown, named = _placed(tenant, text, to_bot=to_bot)
        yield Spoken("text", {"text": shown}, named)
    for each in stored:
        if each.kind == "file":
            yield Spoken("file", {"file_key": each.key, "file_name": each.name}, (), (each,))
        elif not text:
            yield Spoken("image", {"image_key": each.key}, (), (each,))


def _kind(name: str) -> str:
    return "image" if name.lower().endswith(_PICTURES) else "file"


def _placed(tenant: Tenant, text: str, *, to_bot: bool) -> tuple[str, tuple[Json, ...]]:
    """The text with @_user_N for every at tag, the bot's mention in front if wanted."""
    whole = f'<at user_id="{BOT}"></at> {text}' if to_bot else text
    named: list[Json] = []

    def place(found: re.Match[str]) -> str:
        named.append(mention(len(named) + 1, found[1], tenant, BOT_NAME))
        return str(named[-1]["key"])

    return _AT.sub(place, whole), tuple(named)


def _post(tenant: Tenant, text: str, pictures: tuple[StoredFile, ...], *, to_bot: bool) -> Spoken:
    shown, named = _placed(tenant, text, to_bot=to_bot)
    lines = [list(_line(line, named)) for line in shown.split("\n")]
    lines += [[{"tag": "img", "image_key": each.key, "width": 8, "height": 8}] for each in pictures]
    return Spoken("post", {"title": "", "content": lines}, named, pictures)


def _line(line: str, named: tuple[Json, ...]) -> Iterator[Json]:
    names = {each["key"]: each["name"] for each in named}
    for part in re.split(r"(@_user_\d+)", line):
        if part in names:
            yield {"tag": "at", "user_id": part, "user_name": names[part], "style": []}
        elif part:
            yield {"tag": "text", "text": part, "style": []}
