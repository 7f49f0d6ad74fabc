"""What a form says is wrong names the field by the label that stands over it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import MissingFields, TooLong
from bot.forms import FORMS, FilledField, FilledForm
from bot.phrases import form_faults, label_of
from bot.words import Words


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("key", sorted(FORMS))
def test_a_fault_calls_its_field_what_the_form_calls_it(key: str, locale: str) -> None:
    words = Words(locale, ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 23, 2, tzinfo=UTC))
    fields = tuple(FilledField(field) for field in FORMS[key])
    too_long = {f.name: TooLong(field=f.name, limit=7) for f in FORMS[key]}
    missing = {f.name: MissingFields(missing=(f.name,)) for f in FORMS[key]}
    for field in FORMS[key]:
        label = label_of(key, field, words).rstrip("?？").partition("（")[0].partition(" (")[0]
        for errors in (too_long, missing):
            said = form_faults(FilledForm(key, fields, errors=errors), words)[field.name]
            assert label in said
            assert "??" not in said
            assert "（" not in said
