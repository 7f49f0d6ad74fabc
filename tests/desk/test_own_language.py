"""The language that somebody chooses is theirs from that answer on."""

import pytest

from tests.desk.office import Office


@pytest.mark.parametrize(
    ("who", "line", "locale"),
    [("li", "me en", "en"), ("lin", "我 语言=中文", "zh"), ("lin", "me", "en")],
)
async def test_who_chooses_a_language_is_answered_in_it_at_once(
    office: Office, who: str, line: str, locale: str
) -> None:
    assert (await office.answer(who, line)).words.locale == locale
    assert (await office.answer(who, "我的")).words.locale == locale
