"""The blocks of Block Kit, and on which surface each may stand (slack.md §3.2, §3.5).

Left out on purpose, so that using one is noticed: video, file, card, carousel, container, plan,
task_card, context_actions, auth_provider, data_table, data_visualization. Nothing here sends them.
"""

from collections.abc import Mapping

from tests.blockkit.elements import AS_ACCESSORY, ID, IN_ACTIONS, IN_CONTEXT, IN_INPUT
from tests.blockkit.shapes import (
    URL,
    Check,
    Json,
    Shape,
    at_least_one,
    by_type,
    exactly_one,
    flag,
    integer,
    items,
    one_of,
    plain,
    string,
    text,
    typed,
)

_BLOCK_ID: dict[str, Check] = {"block_id": string(255)}
_STYLE = Shape(
    {}, dict.fromkeys(("bold", "italic", "strike", "underline", "code", "highlight"), flag)
)
_STYLED: dict[str, Check] = {"style": _STYLE}
_INLINE: dict[str, Check] = {
    "text": Shape({**typed("text"), "text": string(10**5, shortest=0, pattern=r"(?s).+")}, _STYLED),
    "link": Shape({**typed("link"), "url": URL}, {**_STYLED, "text": string(3000), "unsafe": flag}),
    "user": Shape({**typed("user"), "user_id": ID}, _STYLED),
    "usergroup": Shape({**typed("usergroup"), "usergroup_id": ID}, _STYLED),
    "channel": Shape({**typed("channel"), "channel_id": ID}, _STYLED),
    "broadcast": Shape(
        {**typed("broadcast"), "range": one_of("here", "channel", "everyone")}, _STYLED
    ),
    "emoji": Shape(
        {**typed("emoji"), "name": string(100)},
        {"unicode": string(100), "skin_tone": integer(1, 6)},
    ),
    "date": Shape(
        {**typed("date"), "timestamp": integer(0, 10**11), "format": string(200)},
        {**_STYLED, "url": URL, "fallback": string(200)},
    ),
}


_LINE: dict[str, Check] = {"elements": items(by_type(_INLINE), 1, 1000)}
_RICH_SECTION = Shape({**typed("rich_text_section"), **_LINE})
_RICH: dict[str, Check] = {
    "rich_text_section": _RICH_SECTION,
    "rich_text_list": Shape(
        {
            **typed("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": items(_RICH_SECTION, 1, 1000),
        },
        {"indent": integer(0, 8), "offset": integer(0, 10**6), "border": integer(0, 1)},
    ),
    "rich_text_preformatted": Shape(
        {**typed("rich_text_preformatted"), **_LINE},
        {"border": integer(0, 1), "language": string(50)},
    ),
    "rich_text_quote": Shape({**typed("rich_text_quote"), **_LINE}, {"border": integer(0, 1)}),
}
_RICH_TEXT = Shape({**typed("rich_text"), "elements": items(by_type(_RICH), 1, 1000)}, _BLOCK_ID)
_CELL = by_type(
    {
        "raw_text": Shape({**typed("raw_text"), "text": string(10**4)}),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


_EVERYWHERE: Mapping[str, Check] = {
    "section": Shape(
        typed("section"),
        {
            **_BLOCK_ID,
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": by_type(AS_ACCESSORY),
            "expand": flag,
        },
        (at_least_one("text", "fields"),),
    ),
    "actions": Shape(
        {**typed("actions"), "elements": items(by_type(IN_ACTIONS), 1, 25)}, _BLOCK_ID
    ),
    "context": Shape(
        {**typed("context"), "elements": items(by_type(IN_CONTEXT), 1, 10)}, _BLOCK_ID
    ),
    "divider": Shape(typed("divider"), _BLOCK_ID),
    "header": Shape({**typed("header"), "text": plain(150)}, _BLOCK_ID),
    "image": Shape(
        {**typed("image"), "alt_text": string(2000)},
        {
            **_BLOCK_ID,
            "title": plain(2000),
            "image_url": URL,
            "slack_file": Shape({}, {"id": ID, "url": URL}),
        },
        (exactly_one("image_url", "slack_file"),),
    ),
    "input": Shape(
        {**typed("input"), "label": plain(2000), "element": by_type(IN_INPUT)},
        {**_BLOCK_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": _RICH_TEXT,
}
IN_MESSAGE: Mapping[str, Check] = {
    **_EVERYWHERE,
    "markdown": Shape({**typed("markdown"), "text": string(12000)}, _BLOCK_ID),
    "table": Shape(
        {**typed("table"), "rows": items(items(_CELL, 1, 20), 1, 100)},
        {**_BLOCK_ID, "column_settings": items(_COLUMN, 1, 20)},
    ),
}
IN_HOME: Mapping[str, Check] = _EVERYWHERE
IN_MODAL: Mapping[str, Check] = {
    **_EVERYWHERE,
    "alert": Shape(
        {**typed("alert"), "text": text(3000)},
        {**_BLOCK_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
}


def elements_of(block: Json) -> list[Json]:
    """The elements of a block that may carry an action_id."""
    found = list(block.get("elements") or []) if block.get("type") == "actions" else []
    found += [block[key] for key in ("accessory", "element") if key in block]
    return [each for each in found if isinstance(each, dict)]
