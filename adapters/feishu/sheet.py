"""A card put together within Feishu's limits by construction: 30 KB of request, 200 elements.

What must be there (header, buttons, small print) is weighed first; what may be cut short follows in
order, as far as there is room. The card travels as a text within JSON, so it is weighed as one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.feishu.voice import CLIENT_LOCALES, Of, Voice, as_written, block, plain
from adapters.plain import ELLIPSIS, Json

BYTES: Final = 27_000
ELEMENTS: Final = 190
_SUMMARY: Final = 200
_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card before it is weighed: `tail` is never cut, `body` from its end."""

    summary: Of
    body: Sequence[Json] = ()
    tail: Sequence[Json] = ()
    title: Of | None = None
    template: str = "default"
    tags: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    size: int = 0
    elements: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.size + other.size, self.elements + other.elements)

    @property
    def fits(self) -> bool:
        return self.size <= BYTES and self.elements <= ELEMENTS


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's body: the card, and as what it is sent."""

    card: Json

    @property
    def content(self) -> str:
        return written(self.card)


@dataclass(slots=True)
class _Page:
    weight: Weight
    elements: list[Json] = field(default_factory=list)

    def take(self, element: Json) -> bool:
        heavier = self.weight + weigh(element)
        if heavier.fits:
            self.weight = heavier
            self.elements.append(element)
        return heavier.fits


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def weigh(value: Any) -> Weight:
    """Bytes of the value once it is a text within JSON, and how many elements it has."""
    return Weight(len(written(written(value)).encode()), _elements(value))


def _elements(value: Any) -> int:
    if isinstance(value, dict):
        return ("tag" in value) + sum(_elements(each) for each in value.values())
    return sum(map(_elements, value)) if isinstance(value, list) else 0


def rendered(sheet: Sheet, voice: Voice, mark: str = "") -> Rendered:
    """The card; `mark` is an id by which `find` knows it again."""
    frame = _frame(sheet, voice)
    cut_short = block(as_written(ELLIPSIS))
    page = _Page(weigh(frame) + weigh([*sheet.tail]) + weigh([cut_short, mark]))
    whole = all(page.take(each) for each in sheet.body)
    elements = [*page.elements, *([] if whole else [cut_short]), *sheet.tail]
    frame["body"] = {"elements": _marked(elements or [cut_short], mark)}
    return Rendered(frame)


def _marked(elements: Iterable[Json], mark: str) -> list[Json]:
    first, *rest = elements
    return [{**first, "element_id": mark} if mark else first, *rest]


def _frame(sheet: Sheet, voice: Voice) -> Json:
    summary = plain(voice, sheet.summary, _SUMMARY)
    del summary["tag"]
    config: Json = {"update_multi": True, "enable_forward_interaction": False, "summary": summary}
    if voice.room:
        config["locales"] = [*CLIENT_LOCALES.values()]
    frame: Json = {"schema": "2.0", "config": config}
    if sheet.title is not None:
        header: Json = {"title": plain(voice, sheet.title, _TITLE), "template": sheet.template}
        frame["header"] = {**header, "text_tag_list": [*sheet.tags]} if sheet.tags else header
    return frame


def text_tag(voice: Voice, of: Of, color: str) -> Json:
    return {"tag": "text_tag", "text": plain(voice, of, 40), "color": color}
