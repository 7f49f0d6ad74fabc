"""A card put together within Feishu's limits by construction: 30 KB of request, 200 elements.

What must be there (header, buttons, small print) is weighed first; what may be cut short follows in
order, as far as there is room. The card travels as a text within JSON, so it is weighed as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from adapters.feishu.voice import CLIENT_LOCALES, Of, Voice, as_written, block, plain
from adapters.plain import ELLIPSIS, Json, packed, written

BYTES: Final = 27_000
ELEMENTS: Final = 190
_SUMMARY: Final = 200
_TITLE: Final = 120
_TAG: Final = 40


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
    """A message's body: the card, and as what it is sent: a text within JSON."""

    card: Json
    quoted: bytes

    @property
    def content(self) -> str:
        """That text."""
        return str(orjson.loads(self.quoted))


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


def weigh(value: Any) -> Weight:
    """Bytes of the value once it is a text within JSON, and how many elements it has."""
    return _weight(packed(written(value)))


def _weight(quoted: bytes) -> Weight:
    """A quote that somebody wrote has three backslashes before it, and that of a key but one."""
    return Weight(len(quoted), quoted.count(b'"tag\\":'))


def rendered(sheet: Sheet, voice: Voice, mark: str = "") -> Rendered:
    """The card; `mark` is an id by which `find` knows it again."""
    frame = _frame(sheet, voice)
    card = _filled(frame, [*sheet.body, *sheet.tail], mark)
    quoted = packed(written(card))
    if not _weight(quoted).fits:
        card = _cut_short(sheet, frame, mark)
        quoted = packed(written(card))
    return Rendered(card, quoted)


def _filled(frame: Json, elements: Sequence[Json], mark: str) -> Json:
    body = _marked(elements or [block(as_written(ELLIPSIS))], mark)
    return {**frame, "body": {"elements": body}}


def _cut_short(sheet: Sheet, frame: Json, mark: str) -> Json:
    ending = [block(as_written(ELLIPSIS)), *sheet.tail]
    page = _Page(weigh(frame) + weigh(ending) + weigh([mark]))
    for each in sheet.body:
        if not page.take(each):
            break
    return _filled(frame, [*page.elements, *ending], mark)


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


def text_tag(voice: Voice, prefix: str, slug: str, color: str) -> Json:
    """A word of the catalogue in a colour."""
    return {"tag": "text_tag", "text": voice.word(prefix, slug, _TAG), "color": color}
