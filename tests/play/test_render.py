"""Views as messages of the playground: every kind, every language, whatever people wrote."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from adapters.play.form import sheet
from adapters.play.render import in_both, shown
from adapters.play.shown import Deadline, Mention, Shown, Taps, Text
from bot.commands import decode
from bot.domain.people import Identity
from bot.domain.policy import DutyKind
from bot.forms import FORMS
from bot.views import Due, Person
from bot.words import LOCALES
from tests.slack.samples import NOW, asked, card, every_view, faulty, form, words
from tests.slack.test_render import TEXTS, _words_of_the_desk

__all__ = ["_words_of_the_desk"]
KINDS = sorted(every_view("x"))
MESSAGE = TypeAdapter(Shown)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_view_is_shown_in_both_languages_and_survives_the_journal(
    kind: str, text: str
) -> None:
    for drawn in in_both(every_view(text)[kind], words()).values():
        assert MESSAGE.validate_json(MESSAGE.dump_json(drawn)) == drawn
        assert drawn.blocks or drawn.title
        for block in drawn.blocks:
            if isinstance(block, Taps):
                assert all(decode(tap.command) for tap in (*block.taps, *block.more))


def test_what_people_write_is_no_mention_and_an_account_elsewhere_is_only_a_name() -> None:
    drawn = shown(card("@李娜 <@li>"), words())
    assert drawn.mentioned == frozenset()
    here = Person("李娜", (Identity("slack", "T1", "U1"), Identity("play", "demo", "li")))
    assert shown(replace(card(), responsible=(here,)), words()).mentioned == {"li"}


def test_a_card_counts_down_to_its_next_deadline_but_a_sync_has_its_own_words() -> None:
    def deadlines(kind: DutyKind) -> list[Deadline]:
        drawn = shown(replace(card(), next=Due(kind, NOW)), words())
        return [block for block in drawn.blocks if isinstance(block, Deadline)]

    assert deadlines(DutyKind.RESOLUTION) == [Deadline("resolution", NOW)]
    assert deadlines(DutyKind.SYNC) == []
    texts = [b for b in shown(replace(card(), next=Due(DutyKind.SYNC, NOW)), words()).blocks
             if isinstance(b, Text)]  # fmt: skip
    assert any("⏳" in str(p) for t in texts for p in t.parts if not isinstance(p, Mention))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", sorted(FORMS))
def test_every_form_asks_for_its_fields_in_their_order(key: str, locale: str) -> None:
    drawn = sheet(form(key), words(locale))
    assert [one.name for one in drawn.inputs] == [field.name for field in asked(key)]
    assert all(one.label for one in drawn.inputs)
    assert not drawn.above


def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept() -> None:
    drawn = sheet(faulty("typed"), words())
    faults = {one.name: one.fault for one in drawn.inputs if one.fault}
    assert faults or drawn.above
    assert not faults or words().say("hint.mend") in drawn.above
    assert any(one.value == "typed" for one in drawn.inputs)
