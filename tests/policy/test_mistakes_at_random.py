"""Whatever stands in a file, it is read or refused."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policyfile import Mistake, PolicyMistakes, load_text

PLAIN = st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)

WILD = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)

PLACES = (
    *("preset", "replace", "timezone", "locale", "number", "workdays", "reaction", "quiet"),
    *("default_urgency", "retention", "approvers", "unreachable_after", "ladder", "ladder.repeat"),
    *("duty", "duty.sync", "duty.sync.due", "duty.sync.calendar", "calendar", "calendar.office"),
    *("calendar.office.days", "calendar.office.days.mon-fri", "calendar.office.override"),
    *("calendar.office.holidays", "calendar.office.override", "urgency", "category", "assign"),
    *("suggest", "csat", "pause.hold", "required.close", "report.daily"),
)


def written(value: Any) -> str:
    """Write a value as TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
        case list():
            return "[" + ", ".join(written(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{written(k)} = {written(v)}" for k, v in value.items()) + "}"
        case _:
            return repr(value)


ITEM = st.fixed_dictionaries(
    {"id": st.sampled_from(["urgent", "product", "x"])},
    optional=dict.fromkeys(
        ["name", "calendar", "when", "to", "before", "keywords", "aliases", "playbook", "score"],
        WILD,
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), WILD | st.lists(ITEM, max_size=2))
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_reasons(
    place: str, value: Any
) -> None:
    refused: tuple[Mistake, ...] = ()
    try:
        load_text(f"{place} = {written(value)}")
    except PolicyMistakes as error:
        refused = error.mistakes
    assert all(mistake.line == 1 for mistake in refused), refused
