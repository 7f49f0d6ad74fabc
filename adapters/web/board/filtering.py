"""What every page with filters has: its address, the controls, and the way to more rows."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TypeVar
from urllib.parse import urlencode

from adapters.web.markup import Inside, Markup, tag
from bot.forms import Option
from bot.handlers.browsing import Sought
from bot.handlers.overseeing import SIZES, Wanted
from bot.words import Words

Asked = TypeVar("Asked", Wanted, Sought)


def address(asked: Wanted | Sought, path: str) -> str:
    """Where a filter is found again: only what it says, always in the same order."""
    default = type(asked)()
    said = {
        f.name: getattr(asked, f.name)
        for f in fields(asked)
        if getattr(asked, f.name) != getattr(default, f.name)
    }
    return f"{path}?{urlencode(said)}" if said else path


def filters(path: str, words: Words, *controls: Inside, narrowed: bool) -> Markup:
    clear = tag("a", words.say("board.clear"), href=path) if narrowed else None
    return tag(
        "form",
        *controls,
        tag("button", words.say("board.apply"), class_="main"),
        clear,
        method="get",
        action=path,
        class_="filters",
        aria_label=words.say("board.filters"),
    )


def labelled(label: str, control: Markup) -> Markup:
    return tag("label", tag("span", label), control)


def tick(name: str, label: str, *, ticked: bool) -> Markup:
    box = tag("input", type="checkbox", name=name, value="1", checked=ticked)
    return tag("label", box, tag("span", label), class_="tick")


def select(name: str, value: str, offered: Iterable[Option], words: Words) -> Markup:
    none = tag("option", words.say("board.any"), value="")
    rest = (
        tag("option", words.show(o.name), value=o.value, selected=o.value == value) for o in offered
    )
    return labelled(words.name("field", name), tag("select", none, *rest, name=name))


def more(shown: int, total: int, asked: Asked, path: str, words: Words) -> Markup | None:
    if total <= shown:
        return None
    larger = next((size for size in SIZES if size > asked.size), None)
    told = tag("span", words.say("board.shown", shown=shown, n=total))
    if larger is None:
        return tag("p", told, class_="more")
    link = tag("a", words.say("board.show_more"), href=address(replace(asked, size=larger), path))
    return tag("p", told, " ", link, class_="more")
