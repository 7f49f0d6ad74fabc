"""One HTML element, built here and shown in the browser. Text is only ever text."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui.elements.mixins.text_element import TextElement

OnTap = Callable[[], Awaitable[None] | None]
OnWritten = Callable[[str], None]
_VALUE = "(e) => emit(e.target.value)"


class Node(TextElement):
    def __init__(self, tag: str, text: str = "", classes: str = "", **attributes: Any) -> None:
        """Attributes are written with underscores: `aria_label`."""
        super().__init__(tag=tag, text=text)
        self.classes(classes)
        for name, value in attributes.items():
            self.attribute(name, value)

    def attribute(self, name: str, value: Any) -> "Node":
        """An attribute of the element; False takes it away."""
        key = name.strip("_").replace("_", "-")
        if value is False:
            self.props.pop(key, None)
        else:
            self.props[key] = value
        return self

    def shows(self, text: str) -> None:
        if self.text != text:
            self.set_text(text)


def button(text: str, classes: str, tapped: OnTap, **attributes: Any) -> Node:
    made = Node("button", text, classes, type="button", **attributes)
    made.on("click", tapped, args=[])
    return made


def entry(tag: str, classes: str, written: OnWritten, **attributes: Any) -> Node:
    """An input, a textarea or a select; `written` is told its value as it changes."""
    made = Node(tag, "", classes, **attributes)
    event = "change" if tag == "select" else "input"
    made.on(event, lambda e: written(str(e.args or "")), js_handler=_VALUE)
    return made
