"""What people read: the words of a message in their language, and whom it really calls."""

import re
from collections.abc import Iterator
from typing import Any

from tests.cardjson.tree import objects
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.state import Chat, Message

_AT = re.compile(r"<at\s+(?:user_)?ids?=[\"']?([\w,]+)[\"']?\s*>")
_TEXTS = ("plain_text", "lark_md", "markdown")
# Not on the screen: settings, what callbacks carry, pop-ups, and what table rows say by themselves.
_UNREAD = frozenset({"config", "value", "confirm", "chart_spec", "rows", "i18n_text_tag_list"})


def at_ids(text: str) -> list[str]:
    """Everybody in the at tags of a text, "all" among them."""
    return [each for found in _AT.findall(text) for each in found.split(",")]


def notified(message: Message, chat: Chat) -> frozenset[str]:
    """Whom a new message calls; person components, header texts and updates call nobody.

    In a private chat its owner is always called.
    """
    others = chat.members - {message.sender}
    if chat.p2p:
        return frozenset(others)
    called = set(_called(message))
    return frozenset(others if "all" in called else called & others)


def _called(message: Message) -> Iterator[str]:
    if message.msg_type == "text":
        yield from at_ids(message.text)
    elif message.msg_type == "post":
        for each in _post_parts(message.content):
            if each.get("tag") == "at":
                yield str(each.get("user_id"))
            elif each.get("tag") == "md":
                yield from at_ids(str(each.get("text")))
    elif message.is_card:
        for each in objects(message.content.get("body")):
            yield from called_in(each)


def called_in(node: Json) -> Iterator[str]:
    """Whom a text node calls in any of its languages; plain text calls nobody."""
    if node.get("tag") in {"markdown", "lark_md"}:
        for said in (node.get("content"), *dict(node.get("i18n_content") or {}).values()):
            yield from at_ids(str(said))


def _post_parts(content: Json) -> Iterator[Json]:
    """The parts of a post, whether sent under languages or received plain."""
    bodies = [content] if "content" in content else list(content.values())
    for body in bodies:
        for line in body.get("content", []) if isinstance(body, dict) else []:
            yield from line


def in_language(node: Json, locale: str, allowed: list[str] | None = None) -> str:
    """A text node as a client shows it: its own language, else English, else what is there."""
    said = {
        key: words
        for key, words in dict(node.get("i18n_content") or {}).items()
        if allowed is None or key in allowed
    }
    if locale in said:
        return str(said[locale])
    if locale == "zh_cn":
        return str(node.get("content", ""))
    return str(said.get("en_us", node.get("content", "")))


def resolved(card: Json, locale: str) -> Json:
    """The card with one language left, as somebody with this locale has it on screen."""
    allowed = card.get("config", {}).get("locales")
    shown: Json = _resolved(card, locale, allowed)
    return shown


def _resolved(value: Any, locale: str, allowed: list[str] | None) -> Any:
    if isinstance(value, list):
        return [_resolved(each, locale, allowed) for each in value]
    if not isinstance(value, dict):
        return value
    shown = {key: _resolved(inner, locale, allowed) for key, inner in value.items()}
    if "i18n_content" in value:
        shown["content"] = in_language(value, locale, allowed)
        del shown["i18n_content"]
    return shown


def words(message: Message, locale: str = "zh_cn") -> str:
    """Everything a person with this locale reads in a message, line by line."""
    if message.recalled:
        return ""
    if message.is_card:
        return "\n".join(_card_words(resolved(message.content, locale)))
    if message.msg_type == "post":
        parts = (str(each.get("text", "")) for each in _post_parts(message.content))
        return "\n".join(each for each in parts if each)
    return message.text


def _card_words(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _card_words(each)
    elif isinstance(value, dict):
        if value.get("tag") in _TEXTS and value.get("content"):
            yield str(value["content"])
        if value.get("tag") == "table":
            yield from _table_words(value)
        for key in sorted(value, key=_reading_order):
            if key not in _UNREAD:
                yield from _card_words(value[key])


def _reading_order(key: str) -> tuple[bool, bool]:
    return key not in {"header", "title", "label", "text"}, key in {"elements", "body"}


def _table_words(table: Json) -> Iterator[str]:
    yield " | ".join(str(each.get("display_name", "")) for each in table["columns"])
    for row in table["rows"]:
        yield " | ".join(_cell(row.get(each["name"], "")) for each in table["columns"])


def _cell(cell: Any) -> str:
    if isinstance(cell, list):
        return ", ".join(str(each["text"]) if isinstance(each, dict) else each for each in cell)
    return str(cell)
