"""What a policy may say and can hardly have meant."""

import pytest

from bot.policyfile import PRESETS, doubts, load_text
from tests.policy.reading import sentences


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[urgency]]\nid = "urgent"\nfirst_response = "3h"',
            [(3, "urgency.urgent.first_response", "early_resolution")],
        ),
        (
            '[[urgency]]\nid = "urgent"\nresolution = "1h"\nfirst_response = "1h"',
            [],
        ),
        (
            '\n[[urgency]]\nid = "urgent"\nresolution = "50m"\nfirst_response = "1h"',
            [(4, "urgency.urgent.resolution", "early_resolution")],
        ),
        ('[duty.callback]\ndue = "1h"\nwarn = "2h"', [(3, "duty.callback.warn", "long_warning")]),
        ('[duty.callback]\ndue = "1h"\nwarn = "1h"', []),
        ('[duty.callback]\nenabled = false\ndue = "1h"\nwarn = "2h"', []),
        (
            '[[urgency]]\nid = "urgent"\nfirst_response = "5s"',
            [(3, "urgency.urgent.first_response", "long_warning")],
        ),
    ],
)
def test_what_can_hardly_be_meant_is_told_with_its_line(
    text: str, told: list[tuple[int, str, str]]
) -> None:
    found = doubts(load_text(text))
    assert [(d.line, d.where, d.code) for d in found] == told
    for locale in ("zh", "en"):
        said = sentences("policy_doubt", locale)
        assert all(said[d.code].format(**d.detail) for d in found)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_leaves_no_doubt(preset: str) -> None:
    assert doubts(load_text(f'preset = "{preset}"')) == []
