import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.plain import cut, width
from adapters.slack.blocks import actions
from adapters.slack.render import blocks
from adapters.slack.render_form import errors, modal
from adapters.slack.render_pages import home_tab
from adapters.slack.text import escape, marked, mention
from bot import words as catalogues
from bot.commands import NewTicket, Note, ReportMessage, Show, decode
from bot.domain.people import Identity
from bot.forms import FORMS
from bot.grammar import COMMANDS
from bot.views import (
    Button,
    Detail,
    HelpPage,
    HistoryLine,
    HomePage,
    Person,
    TicketCard,
    TicketRecord,
)
from tests.blockkit import check_message, check_view
from tests.fakes.slack.mentions import Mentions, mentions
from tests.fakes.slack.state import Message
from tests.slack.samples import (
    LI,
    NO,
    card,
    every_view,
    faulty,
    form,
    history,
    more,
    notice,
    queue,
    reminder,
    words,
)

HOSTILE = {
    "mentions": "<!channel> <!here> <!everyone> <@U9> <!subteam^S1|x> @here @channel",
    "long": "x" * 10_000,
    "entities": "&" * 10_000,
    "emoji": "😀" * 6_000,
    "right to left": "\u202eلا تتصل\u202c" * 50,
    "control": "\x00\x07\x1b[31m\ud800",
    "blank": " \n\t ",
    "empty": "",
    "unseen": "\u200b",
    "markup": "*bold* _it_ `code` ```\n~x~ > quote :tada: #general https://x.test/a|b",
}
TEXTS = {"plain": "空调不制冷", "day": "2026-11-22", "account": "slack:T111/U1", **HOSTILE}
KINDS = sorted(every_view("x"))
OTHERS = {"notice": "notice.x", "alarm": "alarm.x"}


@pytest.fixture(autouse=True)
def _words_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices and alarms have a catalogue of their own; a stand-in is enough here."""
    known = {each: dict(catalogues.catalogue(each)) for each in catalogues.LOCALES}
    for each in known.values():
        each.update(dict.fromkeys(OTHERS.values(), "{ticket}") | {"alarm.x": "alarm"})
    monkeypatch.setattr(catalogues, "catalogue", lambda locale: known[locale])


def payload_of(kind: str, text: str, locale: str) -> dict[str, Any]:
    return blocks(every_view(text)[kind], words(locale), "T111").payload


def mentioned(payload: dict[str, Any]) -> Mentions:
    return mentions(Message("1.0", "C1", "UBOT", payload["text"], payload["blocks"]))


def objects(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value
    below = [one for each in inner if isinstance(each, dict | list) for one in objects(each)]
    return [value, *below] if isinstance(value, dict) else below


def texts(value: Any) -> list[str]:
    """Every text object's text, wherever it stands."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [each for inner in value.values() for each in texts(inner)]
    return [each for inner in value for each in texts(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("locale", catalogues.LOCALES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_view_is_taken_by_slack_whatever_people_wrote(
    kind: str, text: str, locale: str
) -> None:
    payload = payload_of(kind, text, locale)
    assert check_message(payload) == []
    assert check_message({**payload, "ts": "1.000000"}) == []
    assert mentioned(payload).users <= {"U1"}
    assert not mentioned(payload).broadcasts
    assert not mentioned(payload).groups
    assert "{" not in payload["text"]
    assert json.dumps(payload, ensure_ascii=False).encode()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=4000), st.sampled_from(KINDS))
def test_no_text_at_all_breaks_a_message_or_mentions_anybody(text: str, kind: str) -> None:
    payload = payload_of(kind, text, "en")
    assert check_message(payload) == []
    assert mentioned(payload).users <= {"U1"}


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_is_a_window_that_slack_opens(key: str, text: str) -> None:
    for locale in catalogues.LOCALES:
        assert check_view(modal(form(key, text), words(locale), "C1", "1.2")) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_faulty_form_shows_its_faults_and_what_happened_meanwhile(text: str) -> None:
    for locale in catalogues.LOCALES:
        view = modal(faulty(text), words(locale))
        assert check_view(view) == []
        inputs = {each["block_id"] for each in view["blocks"] if each["type"] == "input"}
        said = errors(faulty(text), words(locale))
        assert set(said) <= inputs
        assert all(each.strip() for each in said.values())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_home_tab_is_taken(text: str) -> None:
    page = every_view(text)["home"]
    assert isinstance(page, HomePage)
    assert check_view(home_tab(page, words("en"))) == []


def test_the_card_names_the_responsible_and_shows_colour_and_word() -> None:
    shown = blocks(card(), words("zh"), "T111")
    assert shown.blocks[0]["text"]["text"] == f"{NO} · 🔴 紧急 · 已分配"
    assert mentioned(shown.payload).users == {"U1"}
    said = "\n".join(texts(shown.blocks))
    assert "首次响应 10:15 前（还有 12 分钟）" in said
    assert "已超时：同步到群、接单" in said
    assert "*处理人*" in said


def test_the_main_button_comes_first_and_the_rest_hides_under_more() -> None:
    row = next(each for each in blocks(card(), words("zh")).blocks if each["type"] == "actions")
    first, second, rest = row["elements"]
    assert (first["text"]["text"], first["style"]) == ("接单", "primary")
    assert "style" not in second
    assert rest["type"] == "static_select"
    assert [decode(each["value"]) for each in rest["options"]] == list(more())


def test_what_does_not_fit_into_the_row_is_under_more_and_nothing_is_lost() -> None:
    buttons = [Button(one) for one in more()]
    (row,) = actions(buttons, [Button(Show("2"))], words())
    *shown, menu = row["elements"]
    carried = [each["value"] for each in [*shown, *menu["options"]]]
    assert len(shown) == 5
    assert [decode(each) for each in carried] == [*more(), Show("2")]


@pytest.mark.parametrize("kind", KINDS)
def test_slack_is_told_to_find_no_mentions_and_links_by_itself(kind: str) -> None:
    marked_up = [each for each in objects(payload_of(kind, "x", "en")["blocks"])
                 if each.get("type") == "mrkdwn"]  # fmt: skip
    assert all(each["verbatim"] is True for each in marked_up)


def test_a_few_more_buttons_are_an_overflow_menu() -> None:
    (row,) = actions((), [Button(one) for one in more()[:3]], words())
    assert [each["type"] for each in row["elements"]] == ["overflow"]


def test_a_command_too_long_for_a_menu_is_a_button_and_one_too_long_for_that_a_form() -> None:
    long, longest = Note(NO, "x" * 200), Note(NO, "x" * 5000)
    (row,) = actions((), [Button(long), Button(longest)], words())
    carried = [decode(each["value"]) for each in row["elements"]]
    assert carried[0] == long
    assert carried[1].form == "note"  # type: ignore[union-attr]


def test_a_long_problem_is_cut_with_a_way_to_the_whole() -> None:
    long = replace(card("字" * 2000), more=())
    cut_short = [each for each in blocks(long, words()).blocks if "accessory" in each]
    assert [decode(each["accessory"]["value"]) for each in cut_short] == [Show(NO)]
    with_show = blocks(replace(long, more=(Button(Show(NO)),)), words())
    assert "内容较长，点“查看”看全文" in texts(with_show.blocks)


def test_a_long_list_says_how_many_are_hidden() -> None:
    shown = blocks(queue("x", rows=30), words("en"))
    assert len([each for each in shown.blocks if "accessory" in each]) == 20
    assert any(each.startswith("14 more") for each in texts(shown.blocks))


def test_a_record_keeps_the_newest_history() -> None:
    lines = tuple(replace(history("x"), by=f"{n}.") for n in range(40))
    view = TicketRecord(card(), (Detail("phone", "138****0000"),), lines, ())
    said = "\n".join(texts(blocks(view, words("en")).blocks))
    assert "39. assigned it" in said
    assert "24. assigned it" not in said


def test_a_reminder_mentions_who_must_act_and_carries_the_button() -> None:
    shown = blocks(reminder("x"), words("zh"), "T111")
    assert shown.text.startswith("<@U1>、x 20261122001 首次响应已超时")
    assert shown.blocks[1]["elements"][0]["text"]["text"] == "首次联系"


def test_a_notice_is_one_line_what_it_is_about_and_its_buttons() -> None:
    shown = blocks(notice("空调不制冷"), words("en"), "T111").payload["blocks"]
    assert [block["type"] for block in shown] == ["section", "actions"]
    assert "空调不制冷" in shown[0]["text"]["text"]
    assert "Acceptance due" in shown[0]["text"]["text"]
    labels = [button["text"]["text"] for button in shown[1]["elements"]]
    assert labels == ["Accept", "Show"]


def test_somebody_from_another_workspace_or_platform_is_only_named() -> None:
    elsewhere = Person("王<芳", (Identity("slack", "T999", "U2"), Identity("feishu", "", "ou_1")))
    assert mention(elsewhere, "T111") == "王&lt;芳"
    assert mention(elsewhere) == "<@U2>"
    assert mention(Person("x", (Identity("slack", "T111", "x> <!channel"),)), "T111") == "x"


@given(st.text(), st.integers(2, 60))
def test_what_is_cut_is_never_wider_than_the_limit_nor_half_an_entity(
    text: str, limit: int
) -> None:
    assert 0 < width(cut(text, limit)) <= limit
    said = marked((text, LI, text), limit)
    assert width(said) <= limit
    assert "<" not in said.replace("<@U1>", "")
    assert all(each.startswith(("amp;", "lt;", "gt;")) for each in said.split("&")[1:])


def test_escaping_is_what_slack_documents() -> None:
    assert escape("a & <b>\x00") == "a &amp; &lt;b&gt;"


def test_a_window_carries_form_ticket_version_and_place() -> None:
    view = modal(form("contact"), words("zh"), "C1", "1.5")
    assert view["private_metadata"] == (
        f'{{"form": "contact", "ticket": "{NO}", "version": 7, "channel": "C1", "thread": "1.5"}}'
    )
    assert view["title"]["text"] == "登记首次联系 20261122001"[:24]
    assert view["submit"]["text"] == "首次联系"


def test_a_form_keeps_what_was_typed() -> None:
    filled = form("new", "a")
    view = modal(filled, words("en"))
    elements = {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}
    assert elements["description"]["initial_value"] == "a"
    assert elements["urgency"]["initial_option"]["value"] == "a"
    for written in ("slack:T111/U07", "<@U07>", "<@U07|kim>", "U07"):
        member = modal(form("assign", written), words("en"))
        picker = next(each["element"] for each in member["blocks"] if each.get("block_id") == "to")
        assert picker["initial_user"] == "U07"


def test_a_new_ticket_button_that_is_too_long_opens_the_form() -> None:
    (row,) = actions((Button(NewTicket("x" * 3000)),), (), words())
    assert decode(row["elements"][0]["value"]).form == "new"  # type: ignore[union-attr]


def test_a_report_too_long_for_a_button_keeps_its_beginning() -> None:
    (row,) = actions((Button(ReportMessage("字" * 3000, author="slack:T1/U1")),), (), words())
    kept = decode(row["elements"][0]["value"])
    assert isinstance(kept, ReportMessage)
    assert kept.text.startswith("字" * 500)
    assert kept.author == "slack:T1/U1"


def test_views_of_the_outbox_and_of_answers_are_all_sampled() -> None:
    kinds = {type(each) for each in every_view("x").values()}
    assert {TicketCard, TicketRecord, HistoryLine, HomePage} <= kinds
    assert len(kinds) == 21


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_help_names_no_command_that_slack_cannot_have(locale: str) -> None:
    page = HelpPage("李娜", tuple(COMMANDS.values()))
    shown = str(blocks(page, words(locale)).payload)
    assert {"zh": "/ticket 接单 001", "en": "/ticket accept 001"}[locale] in shown
    assert "/工单" not in shown
