"""The presets reproduce the table of the domain, figure by figure."""

import re
import subprocess
import sys
from datetime import date, timedelta
from time import process_time
from typing import Final

import pytest

from bot.domain.policy import Answer, Category, Choice, DutyKind, Span, Target, Urgency
from bot.domain.promises import UNPROMISED
from bot.policyfile import PRESETS, load
from bot.policyfile.load import _shipped
from tests.policy.reading import preset

TABLE = {
    "quality-tracking": [
        ("critical", "特急", "1h", "8h"),
        ("urgent", "紧急", "2h", "24h"),
        ("normal", "一般", "24h", "72h"),
    ],
    "rapid-response": [
        ("urgent", "紧急", "15m", "2h"),
        ("important", "重要", "30m", "4h"),
        ("normal", "一般", "2h", "24h"),
    ],
    "online-marketing": [
        ("critical", "特急", "2h", "4h"),
        ("urgent", "紧急", "24h", "48h"),
        ("normal", "普通", "48h", "7 working days"),
    ],
    "feedback-form": [
        ("urgent", "紧急", "1h", "24h"),
        ("normal", "一般", "24h", "72h"),
        ("suggestion", "建议", "None", "None"),
    ],
    "complaint-handling": [
        ("severe", "重", "2h", "24h"),
        ("minor", "轻", "24h", "5 working days"),
    ],
}

EVERYWHERE: Final = frozenset(DutyKind) - UNPROMISED - {DutyKind.CARE_CALL}


def test_there_are_five_presets() -> None:
    assert set(PRESETS) == set(TABLE)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_the_urgencies_and_targets_of_its_document(name: str) -> None:
    """S0-16, S2-07, S3-08: the names. S1-23, S1-24, S1-27, S1-28, S1-30, S1-31: the figures."""
    rows = [
        (u.id, u.name.zh, str(u.first_response), str(u.resolution)) for u in preset(name).urgencies
    ]
    assert rows == TABLE[name]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_complete_in_both_languages(name: str) -> None:
    policy = preset(name)
    assert set(policy.duties) == set(DutyKind) - {DutyKind.RESUME}
    assert policy.urgency(policy.default_urgency)
    named: list[Urgency | Category | Choice | Answer] = [
        *policy.urgencies,
        *policy.categories,
        *policy.departments,
        *policy.kinds,
        *policy.channels,
        *policy.csat,
    ]
    for entry in named:
        assert re.search(r"[\u4e00-\u9fff]", entry.name.zh), entry
        assert entry.name.en.isascii(), entry
    definitions = [u.definition for u in policy.urgencies]
    for definition in [*definitions, *(c.definition for c in policy.categories)]:
        assert definition
        assert definition.zh
        assert definition.en.isascii()
    for rule in policy.suggest:
        assert rule.reason.zh
        assert rule.reason.en


@pytest.mark.parametrize("name", PRESETS)
def test_every_category_of_a_preset_but_the_catch_alls_is_known_by_words_in_both_languages(
    name: str,
) -> None:
    for category in preset(name).categories:
        if category.id != "other":
            assert any(word.isascii() for word in category.keywords), category.id
            assert any(not word.isascii() for word in category.keywords), category.id
            assert category.department


def test_the_duties_have_the_lengths_of_the_domain() -> None:
    policy = preset("rapid-response")
    lengths = {
        kind.value: (str(duty.due), str(duty.warn), duty.calendar)
        for kind, duty in policy.duties.items()
    }
    assert lengths == {
        "acknowledge": ("5m", "None", "always"),
        "sync": ("10m", "3m", "always"),
        "record": ("24h", "2h", "always"),
        "classify": ("1h", "15m", "always"),
        "dispatch": ("30m", "10m", "always"),
        "accept": ("30m", "None", "always"),
        "first_response": ("None", "30m", "always"),
        "resolution": ("None", "1h", "always"),
        "progress": ("24h", "30m", "always"),
        "collaboration": ("1 working day", "2h", "office"),
        "overdue_reason": ("4h", "None", "always"),
        "confirmation": ("24h", "4h", "always"),
        "callback": ("24h", "4h", "always"),
        "second_callback": ("7d", "24h", "always"),
        "dissatisfied": ("48h", "12h", "always"),
        "remedy_check": ("72h", "12h", "always"),
        "approval": ("1 working day", "2h", "office"),
        "field_record": ("5d", "24h", "always"),
        "article": ("24h", "None", "always"),
        "improvement": ("15 working days", "72h", "office"),
        "care_call": ("90d", "7d", "always"),
    }
    assert policy.duty(DutyKind.SECOND_CALLBACK).opens == Span.parse("3d")
    assert policy.ladder.manager_after == timedelta(minutes=15)
    assert (policy.ladder.repeat, policy.ladder.max_repeats) == (timedelta(minutes=30), 6)


def test_the_routing_table_of_online_marketing_is_everybodys_default() -> None:
    for name in ("quality-tracking", "rapid-response", "online-marketing"):
        departments = {c.id: c.department for c in preset(name).categories}
        assert departments == {
            "product": "technical",
            "logistics": "warehouse",
            "service": "service",
            "policy": "aftersales",
            "usage": "operations",
            "other": "service",
        }
    rules = [(dict(rule.when), rule.to) for rule in preset("online-marketing").assign]
    to_supervisor = Target(department="service", supervisor=True)
    assert ({"category": ("service",)}, to_supervisor) in rules
    refund = Target(department="aftersales", also=("finance",))
    assert ({"category": ("policy",), "wish": ("refund",)}, refund) in rules


def test_what_else_the_documents_ask_for_is_in_their_presets() -> None:
    rapid, online = preset("rapid-response"), preset("online-marketing")
    form, complaint = preset("feedback-form"), preset("complaint-handling")
    assert [a.name.zh for a in preset("quality-tracking").csat] == ["满意", "一般", "不满意"]
    assert [a.name.zh for a in form.csat] == ["满意", "基本满意", "不满意"]
    assert len(online.csat) == 5
    assert [a.id for a in online.csat if a.dissatisfied] == ["dissatisfied", "very_dissatisfied"]
    assert rapid.assign[0].to == Target(pool="service", senior=True)  # S1-37
    assert rapid.assign[0].when == {"level": ("vip",)}
    assert rapid.urgencies[0].medium == "phone"  # S1-23
    assert rapid.urgencies[0].critical
    assert [str(u.progress) for u in online.urgencies] == ["4h", "4h", "None"]  # S2-38
    assert form.number.render(date(2024, 5, 7), 1) == "FBD202405001"
    assert form.duty(DutyKind.SECOND_CALLBACK).enabled
    assert complaint.required["close"] == ("cause", "responsibility")
    assert complaint.approvers
    assert [c.id for c in complaint.causes] == ["quality", "human", "app", "other"]


@pytest.mark.parametrize(
    ("name", "without", "besides"),
    [
        ("quality-tracking", {DutyKind.SECOND_CALLBACK}, set()),  # S0-34: one call.
        ("rapid-response", set(), set()),
        ("online-marketing", {DutyKind.SECOND_CALLBACK}, set()),  # S2-41: one call.
        ("feedback-form", {DutyKind.CALLBACK}, set()),  # S3-20: one call, on day 3 to 7.
        ("complaint-handling", set(), {DutyKind.CARE_CALL}),  # S4-03.
    ],
)
def test_each_preset_switches_on_what_its_document_asks(
    name: str, without: set[DutyKind], besides: set[DutyKind]
) -> None:
    on = {kind for kind in DutyKind if preset(name).duty(kind).enabled}
    assert on == (EVERYWHERE - without) | besides
    assert preset(name).key_levels == ("vip",)


def test_a_ticket_in_slack_and_a_pin_in_feishu_make_tickets() -> None:
    assert {"ticket", "admission_tickets", "pin"} == set(load(None).policy.reactions)


def test_a_preset_loads_fast_enough_for_the_start() -> None:
    best = 1.0
    for _ in range(3):
        _shipped.cache_clear()
        started = process_time()
        load(None)
        best = min(best, process_time() - started)
    assert best < 0.04


def test_loading_a_preset_imports_nothing_heavy() -> None:
    code = (
        "import sys; from bot.policyfile import load; load(None);"
        "sys.exit(not {'holidays', 'rapidfuzz', 'pydantic'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
