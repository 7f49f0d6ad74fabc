"""HTML put together from parts: whatever is not markup already is escaped, so nothing can slip in.

`tag("p", "1 < 2", title="x")` gives `<p title="x">1 &lt; 2</p>`. In attributes' names a trailing
underscore is left out and others are hyphens; True is an attribute without a value, False and None
are none at all.
"""

from collections.abc import Iterable
from html import escape
from typing import Final


class Markup(str):
    """Text that is HTML. Only this module makes it."""

    __slots__ = ()


Inside = str | Markup | Iterable["Inside"] | None
Value = str | int | bool | None

_VOID: Final = frozenset({"input", "link", "meta", "br", "hr", "img"})


def tag(name: str, /, *inside: Inside, **attributes: Value) -> Markup:
    opening = f"<{name}{''.join(_attribute(n, v) for n, v in attributes.items())}>"
    return Markup(opening if name in _VOID else f"{opening}{markup(inside)}</{name}>")


def markup(inside: Inside) -> Markup:
    """The parts one after another."""
    match inside:
        case Markup():
            return inside
        case str():
            return Markup(escape(inside))
        case None:
            return Markup()
        case _:
            return Markup("".join(map(markup, inside)))


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'


def document(locale: str, *head: Inside, body: Inside) -> Markup:
    """A whole page, for a phone's width as well."""
    width = tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    top = tag("head", tag("meta", charset="utf-8"), width, *head)
    lang = "zh-CN" if locale == "zh" else locale
    return Markup("<!doctype html>" + tag("html", top, tag("body", body), lang=lang))
