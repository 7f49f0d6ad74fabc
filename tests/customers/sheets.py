"""A customer's page as a browser without scripts reads it: its form, its labels, its text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SPOKEN = ("style", "title")


@dataclass
class Sheet(HTMLParser):
    """`values` are what the form would send, `named` the controls of each name."""

    markup: str
    values: dict[str, str] = field(default_factory=dict)
    named: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    labelled: set[str] = field(default_factory=set)
    lang: str = ""
    action: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._select = self._silent = ""
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = found["lang"]
        if tag == "form":
            self.action = found["action"]
        if tag == "label":
            self.labelled.add(found.get("for", ""))
        if tag == "option" and "selected" in found:
            self.values[self._select] = found["value"]
        self._silent = tag if tag in _SPOKEN else ""
        self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        name = found.get("name", "")
        if tag not in ("input", "textarea", "select", "button") or not name:
            return
        self.named.setdefault(name, []).append(found)
        self._select = name
        if tag in ("textarea", "select"):
            self.values.setdefault(name, "")
        if tag == "input" and (found["type"] != "radio" or "checked" in found):
            self.values[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._silent = ""

    @property
    def typed(self) -> str:
        """What the large field holds."""
        found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", self.markup, re.DOTALL)
        return found[1] if found else ""
