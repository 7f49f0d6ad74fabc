"""Everything a person can be shown has its words, in both languages, with the same blanks."""

import re
import string
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import phrases
from bot.commands import OF_CUSTOMERS, SLUGS, Accept, OpenForm, slug
from bot.domain import errors
from bot.domain.duties import Call
from bot.domain.errors import DeskError
from bot.domain.history import Happening
from bot.domain.life_cycle import Move, Status
from bot.domain.people import Act, Role
from bot.domain.policy import FACTS, DutyKind, Name
from bot.domain.ticket import CloseReason
from bot.forms import FORMS
from bot.grammar import parse
from bot.views import Due, HistoryLine, Person
from bot.words import LOCALES, Words, catalogue

NOW = datetime(2026, 11, 22, 2, 3, tzinfo=UTC)
INTERNAL = {"typed", "form", "submit", *(slug(kind()) for kind in OF_CUSTOMERS)}
REFUSALS = sorted(
    (each for each in vars(errors).values() if isinstance(each, type)
     and issubclass(each, DeskError) and each is not DeskError),
    key=lambda each: each.code,
)  # fmt: skip


def words(locale: str = "en") -> Words:
    return Words(locale, ZoneInfo("Asia/Shanghai"), NOW)


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys_and_the_same_blanks() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert set(zh) == set(en)
    assert {key: blanks(zh[key]) for key in zh} == {key: blanks(en[key]) for key in en}


def test_a_second_english_sentence_does_not_stick_to_the_first() -> None:
    more = {key: said for key, said in catalogue("en").items() if key.startswith("error_more.")}
    assert [key for key, said in more.items() if not said.startswith((" ", "."))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_that_has_a_slug_has_a_word(locale: str) -> None:
    wanted = {
        *(f"status.{each}" for each in Status),
        *(f"button.{each}" for each in [*SLUGS, *Move]),
        *(f"help.{each}" for each in set(SLUGS) - INTERNAL),
        *(f"duty.{each}" for each in DutyKind),
        *(f"history.{each}" for each in Happening),
        *(f"happened.{each}" for each in Happening),
        *(f"reminder.{each}.headline" for each in Call),
        *(f"role.{each}" for each in Role),
        *(f"act.{each}" for each in Act),
        *(f"close_reason.{each}" for each in CloseReason),
        *(f"option.{each}" for each in ("yes", "no", "unreachable")),
        *(f"form.{each}" for each in FORMS),
        *(f"field.{each.name}" for form in FORMS.values() for each in form),
        *(f"field.{each}" for each in FACTS),
        *(f"error.{each.code}" for each in REFUSALS),
        *(f"queue.{each}" for each in ("mine", "list", "search", "waiting")),
    }
    assert wanted - set(catalogue(locale)) == set()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: str(kind.code))
def test_every_refusal_is_a_whole_sentence(kind: type[DeskError], locale: str) -> None:
    def filling(annotation: Any) -> Any:
        known = {str: "resolve", int: 3, datetime: NOW}
        return known.get(annotation, ("accept", "resolve"))

    error = kind(**{f.name: filling(f.type) for f in fields(kind)})
    said = phrases.refusal(error, words(locale))
    assert said.strip(" .。")
    assert "{" not in said
    assert blanks(catalogue(locale)[f"error.{kind.code}"]) <= {f.name for f in fields(kind)}


def test_a_refusal_offers_the_clue_it_has_and_only_then() -> None:
    plain = errors.UnknownTicket(written="7")
    near = errors.UnknownTicket(written="7", near=("20261122007",))
    assert phrases.refusal(plain, words()).endswith("check the number.")
    assert phrases.refusal(near, words()).endswith("Did you mean 20261122007?")


def test_a_refused_step_names_status_step_and_what_is_possible_in_words() -> None:
    error = errors.WrongStatus(
        ticket="001", status="closed", move="accept", possible=("reopen", "reject_proposal")
    )
    assert phrases.refusal(error, words("zh")) == (
        "001 现在是“已关闭”，不能“接单”。现在可以：重开、客户不同意。"
    )


@pytest.mark.parametrize(
    ("locale", "minutes", "said"),
    [
        ("zh", 12, "首次响应 10:15 前（还有 12 分钟）"),
        ("en", 12, "First response due 10:15 (in 12 min)"),
        ("zh", 0, "首次响应 10:03 前（刚到时限）"),
        ("en", 0, "First response due 10:03 (just now)"),
        ("zh", -65, "首次响应应在 08:58 前（已超 1 小时 5 分钟）"),
        ("en", -65, "First response was due 08:58 (1 h 5 min over)"),
    ],
)
def test_a_deadline_is_said_in_words_and_in_the_readers_time(
    locale: str, minutes: int, said: str
) -> None:
    due = Due(DutyKind.FIRST_RESPONSE, NOW + timedelta(minutes=minutes))
    assert phrases.deadline(due, words(locale)) == said


def test_a_history_line_says_who_what_changed_and_why() -> None:
    line = HistoryLine(
        ticket="001",
        at=NOW,
        happening=Happening.CLASSIFIED,
        by="王芳",
        note="客户很急",
        changes={"urgency": (Name("一般", "Normal"), Name("紧急", "Urgent")), "version": (1, 2)},
        files=("slack:F1 photo.jpg",),
    )
    assert phrases.history(line, words("zh")) == (
        "王芳 更新了分类（紧急程度 一般 → 紧急）：客户很急 [附件 photo.jpg]"
    )


def test_the_desk_itself_has_a_name_in_the_history() -> None:
    line = HistoryLine(ticket="1", at=NOW, happening=Happening.WARNED, by="", note="first_response")
    assert phrases.history(line, words("zh")) == "售后台 发了到期提醒：首次响应"
    later = replace(line, until=NOW + timedelta(hours=1))
    assert "推迟到" in phrases.history(later, words("zh"))


def test_a_button_that_opens_a_form_is_named_for_the_form() -> None:
    assert phrases.label(OpenForm("contact", "001"), words("zh")) == "首次联系"
    assert phrases.label(Accept("001"), words("zh")) == "接单"


def test_people_stay_people_until_a_platform_mentions_them() -> None:
    wang, li = Person("王芳"), Person("李工")
    assert phrases.people((wang, li), words("zh")) == (wang, "、", li)
    assert phrases.flat(phrases.people((wang, li), words("en"))) == "王芳, 李工"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("command", sorted(set(SLUGS) - INTERNAL - {"report_message"}))
def test_every_example_of_the_help_is_read_as_its_command(command: str, locale: str) -> None:
    text = catalogue(locale)[f"help.{command}"]
    [example] = re.findall(r"/(?:ticket|工单) (.+?)(?=（| \(|$)", text)
    assert slug(parse(example)) == command
    ours = "/工单 " if locale == "zh" else "/ticket "
    assert ours in text
    if locale == "en":
        assert text.isascii() or not re.search("[\u4e00-\u9fff]", text)
