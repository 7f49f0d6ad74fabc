"""What a card shows without being touched: header, texts, people, pictures, tables, charts."""

from collections.abc import Iterator, Mapping

from tests.blockkit.shapes import (
    Check,
    Json,
    Shape,
    Violation,
    anything,
    flag,
    integer,
    items,
    one_of,
    string,
)
from tests.cardjson.texts import (
    ICON,
    IMAGE_KEY,
    LANGUAGES,
    LONGEST,
    align,
    edges,
    element_id,
    image_key,
    margin,
    pixels,
    plain,
    spoken,
    styled,
    tagged,
    text_size,
    title,
    unique,
)

PLACED: dict[str, Check] = {"element_id": element_id, "margin": margin}

_TAG_COLORS = (
    *("neutral", "blue", "turquoise", "lime", "orange", "violet", "indigo", "wathet"),
    *("green", "yellow", "red", "purple", "carmine"),
)
_TEXT_TAG = Shape(
    {**tagged("text_tag"), "text": plain()},
    {"color": one_of(*_TAG_COLORS), "element_id": element_id},
)
_TEXT_TAGS = items(_TEXT_TAG, 1, 3)
HEADER = Shape(
    {"title": title()},
    {
        "subtitle": title(),
        "text_tag_list": _TEXT_TAGS,
        "i18n_text_tag_list": Shape({}, dict.fromkeys(LANGUAGES, _TEXT_TAGS)),
        "template": one_of(
            *("blue", "wathet", "turquoise", "green", "yellow", "orange", "red"),
            *("carmine", "violet", "purple", "indigo", "grey", "default"),
        ),
        "icon": ICON,
        "padding": edges(0),
    },
)

_SAID = spoken(LONGEST)
_MARKDOWN = Shape(
    {**tagged("markdown"), "content": _SAID["content"]},
    {
        **PLACED,
        "i18n_content": _SAID["i18n_content"],
        "text_align": align,
        "text_size": text_size,
        "icon": ICON,
    },
)
_DIV = Shape(
    {**tagged("div"), "text": styled(lines=integer(1, 1000))},
    {**PLACED, "icon": ICON, "width": pixels(16, 999, words="fill auto")},
)
_HR = Shape(tagged("hr"), PLACED)
_FACE: dict[str, Check] = {
    "size": one_of("extra_small", "small", "medium", "large"),
    "show_avatar": flag,
    "show_name": flag,
}
_ID = string(100, pattern=r"[A-Za-z0-9_]+")
_PERSON = Shape(
    {**tagged("person"), "user_id": _ID},
    {**PLACED, **_FACE, "style": one_of("normal", "capsule")},
)
_PERSON_LIST = Shape(
    {**tagged("person_list"), "persons": items(Shape({"id": _ID}), 1, 100)},
    {
        **PLACED,
        **_FACE,
        "drop_invalid_user_id": flag,
        "lines": integer(1, 100),
        "icon": ICON,
    },
)
_ALT = Shape(
    {**tagged("plain_text"), "content": string(LONGEST, shortest=0)},
    {"i18n_content": spoken(blank=True)["i18n_content"]},
)
_IMG = Shape(
    {**tagged("img"), "img_key": image_key, "alt": _ALT},
    {
        **PLACED,
        **IMAGE_KEY,
        "title": plain(),
        "corner_radius": string(10, pattern=r"\d+px|(?:100|\d?\d)%"),
        "scale_type": one_of("crop_center", "crop_top", "fit_horizontal"),
        "size": string(
            40, pattern=r"stretch|large|medium|small|tiny|[1-9]\d{0,3}px [1-9]\d{0,3}px"
        ),
        "transparent": flag,
        "preview": flag,
    },
)


def _spec(value: object, at: str) -> Iterator[Violation]:
    """A chart's own language is VChart's; here only that it names a type and has figures."""
    if not isinstance(value, dict):
        yield Violation(at, "not_an_object", repr(value)[:80])
        return
    for key in {"type", "data"} - value.keys():
        yield Violation(f"{at}/{key}", "missing", f"{key!r} is required")


_CHART = Shape(
    {**tagged("chart"), "chart_spec": _spec},
    {
        **PLACED,
        "aspect_ratio": one_of("1:1", "2:1", "4:3", "16:9"),
        "color_theme": one_of("brand", "rainbow", "complementary", "converse", "primary"),
        "preview": flag,
        "height": pixels(1, 999, words="auto"),
    },
)

_CELLS: Mapping[str, Check] = {
    "text": string(LONGEST, shortest=0),
    "lark_md": string(LONGEST, shortest=0),
    "markdown": string(LONGEST, shortest=0),
    "date": integer(0, 10**14),
    "options": items(Shape({"text": string(200)}, {"color": one_of(*_TAG_COLORS)}), 0, 50),
    "persons": items(_ID, 0, 50),
}


def _number(value: object, at: str) -> Iterator[Violation]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Violation(at, "not_a_number", repr(value)[:80])


def _rows(table: Json, at: str) -> Iterator[Violation]:
    """Every cell belongs to a column and is of its type (200914 "table rows is invalid")."""
    columns = table.get("columns")
    kinds = {
        str(each.get("name")): str(each.get("data_type"))
        for each in (columns if isinstance(columns, list) else [])
        if isinstance(each, dict)
    }
    rows = table.get("rows")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        for key, cell in row.items() if isinstance(row, dict) else ():
            place = f"{at}/rows/{index}/{key}"
            if key not in kinds:
                yield Violation(place, "no_such_column", str(key))
            elif kinds[key] == "number":
                yield from _number(cell, place)
            else:
                yield from _CELLS.get(kinds[key], anything)(cell, place)


_COLUMN = Shape(
    {"name": string(100), "data_type": one_of(*_CELLS, "number")},
    {
        "display_name": string(200),
        "width": string(8, pattern=r"auto|(?:[89]\d|[1-5]\d\d|600)px|(?:100|[1-9]\d?)%"),
        "vertical_align": one_of("top", "center", "bottom"),
        "horizontal_align": align,
        "format": Shape({}, {"precision": integer(0, 10), "symbol": string(1), "separator": flag}),
        "date_format": string(40),
    },
)


def _row(value: object, at: str) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield Violation(at, "not_an_object", repr(value)[:80])


_TABLE = Shape(
    {**tagged("table"), "columns": items(_COLUMN, 1, 50), "rows": items(_row, 0, 1000)},
    {
        **PLACED,
        "page_size": integer(1, 10),
        "row_height": pixels(32, 124, words="low middle high auto"),
        "row_max_height": pixels(32, 999),
        "freeze_first_column": flag,
        "header_style": Shape(
            {},
            {
                "text_align": align,
                "text_size": one_of("normal", "heading"),
                "background_style": one_of("grey", "none"),
                "text_color": one_of("default", "grey"),
                "bold": flag,
                "lines": integer(1, 100),
            },
        ),
    },
    (_rows, unique("name", "duplicate_column", "columns")),
)

CONTENT: Mapping[str, Check] = {
    "markdown": _MARKDOWN,
    "div": _DIV,
    "hr": _HR,
    "person": _PERSON,
    "person_list": _PERSON_LIST,
    "img": _IMG,
    "chart": _CHART,
    "table": _TABLE,
}
