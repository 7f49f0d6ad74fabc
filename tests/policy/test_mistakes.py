"""Every mistake of a file is told at once: its line, its place and the reason."""

import re
from pathlib import Path

import pytest

from bot.policyfile import PRESETS, Mistake, PolicyMistakes, load, load_text
from bot.policyfile.lines import lines_of
from bot.policyfile.load import _shipped
from bot.policyfile.merge import Merged
from tests.policy.reading import sentences


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(PolicyMistakes) as caught:
        load_text(text)
    return caught.value.mistakes


def written_mistakes() -> list[tuple[str, int, str, str]]:
    """Read the cases of mistakes.txt: text, line, where, code."""
    cases = Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8")
    found = re.findall(
        r"^=== (\d+) (\S+) (\S+)\n(.*?)\n(?=\n===|\Z)", cases, re.DOTALL | re.MULTILINE
    )
    return [(text, int(line), where.strip("-"), code) for line, where, code, text in found]


MISTAKES = written_mistakes()


@pytest.mark.parametrize(("text", "line", "where", "code"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_place(
    text: str, line: int, where: str, code: str
) -> None:
    assert [(m.line, m.where, m.code) for m in mistakes_in(text)] == [(line, where, code)]


def test_every_mistake_of_a_file_is_told_at_once_in_its_order() -> None:
    found = mistakes_in(
        """timezone = "Mars/Olympus"
nonsense = 1
[[urgency]]
id = "urgent"
first_response = "soon"
calendar = "moon"
[[assign]]
when = { level = "vip" }
to = { pool = "nowhere" }
"""
    )
    assert [(m.line, m.code) for m in found] == [
        (1, "bad_zone"),
        (2, "unknown_key"),
        (5, "span_syntax"),
        (6, "unknown_name"),
        (9, "unknown_name"),
    ]


def test_a_mistyped_name_gets_the_nearest_one_offered() -> None:
    (mistake,) = mistakes_in("[[category]]\nid = 'product'\ndepartment = 'warehose'")
    assert mistake.detail == {"value": "warehose", "list": "department", "nearest": "warehouse"}
    (mistake,) = mistakes_in("timezome = 'UTC'")
    assert mistake.detail["nearest"] == "timezone"


def test_a_line_is_found_behind_comments_strings_and_long_lists() -> None:
    text = '''# [duty.sync]
reaction = [ # "=" [ {
  "a # b", 'c]d',
  """x
  = y""",
]
[[kind]]
id = "a"
name = { zh = "甲 [=]", en = "A" }
[[kind]]
"id" = "b"
name.zh = "乙"
name.en = 5
'''
    assert [(m.line, m.where) for m in mistakes_in(text)] == [(13, "kind.b.name.en")]


@pytest.mark.parametrize("name", ["base", *PRESETS])
def test_every_value_of_a_preset_is_found_on_the_line_where_it_stands(name: str) -> None:
    source = _shipped(name)
    written_lines = source.text.splitlines()
    found = lines_of(source.text)
    for path, value in Merged(dict(source.raw)).leaves():
        line = written_lines[found[path] - 1]
        assert str(path[-1]) in line
        assert not isinstance(value, str) or value in line


def test_a_files_windows_line_ends_and_mark_do_no_harm() -> None:
    assert load_text('\ufefftimezone = "UTC"\r\nlocale = "en"\r\n').policy.locale == "en"
    found = mistakes_in('\ufefftimezone = "UTC"\r\nlocale = 5\r\n')
    assert [(m.line, m.code) for m in found] == [(2, "not_text")]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_mistake_has_a_sentence_that_its_data_fill(locale: str) -> None:
    told = sentences("policy_mistake", locale)
    for text, *_ in MISTAKES:
        for mistake in mistakes_in(text):
            sentence = told[mistake.code]
            blanks = set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", sentence))
            assert blanks <= set(mistake.detail), mistake
            assert sentence.format(**mistake.detail)
    assert set(told) - {code for *_, code in MISTAKES} == {"encoding", "unreadable"}


def test_a_file_that_is_not_utf8_is_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b'locale = "zh"\n# ' + "策略".encode("gbk"))
    with pytest.raises(PolicyMistakes) as caught:
        load(path)
    assert [(m.line, m.code) for m in caught.value.mistakes] == [(2, "encoding")]
