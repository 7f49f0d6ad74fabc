"""A closed-world check of Feishu's card JSON 2.0: what it does not know, it refuses.

Feishu publishes no schema and validates on its servers only; in 2.0 an unknown property is an
error. This is the same gate on our side, from the components' own pages. `check_card` is pure and
returns what is broken: where (JSON pointer), which rule (a slug) and what was found.
"""

import json
from collections.abc import Iterator

from tests.blockkit.shapes import (
    Check,
    Json,
    Shape,
    Violation,
    anything,
    flag,
    items,
    one_of,
    string,
)
from tests.cardjson.components import BODY, COMPONENTS
from tests.cardjson.content import HEADER
from tests.cardjson.texts import LANGUAGES, LINKS, TEXT_SIZES
from tests.cardjson.tree import whole_card

__all__ = ["LARGEST", "Violation", "check_card", "tags"]

# "30 KB" read the strict way; Feishu does not say which kilobyte it means.
LARGEST = 30_000

_TEXT_SIZE = Shape(
    {"default": one_of(*TEXT_SIZES), "pc": one_of(*TEXT_SIZES), "mobile": one_of(*TEXT_SIZES)}
)
_COLOR = Shape({"light_mode": string(100), "dark_mode": string(100)})


def _named(each: Check) -> Check:
    """An object whose keys are the card's own names, as custom text sizes and colours have."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "not_an_object", repr(value)[:80])
            return
        for name, item in value.items():
            yield from each(item, f"{at}/{name}")

    return check


def _only_true(value: object, at: str) -> Iterator[Violation]:
    if value is not True:
        yield Violation(at, "update_multi", "in 2.0 every card is shared: only true is allowed")


_CONFIG = Shape(
    # Required here, not by Feishu: PATCH wants it said explicitly before and after.
    {"update_multi": _only_true},
    {
        "streaming_mode": flag,
        "streaming_config": anything,
        "summary": Shape(
            {"content": string(1000)},
            {"i18n_content": Shape({}, dict.fromkeys(LANGUAGES, string(1000)))},
        ),
        "locales": items(one_of(*LANGUAGES), 1, len(LANGUAGES)),
        "enable_forward": flag,
        "enable_forward_interaction": flag,
        "width_mode": one_of("default", "compact", "fill"),
        "use_custom_translation": flag,
        "style": Shape({}, {"text_size": _named(_TEXT_SIZE), "color": _named(_COLOR)}),
    },
)
_CARD = Shape(
    {"schema": one_of("2.0"), "config": _CONFIG, "body": BODY},
    {"header": HEADER, "card_link": LINKS},
)


def check_card(card: Json, raw_size: int | None = None) -> list[Violation]:
    """Check one card; `raw_size` is the bytes of its content as sent, where they are known."""
    found = list(_CARD(card, ""))
    found += whole_card(card)
    size = raw_size
    if size is None:
        size = len(json.dumps(card, ensure_ascii=False).encode())
    if size > LARGEST:
        found.append(Violation("", "too_large", f"{size} bytes, at most {LARGEST}"))
    return found


def tags() -> frozenset[str]:
    """The components that this check knows; anything else is refused."""
    return frozenset(COMPONENTS)
