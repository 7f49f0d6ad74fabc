"""One HTML element, built here and shown in the browser. Text is only ever text."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui.elements.mixins.text_element import TextElement

OnTap = Callable[[], Awaitable[None] | None]
OnWritten = Callable[[str], None]
DO: Final = "data_do"
"""The attribute by which a button among the messages says what it does.

Messages are drawn anew all the time; whoever taps one in that moment must be heard all the same, so
their buttons have no listener of their own: the list of messages has one for them all.
"""

_DONE = """(e) => {
  const tapped = e.target.closest('[data-do]');
  if (!tapped) return;
  tapped.closest('details')?.removeAttribute('open');
  emit(tapped.dataset.do);
}"""
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


def listening(place: Node, done: Callable[[str], Awaitable[None]]) -> None:
    """Hear every button within a place that says what it does."""
    place.on("click", lambda e: done(str(e.args)), js_handler=_DONE)
