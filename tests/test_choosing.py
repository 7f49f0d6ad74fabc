"""Values and numbers may be written short, as long as only one can be meant."""

import pytest

from bot.domain.choosing import choose
from bot.domain.errors import AmbiguousValue, UnknownValue
from bot.domain.numbering import matches

URGENCIES = [
    ("critical", ("特急", "Critical")),
    ("urgent", ("紧急", "Urgent")),
    ("normal", ("一般", "Normal")),
]
DEPARTMENTS = [
    ("tech", ("技术部", "Technical")),
    ("tech_field", ("技术外勤", "Field service")),
    ("warehouse", ("仓库", "Warehouse")),
]


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("urgent", "urgent"),
        ("URGENT", "urgent"),
        ("ｕｒｇｅｎｔ", "urgent"),
        (" 紧急 ", "urgent"),
        ("紧", "urgent"),
        ("特", "critical"),
        ("crit", "critical"),
        ("n", "normal"),
    ],
)
def test_a_value_may_be_a_slug_a_name_or_its_beginning(written: str, slug: str) -> None:
    assert choose(written, URGENCIES, "urgency") == slug


OURS = [
    ("product_tech", ("产品技术部", "Product engineering", "研发")),
    ("quality", ("产品质量部", "Quality")),
    ("happy", ("满意", "Satisfied")),
    ("unhappy", ("不满意", "Not satisfied")),
]


@pytest.mark.parametrize(
    ("written", "slug"),
    [("技术", "product_tech"), ("engineering", "product_tech"), ("质量部", "quality"),
     ("满意", "happy"), ("satisfied", "happy"), ("不满", "unhappy")],
)  # fmt: skip
def test_a_part_of_one_name_alone_means_it(written: str, slug: str) -> None:
    assert choose(written, OURS, "dept") == slug


def test_a_part_of_several_names_or_of_a_word_means_none() -> None:
    with pytest.raises(AmbiguousValue):
        choose("产品", OURS, "dept")
    for written in ("部", "engine rooms", "gineering"):
        with pytest.raises(UnknownValue):
            choose(written, OURS, "dept")


def test_a_whole_slug_wins_over_the_beginning_of_a_longer_one() -> None:
    assert choose("tech", DEPARTMENTS, "dept") == "tech"


def test_hyphens_and_spaces_in_a_value_make_no_difference() -> None:
    assert choose("Tech-Field", DEPARTMENTS, "dept") == "tech_field"
    assert choose("field  service", DEPARTMENTS, "dept") == "tech_field"


def test_a_whole_name_wins_over_the_beginning_of_a_longer_one() -> None:
    options = [("a", ("产品",)), ("b", ("产品使用",))]
    assert choose("产品", options, "category") == "a"


def test_a_beginning_that_fits_two_values_names_both() -> None:
    with pytest.raises(AmbiguousValue) as refusal:
        choose("技术", DEPARTMENTS, "dept")
    assert refusal.value.blanks() == {
        "field": "dept",
        "written": "技术",
        "candidates": ["tech", "tech_field"],
    }


def test_a_name_that_two_values_share_is_ambiguous() -> None:
    with pytest.raises(AmbiguousValue):
        choose("其他", [("a", ("其他",)), ("b", ("其他",))], "category")


@pytest.mark.parametrize("written", ["火急", "", "  ", "ent"])
def test_an_unknown_value_is_refused_with_what_is_known(written: str) -> None:
    with pytest.raises(UnknownValue) as refusal:
        choose(written, URGENCIES, "urgency")
    assert refusal.value.field == "urgency"
    assert refusal.value.known == ["critical", "urgent", "normal"]


OPEN = ["20261122012", "20261122001", "20261121002", "20261121001", "20261001001"]
TODAY = "20261122"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("20261121001", ["20261121001"]),
        ("001", ["20261122001"]),
        ("1", ["20261122001"]),
        ("012", ["20261122012"]),
        ("002", ["20261121002"]),
        ("1001-001", ["20261001001"]),
        ("1121-1", ["20261121001"]),
        ("1121-001", ["20261121001"]),
        ("20261121-001", ["20261121001"]),
        ("#001", ["20261122001"]),
        ("００１", ["20261122001"]),
        ("777", []),
        ("", []),
        ("#", []),
        ("-", []),
    ],
)
def test_a_short_number_finds_todays_ticket_first(written: str, found: list[str]) -> None:
    assert matches(written, OPEN, TODAY) == found


def test_a_short_number_of_older_days_alone_is_ambiguous_newest_first() -> None:
    assert matches("001", OPEN, "20261123") == ["20261122001", "20261121001", "20261001001"]
    assert matches("001", OPEN) == ["20261122001", "20261121001", "20261001001"]


def test_a_serial_past_its_width_is_found_by_its_own_digits() -> None:
    numbers = ["202611221001", "20261122001"]
    assert matches("1001", numbers, TODAY) == ["202611221001"]
    assert matches("001", numbers, TODAY) == ["20261122001"]


def test_a_number_with_letters_is_found_in_either_case_and_by_its_serial() -> None:
    numbers = ["FBD202405002", "FBD202405001", "FBD202404001"]
    assert matches("fbd202404001", numbers, "FBD202405") == ["FBD202404001"]
    assert matches("001", numbers, "FBD202405") == ["FBD202405001"]


def test_a_hyphenated_pattern_is_found_with_and_without_its_hyphen() -> None:
    numbers = ["2026-1122-001", "2026-1121-001"]
    assert matches("1121-001", numbers, "2026-1122-") == ["2026-1121-001"]
    assert matches("001", numbers, "2026-1122-") == ["2026-1122-001"]


def test_a_whole_number_wins_over_endings() -> None:
    assert matches("001", ["20261122001", "001"], TODAY) == ["001"]
