import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.feishu.elements import actions
from adapters.feishu.render import rendered
from adapters.feishu.render_form import LOOK, Sent
from adapters.feishu.sheet import BYTES, ELEMENTS, Weight, weigh
from adapters.feishu.text import How, escape, marked, mention
from adapters.feishu.voice import Voice
from adapters.plain import cut, width, written
from bot import words as catalogues
from bot.commands import Note, ReportMessage, Show, SubmitForm, decode
from bot.domain import errors
from bot.domain.people import Identity
from bot.domain.policy import Name
from bot.forms import FORMS, FilledForm, Option
from bot.views import Button, Detail, Digest, FormView, Person, TicketRecord, View
from tests.cardjson import check_card
from tests.cardjson.tree import objects
from tests.fakes.feishu.reading import at_ids
from tests.slack import samples
from tests.slack.samples import NO, asked, card, faulty, form, history, more, queue, words

HOSTILE = {
    "mentions": '<at id=all></at> <at id=ou_9></at> @_all <at user_id="all">x</at>',
    "person": "<person id='ou_9' show_name=true></person><text_tag color='red'>x</text_tag>",
    "long": "x" * 10_000,
    "quotes": '"\\' * 5_000,
    "entities": "&" * 10_000,
    "emoji": "😀" * 6_000,
    "chinese": "字" * 6_000,
    "right to left": "\u202eلا تتصل\u202c" * 50,
    "control": "\x00\x07\x1b[31m\ud800",
    "blank": " \n\t ",
    "empty": "",
    "unseen": "\u200b",
    "table": "|a|b|\n|-|-|\n|1|2|\n",
    "markup": "# h\n- a\n1. b\n```\n**c** _d_ ~~e~~ > q :DONE: [x](https://x.test) ![i](img_1)",
    "breakout": "</font><font color='red'>**x**</font></at><hr>",
}  # fmt: skip
TEXTS = {"plain": "空调不制冷", "day": "2026-11-22", "account": "feishu:ou_1", **HOSTILE}
LI = Person("李工", (Identity("slack", "T111", "U1"), Identity("feishu", "", "ou_li")))
KINDS = sorted(samples.every_view("x"))
VOICES = [Voice(words(each), room=room) for each in catalogues.LOCALES for room in (True, False)]


@pytest.fixture(autouse=True)
def _words_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices and alarms have a catalogue of their own; a stand-in is enough here."""
    monkeypatch.setattr(samples, "LI", LI)
    known = {each: dict(catalogues.catalogue(each)) for each in catalogues.LOCALES}
    for each in known.values():
        each.update({"notice.x": "{ticket}", "alarm.x": "alarm"})
    monkeypatch.setattr(catalogues, "catalogue", lambda locale: known[locale])


def view_of(kind: str, text: str) -> View:
    return samples.every_view(text)[kind]


def taken(view: View, voice: Voice, sent: Sent = Sent("ou_li", "1")) -> dict[str, Any]:  # noqa: B008 - frozen.
    """The card, after every check there is."""
    shown = rendered(view, voice, sent, "r1")
    assert check_card(shown.card, len(written(shown.content).encode())) == []
    tags = sum("tag" in each for each in objects(shown.card))
    assert weigh(shown.card) == Weight(len(written(shown.content).encode()), tags)
    assert tags <= ELEMENTS + 10
    assert json.loads(shown.content) == shown.card
    return shown.card


def texts(card: Any) -> list[str]:
    """Every text of a card in each of its languages."""
    return [
        said
        for each in objects(card)
        for said in (each.get("content"), *dict(each.get("i18n_content") or {}).values())
        if isinstance(said, str)
    ]


def named(card: Any) -> set[str]:
    """Everybody whom the markdown of a card calls."""
    marked_up = [each for each in objects(card) if each.get("tag") in ("markdown", "lark_md")]
    return {one for each in texts(marked_up) for one in at_ids(each)}


def shown_people(card: Any) -> set[str]:
    return {one for each in texts(card) for one in re.findall(r"<person id='(\w+)'", each)}


@pytest.mark.parametrize("voice", VOICES, ids=lambda v: f"{v.words.locale}-{v.room}")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_view_is_taken_by_feishu_whatever_people_wrote(
    kind: str, text: str, voice: Voice
) -> None:
    shown = taken(view_of(kind, text), voice)
    assert named(shown) <= ({"ou_li"} if voice.room else set())
    assert shown_people({k: v for k, v in shown.items() if k == "body"}) <= {"ou_li", "ou_9"}
    assert all("{" not in each for each in texts(shown.get("header", {})) if "{" not in text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=4000), st.sampled_from(KINDS), st.sampled_from(VOICES))
def test_no_text_at_all_breaks_a_card_or_mentions_anybody(
    text: str, kind: str, voice: Voice
) -> None:
    assert named(taken(view_of(kind, text), voice)) <= {"ou_li"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_in_markdown_nothing_of_what_people_wrote_is_markup(text: str) -> None:
    said = escape(text)
    assert not re.search(r"[<>*_~\[\]`|\n]", said)
    assert not re.match(r"\s*(?:[-+=]|\d+[.)])", said)


@given(st.text(), st.integers(2, 60))
def test_what_is_cut_is_never_wider_than_the_limit_nor_half_an_entity(
    text: str, limit: int
) -> None:
    assert 0 < width(cut(text, limit)) <= limit
    said = marked((text, LI, text), limit, How.TELL)
    assert width(said) <= limit
    assert "<" not in said.replace("<at id=ou_li></at>", "")
    assert not re.search(r"&(?!#\d+;)", said)


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_is_a_form_container_with_the_same_fields_in_the_same_order(
    key: str, text: str
) -> None:
    for locale in catalogues.LOCALES:
        shown = taken(FormView(form(key, text)), Voice(words(locale)))
        assert [each for each in names(shown) if each != "submit"] == [f.name for f in asked(key)]


def controls(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in objects(card) if "name" in each and "tag" in each}


def names(card: dict[str, Any]) -> list[str]:
    return [each for each in controls(card) if each not in ("form", LOOK)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_faulty_form_shows_its_faults_and_what_happened_meanwhile(text: str) -> None:
    for locale in catalogues.LOCALES:
        shown = taken(FormView(faulty(text)), Voice(words(locale)))
        red = [each for each in texts(shown) if each.startswith("<font color='red'>")]
        assert len(red) == 3
        assert not named(shown)


def test_a_form_keeps_what_was_typed_and_carries_what_it_is_about() -> None:
    filled = form("new", "a")
    shown = controls(taken(FormView(filled), Voice(words("en")), Sent("ou_li", "n1")))
    assert shown["description"]["default_value"] == "a"
    assert shown["urgency"]["options"][shown["urgency"]["initial_index"] - 1]["value"] == "a"
    assert shown["customer"]["required"] is False
    assert shown["description"]["required"] is False  # Nobody need say it to look somebody up.
    must = controls(taken(FormView(form("contact")), Voice(words("en"))))
    assert must["outcome"]["required"] is True
    (tap,) = shown["submit"]["behaviors"]
    assert shown["submit"]["form_action_type"] == "submit"
    assert (tap["value"]["by"], tap["value"]["once"]) == ("ou_li", "n1")
    assert decode(tap["value"]["do"]) == SubmitForm("new", "", 7)
    (look,) = shown[LOOK]["behaviors"]
    assert decode(look["value"]["do"]) == SubmitForm("new", "", 7, look=True)


def test_of_a_text_longer_than_an_input_takes_nothing_is_lost() -> None:
    long = "字" * 1000 + "尾" * 900
    shown = controls(taken(FormView(form("contact", long)), Voice(words())))
    (tap,) = shown["submit"]["behaviors"]
    assert shown["outcome"]["default_value"] + tap["value"]["rest"]["outcome"] == long


def test_a_list_too_long_for_a_card_is_typed_and_the_form_is_still_taken() -> None:
    def crowded(filled: FilledForm, count: int) -> FilledForm:
        offered = tuple(
            Option(f"o{n}", Name("很长的名字" * 5, "x"), Name("定义" * 40, "x"))
            for n in range(count)
        )
        fields = tuple(replace(f, options=offered if f.options else ()) for f in filled.fields)
        return replace(filled, fields=fields)

    for count, tag in ((3, "select_static"), (40, "input"), (150, "input"), (500, "input")):
        shown = controls(taken(FormView(crowded(form("new", "字" * 900), count)), Voice(words())))
        assert shown["urgency"]["tag"] == tag


def test_a_date_that_is_none_is_kept_to_be_mended() -> None:
    for written_date, tag in (("2026-11-22", "date_picker"), ("soon", "input")):
        shown = controls(taken(FormView(form("new", written_date)), Voice(words())))
        assert shown["bought"]["tag"] == tag


def test_the_card_of_a_room_is_in_both_languages_and_tells_who_must_act() -> None:
    shown = taken(card(), Voice(words("zh"), room=True))
    title = shown["header"]["title"]["i18n_content"]
    assert title == {"zh_cn": f"{NO} · 🔴 紧急", "en_us": f"{NO} · 🔴 Urgent"}
    assert shown["header"]["template"] == "red"
    assert [each["text"]["content"] for each in shown["header"]["text_tag_list"]] == [
        "已分配", "已超时",
    ]  # fmt: skip
    assert shown["config"]["update_multi"] is True
    assert named(shown) == {"ou_li"}
    assert "首次响应 10:15 前（还有 12 分钟）" in "\n".join(texts(shown))
    assert "First response due 10:15" in "\n".join(texts(shown))


def test_in_private_there_is_one_language_and_nobody_is_told_by_a_mention() -> None:
    shown = taken(card(), Voice(words("en")))
    assert not [each for each in objects(shown) if "i18n_content" in each]
    assert not named(shown)
    assert shown_people(shown) == {"ou_li"}


def test_where_feishu_knows_an_account_no_more_people_are_named_in_words() -> None:
    shown = taken(card(), Voice(words(), room=True, names=False))
    assert not named(shown) | shown_people(shown)
    assert "李工" in "\n".join(texts(shown))


@pytest.mark.parametrize(
    ("rank", "status", "urgency", "colour"),
    [
        (0, "assigned", True, "red"), (1, "assigned", True, "orange"),
        (2, "resolved", True, "blue"), (3, "pending", True, "green"),
        (3, "pending", False, "wathet"), (0, "closed", True, "grey"),
    ],
)  # fmt: skip
def test_the_header_has_the_colour_of_the_urgency_until_it_is_over(
    rank: int, status: str, colour: str, *, urgency: bool
) -> None:
    level = Name("级", "level") if urgency else None
    view = replace(card(), rank=rank, status=status, urgency=level)
    assert taken(view, VOICES[0])["header"]["template"] == colour


def taps(card: dict[str, Any]) -> list[dict[str, Any]]:
    values = [
        each["value"] for one in objects(card) for each in one.get("behaviors") or ()
        if each["type"] == "callback"
    ]  # fmt: skip
    folded = [one for each in objects(card) if each.get("tag") == "overflow"
              for one in each["options"]]  # fmt: skip
    return [*values, *(json.loads(each["value"]) for each in folded)]


def test_the_main_button_comes_first_and_the_rest_hides_under_more() -> None:
    shown = taken(card(), VOICES[0])
    buttons = [each for each in objects(shown) if each.get("tag") == "button"]
    assert [each["text"]["content"] for each in buttons] == ["接单", "首次联系"]
    assert [each["type"] for each in buttons] == ["primary", "default"]
    (menu,) = [each for each in objects(shown) if each.get("tag") == "overflow"]
    assert [decode(json.loads(each["value"])["do"]) for each in menu["options"]] == list(more())


def test_a_tap_on_the_living_card_says_so_and_on_any_other_does_not() -> None:
    assert {each["card"] for each in taps(taken(card(), VOICES[0]))} == {"zh"}
    for kind in ("record", "notice", "reminder", "done"):
        assert all("card" not in each for each in taps(taken(view_of(kind, "x"), VOICES[0])))


def test_what_does_not_fit_into_the_row_is_under_more_and_nothing_is_lost() -> None:
    buttons = [Button(one) for one in more()]
    row = actions(buttons, [Button(Show("2"))], VOICES[1])
    carried = [decode(each["do"]) for each in taps({"body": {"elements": row}})]
    assert carried == [*more(), Show("2")]


def test_a_command_too_long_for_a_menu_is_a_button_and_one_too_long_for_that_a_form() -> None:
    long, longest = Note(NO, "x" * 600), Note(NO, "x" * 5000)
    report = ReportMessage("字" * 3000, author="feishu:ou_1")
    row = actions((), [Button(each) for each in (long, longest, report)], VOICES[1])
    first, second, third = [decode(each["do"]) for each in taps({"e": row})]
    assert first == long
    assert second.form == "note"  # type: ignore[union-attr]
    assert isinstance(third, ReportMessage)
    assert third.text.startswith("字" * 500)


def test_a_long_problem_is_cut_with_a_way_to_the_whole() -> None:
    long = replace(card("字" * 2000), more=())
    assert Show(NO) in [decode(each["do"]) for each in taps(taken(long, VOICES[1]))]
    with_show = taken(replace(long, more=(Button(Show(NO)),)), VOICES[1])
    assert "内容较长，点“查看”看全文" in texts(with_show)


def test_a_long_list_says_how_many_are_hidden() -> None:
    shown = taken(queue("x", rows=30), Voice(words("en")))
    assert len([each for each in objects(shown) if each.get("tag") == "button"]) == 20
    assert any(each.startswith("14 more") for each in texts(shown))


def test_a_record_keeps_the_newest_history() -> None:
    lines = tuple(replace(history("x"), by=f"{n}.") for n in range(40))
    view = TicketRecord(card(), (Detail("phone", "138****0000"),), lines, ())
    said = "\n".join(texts(taken(view, Voice(words("en")))))
    assert "39. assigned it" in said
    assert "24. assigned it" not in said


def test_what_does_not_fit_is_cut_from_the_end_and_the_buttons_stay() -> None:
    heavy = '字"' * 3000
    lines = tuple(history(heavy) for _ in range(15))
    view = TicketRecord(card(heavy), (Detail("phone", heavy),) * 20, lines, ())
    shown = taken(view, Voice(words("zh"), room=True))
    assert weigh(shown).size <= BYTES + 3000
    assert any(each.get("tag") == "overflow" for each in objects(shown))


def test_a_refusal_tells_what_happened_since_the_button_was_drawn() -> None:
    shown = taken(view_of("refused", "x"), Voice(words("en")))
    assert sum("assigned it" in each for each in texts(shown)) == 10
    assert isinstance(view_of("refused", "x").error, errors.UnknownTicket)  # type: ignore[union-attr]


def test_somebody_who_is_only_on_another_platform_is_named_in_words() -> None:
    elsewhere = Person("王<芳", (Identity("slack", "T999", "U2"),))
    forged = Person("x", (Identity("feishu", "", "ou_1></at><at id=all"),))
    for how in How:
        assert mention(elsewhere, how) == "王&#60;芳"
        assert mention(forged, how) == "x"


def test_every_kind_of_view_is_sampled() -> None:
    assert len({type(each) for each in samples.every_view("x").values()}) == 21


def test_a_digest_of_long_problems_shows_every_reminder_it_means_to_and_counts_the_others() -> None:
    one = replace(samples.reminder("王先生"), problem="字" * 300)
    shown = taken(Digest((one,) * 20, (LI,)), Voice(words("zh"), room=True))
    assert len([each for each in objects(shown) if each.get("tag") == "button"]) == 14
    assert any("6" in each for each in texts(shown["body"]["elements"][-1:]))
    assert "…" not in texts(shown)


def test_a_card_of_the_longest_texts_that_the_desk_sends_is_whole_in_both_languages() -> None:
    long = "字" * 300
    view = replace(card("王先生"), problem=long, solution=long, details=long)
    shown = taken(view, Voice(words("zh"), room=True))
    assert "…" not in texts(shown)
    assert long in texts(shown)
