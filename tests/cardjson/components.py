"""Every component a card may hold, and the containers that hold them.

Left out on purpose, so that using one is noticed: img_combination, select_img, audio, the repeat
container and whatever 1.0 had (action, note …). Nothing here sends them.
"""

from collections.abc import Iterator

from tests.blockkit.shapes import (
    Check,
    Json,
    Shape,
    Violation,
    flag,
    integer,
    items,
    one_of,
    string,
)
from tests.cardjson.content import CONTENT, PLACED
from tests.cardjson.controls import CONTROLS
from tests.cardjson.texts import (
    ACTION,
    CONFIRM,
    ICON,
    align,
    behavior,
    by_tag,
    color,
    edges,
    name,
    padding,
    pixels,
    plain,
    spacing,
    tagged,
    text_node,
)

# Feishu refuses these by name: "cards of schema V2 no longer support this capability" (200861).
OF_SCHEMA_1 = ("action", "note")


def component(value: object, at: str) -> Iterator[Violation]:
    """Any component; where it may stand is the tree's business."""
    if not isinstance(value, dict):
        yield Violation(at, "not_an_object", repr(value)[:80])
        return
    kind = value.get("tag")
    if not isinstance(kind, str) or kind not in COMPONENTS:
        rule = "only_in_schema_1" if kind in OF_SCHEMA_1 else "unknown_tag"
        yield Violation(f"{at}/tag", rule, repr(kind))
    else:
        yield from COMPONENTS[kind](value, at)


_FLOW: dict[str, Check] = {
    "direction": one_of("vertical", "horizontal"),
    "horizontal_spacing": spacing,
    "horizontal_align": align,
    "vertical_spacing": spacing,
    "vertical_align": one_of("top", "center", "bottom"),
    "padding": padding,
}
_ELEMENTS = items(component, 1, 200)
BODY = Shape({"elements": _ELEMENTS}, _FLOW)

_FORM = Shape({**tagged("form"), "name": name, "elements": _ELEMENTS}, {**PLACED, **_FLOW})


def _weighted(column: Json, at: str) -> Iterator[Violation]:
    if "weight" in column and column.get("width") != "weighted":
        yield Violation(f"{at}/weight", "weight_without_weighted", "width is not weighted")


_COLUMN = Shape(
    {**tagged("column"), "elements": items(component, 0, 200)},
    {
        **PLACED,
        **_FLOW,
        "background_style": color,
        "width": pixels(16, 600, words="auto weighted"),
        "weight": integer(1, 5),
        "action": ACTION,
    },
    (_weighted,),
)
_COLUMN_SET = Shape(
    {**tagged("column_set"), "columns": items(_COLUMN, 1, 50)},
    {
        **PLACED,
        "horizontal_spacing": spacing,
        "horizontal_align": align,
        "flex_mode": one_of("none", "stretch", "flow", "bisect", "trisect"),
        "background_style": color,
        "action": ACTION,
    },
)
_RADIUS = string(10, pattern=r"\d+px|(?:100|\d?\d)%")
_PANEL_HEADER = Shape(
    {"title": by_tag({kind: text_node(kind) for kind in ("plain_text", "markdown")})},
    {
        "background_color": color,
        "vertical_align": one_of("top", "center", "bottom"),
        # The page allows two values; the server answers "invalid panel header padding".
        "padding": edges(-99, counts=(1, 4)),
        "position": one_of("top", "bottom"),
        "width": one_of("fill", "auto", "auto_when_fold"),
        "icon": ICON,
        "icon_position": one_of("left", "right", "follow_text"),
        "icon_expanded_angle": integer(-360, 360),
    },
)
_PANEL = Shape(
    {**tagged("collapsible_panel"), "header": _PANEL_HEADER, "elements": _ELEMENTS},
    {
        **PLACED,
        **_FLOW,
        "expanded": flag,
        "background_color": color,
        "border": Shape({}, {"color": color, "corner_radius": _RADIUS}),
    },
)
_INTERACTIVE = Shape(
    {
        **tagged("interactive_container"),
        "behaviors": items(behavior("callback", "open_url"), 1, 2),
        "elements": _ELEMENTS,
    },
    {
        **PLACED,
        **_FLOW,
        "width": pixels(16, 999, words="fill auto"),
        "height": pixels(10, 999, words="auto"),
        "background_style": color,
        "has_border": flag,
        "border_color": color,
        "corner_radius": _RADIUS,
        "disabled": flag,
        "disabled_tips": plain(),
        "hover_tips": plain(),
        "confirm": CONFIRM,
    },
)
COMPONENTS: dict[str, Check] = {
    **CONTENT,
    **CONTROLS,
    "form": _FORM,
    "column_set": _COLUMN_SET,
    "collapsible_panel": _PANEL,
    "interactive_container": _INTERACTIVE,
}
