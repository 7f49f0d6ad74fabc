"""What cards say and how it looks: texts in 16 languages, colours, icons, distances, links."""

import re
from collections.abc import Iterator, Mapping

from tests.blockkit.shapes import Check, Json, Shape, Violation, at_least_one, one_of, string

LANGUAGES = (
    *("en_us", "zh_cn", "zh_hk", "zh_tw", "ja_jp", "id_id", "vi_vn", "th_th"),
    *("pt_br", "es_es", "ko_kr", "de_de", "fr_fr", "it_it", "ru_ru", "ms_my"),
)
TEXT_SIZES = (
    *("heading-0", "heading-1", "heading-2", "heading-3", "heading-4", "heading"),
    *("normal", "notation", "xxxx-large", "xxx-large", "xx-large", "x-large"),
    *("large", "medium", "small", "x-small", "normal_v2"),
)
# The components' pages set no limit of their own; the card's size does.
LONGEST = 30_000

_HUES = "blue|carmine|green|grey|indigo|lime|orange|purple|red|sunflower|turquoise|violet|wathet"
_NUMBER = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
color = string(
    60,
    pattern=rf"default|white|bg-white|yellow|(?:{_HUES}|yellow)-\d{{2,3}}|{_HUES}"
    rf"|rgba\({_NUMBER}, ?{_NUMBER}, ?{_NUMBER}, ?(?:0|1|0?\.\d+|1\.0|0\.\d+)\)|cus-\d+",
)
text_size = string(20, pattern="|".join([*TEXT_SIZES, r"cus-\d+"]))
align = one_of("left", "center", "right")
spacing = string(12, pattern=r"small|medium|large|extra_large|\d{1,2}px")
element_id = string(20, pattern=r"[A-Za-z][A-Za-z0-9_]*")
name = string(100)
_URL = r"(?:https?|lark|feishu|mailto|tel):\S+"
url = string(3000, pattern=_URL)


def pixels(low: int, high: int, *, words: str = "") -> Check:
    """One distance, like "120px", or one of the words."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if value in words.split():
            return
        found = re.fullmatch(r"(\d+)px", value) if isinstance(value, str) else None
        if found is None:
            yield Violation(at, "bad_format", repr(value)[:80])
        elif not low <= int(found[1]) <= high:
            yield Violation(at, "out_of_range", f"{value} is not in {low}..{high}px")

    return check


def edges(low: int, *, counts: tuple[int, ...] = (1, 2, 4)) -> Check:
    """A margin or padding of one, two or four distances between `low` and 99 px."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, str):
            yield Violation(at, "not_a_string", repr(value)[:80])
            return
        parts = value.split(" ")
        if len(parts) not in counts:
            yield Violation(at, "bad_count", f"{len(parts)} distances, {counts} allowed")
        for part in parts:
            found = re.fullmatch(r"(-?\d+)(?:px)?", part)
            if found is None or (found[1] != "0" and not part.endswith("px")):
                yield Violation(at, "bad_format", value[:80])
            elif not low <= int(found[1]) <= 99:
                yield Violation(at, "out_of_range", f"{part} is not in {low}..99px")

    return check


margin = edges(-99)
padding = edges(0)


def spoken(longest: int = LONGEST, *, blank: bool = False) -> dict[str, Check]:
    """The content of a text node in its languages; every one must say something."""
    words = string(longest, shortest=0 if blank else 1)
    return {"content": words, "i18n_content": Shape({}, dict.fromkeys(LANGUAGES, words))}


def by_tag(table: Mapping[str, Check]) -> Check:
    """Choose the check by the object's `tag`; a tag outside the table is refused."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "not_an_object", repr(value)[:80])
            return
        kind = value.get("tag")
        chosen = table.get(kind) if isinstance(kind, str) else None
        if chosen is None:
            yield Violation(f"{at}/tag", "tag_not_allowed_here", repr(kind))
            return
        yield from chosen(value, at)

    return check


def tagged(kind: str) -> dict[str, Check]:
    return {"tag": one_of(kind)}


def text_node(
    kind: str,
    longest: int = LONGEST,
    *,
    more: Mapping[str, Check] | None = None,
    blank: bool = False,
) -> Shape:
    said = spoken(longest, blank=blank)
    extra = {"i18n_content": said["i18n_content"], **(more or {})}
    return Shape({**tagged(kind), "content": said["content"]}, extra)


def plain(longest: int = LONGEST) -> Check:
    """A plain_text node; lark_md is refused."""
    return by_tag({"plain_text": text_node("plain_text", longest)})


def title(longest: int = LONGEST) -> Check:
    """A plain_text or lark_md node without looks of its own."""
    return by_tag({kind: text_node(kind, longest) for kind in ("plain_text", "lark_md")})


_LOOKS: dict[str, Check] = {
    "text_size": text_size,
    "text_color": color,
    "text_align": align,
    "element_id": element_id,
}


def styled(*, lines: Check | None = None) -> Check:
    """A plain_text or lark_md node with size, colour and alignment."""
    more = {**_LOOKS, **({"lines": lines} if lines else {})}
    return by_tag({kind: text_node(kind, more=more) for kind in ("plain_text", "lark_md")})


_ICON_SIZE: dict[str, Check] = {"size": string(20, pattern=r"\d{1,3}px \d{1,3}px")}
_IMAGE_KEY = string(200, pattern=r"\S+")
IMAGE_KEY: dict[str, Check] = {"i18n_img_key": Shape({}, dict.fromkeys(LANGUAGES, _IMAGE_KEY))}
image_key = _IMAGE_KEY
ICON = by_tag(
    {
        "standard_icon": Shape(
            {**tagged("standard_icon"), "token": string(100, pattern=r"[a-z0-9_-]+")},
            {"color": color, **_ICON_SIZE},
        ),
        "custom_icon": Shape(
            {**tagged("custom_icon"), "img_key": image_key}, {**IMAGE_KEY, **_ICON_SIZE}
        ),
    }
)
CONFIRM = Shape({"title": plain(), "text": plain()})

_PLATFORMS: dict[str, Check] = dict.fromkeys(("pc_url", "ios_url", "android_url"), url)
LINKS = Shape({}, {"url": url, **_PLATFORMS}, (at_least_one("url", "pc_url"),))
ACTION = Shape({"multi_url": LINKS})


def _object(value: object, at: str) -> Iterator[Violation]:
    """A callback's value; text also travels, but Feishu's own SDK fails on it."""
    if not isinstance(value, dict):
        yield Violation(at, "value_not_an_object", repr(value)[:80])


_BEHAVIORS: dict[str, Check] = {
    "callback": Shape({"type": one_of("callback"), "value": _object}),
    "open_url": Shape({"type": one_of("open_url"), "default_url": url}, _PLATFORMS),
}


def behavior(*kinds: str) -> Check:
    """One entry of `behaviors` of these kinds."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "not_an_object", repr(value)[:80])
        elif value.get("type") not in kinds:
            yield Violation(f"{at}/type", "behavior_not_allowed_here", repr(value.get("type")))
        else:
            yield from _BEHAVIORS[value["type"]](value, at)

    return check


def unique(key: str, rule: str, inside: str) -> "Check":
    """A rule across an object: the entries of list `inside` differ in `key`."""

    def check(value: object, at: str) -> Iterator[Violation]:
        entries = value.get(inside) if isinstance(value, dict) else None
        seen: set[object] = set()
        for index, each in enumerate(entries if isinstance(entries, list) else []):
            word = each.get(key) if isinstance(each, dict) else None
            if isinstance(word, str) and word in seen:
                yield Violation(f"{at}/{inside}/{index}/{key}", rule, word)
            seen.add(word if isinstance(word, str) else None)

    return check


def node_tag(value: Json) -> str:
    """The tag of a node, "" where it has none."""
    tag = value.get("tag")
    return tag if isinstance(tag, str) else ""
