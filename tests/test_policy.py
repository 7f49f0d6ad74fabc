"""The policy: five presets, a file laid over them, and every mistake named with its line."""

import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import process_time
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Hours
from bot.domain.policy import (
    Answer,
    BadPatternError,
    BadSpanError,
    Category,
    Choice,
    DutyKind,
    Name,
    NumberPattern,
    Policy,
    QuietHours,
    ReportTime,
    Span,
    Target,
    Urgency,
)
from bot.domain.promises import UNPROMISED
from bot.policyfile import PRESETS, Mistake, PolicyFile, PolicyMistakes, doubts, load, load_text
from bot.policyfile.lines import lines_of
from bot.policyfile.load import _shipped
from bot.policyfile.merge import Merged

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LOCALES = Path(__file__).parent.parent / "bot" / "locales"


def preset(name: str) -> Policy:
    return load(None, name).policy


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(PolicyMistakes) as caught:
        load_text(text)
    return caught.value.mistakes


# Spans and numbers.


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15m", Span(seconds=900)),
        ("90s", Span(seconds=90)),
        ("1h30m", Span(seconds=5400)),
        ("2 hours", Span(seconds=7200)),
        ("1h 30 min", Span(seconds=5400)),
        ("3d", Span(seconds=259200)),
        ("30分钟", Span(seconds=1800)),
        ("2小时30分", Span(seconds=9000)),
        ("1s", Span(seconds=1)),
        ("7 working days", Span(working_days=7)),
        ("1 working day", Span(working_days=1)),
        ("5 Business Days", Span(working_days=5)),
        ("7个工作日", Span(working_days=7)),
        ("7 个工作日", Span(working_days=7)),
    ],
)
def test_a_length_of_time_is_read_in_both_languages(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "syntax"),
        ("soon", "syntax"),
        ("15", "syntax"),
        ("15m later", "syntax"),
        ("-5m", "syntax"),
        ("1.5h", "syntax"),
        ("7 working days 2h", "syntax"),
        ("5分天", "syntax"),
        ("0m", "zero"),
        ("0 working days", "zero"),
        ("4000d", "too_long"),
        ("4000 working days", "too_long"),
    ],
)
def test_what_is_no_length_of_time_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadSpanError) as caught:
        Span.parse(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(90, "1m30s"), (86400, "24h"), (259200, "72h"), (604800, "7d"), (93784, "26h3m4s")],
)
def test_a_length_of_time_is_written_as_desks_say_it(seconds: int, text: str) -> None:
    assert str(Span(seconds=seconds)) == text


@given(
    st.builds(Span, seconds=st.integers(1, 10**8))
    | st.builds(lambda n: Span(working_days=n), st.integers(1, 3000))
)
def test_a_written_length_of_time_reads_back_the_same(span: Span) -> None:
    assert Span.parse(str(span)) == span


def test_a_number_is_a_date_and_a_serial_that_grows_past_its_width() -> None:
    day = date(2023, 10, 1)
    assert NumberPattern().render(day, 1) == "20231001001"  # S0-14
    assert NumberPattern().render(day, 1000) == "202310011000"
    assert NumberPattern("FBD{date:%Y%m}{serial:03d}").render(date(2024, 5, 9), 1) == "FBD202405001"


def test_serials_start_again_when_the_date_in_the_number_changes() -> None:
    monthly = NumberPattern("FBD{date:%Y%m}{serial:03d}")
    assert monthly.scope(date(2024, 5, 1)) == monthly.scope(date(2024, 5, 31))
    assert monthly.scope(date(2024, 5, 1)) != monthly.scope(date(2024, 6, 1))
    assert NumberPattern("T{serial}").scope(date(2024, 5, 1)) == "T"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{date:%Y%m%d}", "serial"),
        ("{serial}{serial}", "serial"),
        ("{date:%Y%m%d}{serial:03x}", "serial"),
        ("{date:%B}{serial}", "date"),
        ("{date:%-d}{serial}", "date"),
        ("{date}{serial}", "date"),
        ("No {serial}", "letters"),
        ("{serial", "syntax"),
        ("{day}{serial}", "syntax"),
        ("{serial!r}", "syntax"),
        ("{}{serial}", "syntax"),
    ],
)
def test_a_pattern_that_cannot_number_tickets_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(BadPatternError, match=f"^{code}$"):
        NumberPattern(pattern)


# The presets reproduce the table of the domain, figure by figure.

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


# Lookups.


def test_a_word_that_the_policy_no_longer_has_is_none() -> None:
    policy = preset("rapid-response")
    assert policy.urgency("gone") is None
    assert policy.category(None) is None
    assert policy.urgency_or_default("gone").id == "normal"
    assert policy.duty(DutyKind.SYNC).due == Span.parse("10m")


def test_a_chased_ticket_goes_one_urgency_up_and_stops_at_the_top() -> None:
    policy = preset("rapid-response")
    raised = policy.raised("normal")
    assert raised is not None
    assert raised.id == "important"
    assert policy.raised("urgent") is None


@pytest.mark.parametrize(
    ("urgency", "accept"), [("urgent", "7m30s"), ("important", "15m"), ("normal", "30m")]
)
def test_accepting_may_take_half_of_the_first_response_and_half_an_hour_at_most(
    urgency: str, accept: str
) -> None:
    timing = preset("rapid-response").timing(DutyKind.ACCEPT, urgency)
    assert timing is not None
    assert timing.due == Span.parse(accept)
    assert timing.warn is not None
    assert timing.warn.length == timing.due.length / 2


def test_one_urgency_promises_48_hours_round_the_clock_and_7_working_days() -> None:
    policy = preset("online-marketing")
    friday = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
    first = policy.timing(DutyKind.FIRST_RESPONSE, "normal")
    resolution = policy.timing(DutyKind.RESOLUTION, "normal")
    assert first is not None
    assert resolution is not None
    assert first.calendar.after(friday, first.due) == friday + timedelta(hours=48)
    assert resolution.calendar.after(friday, resolution.due) == datetime(
        2026, 11, 17, 9, 0, tzinfo=UTC
    )


def test_a_suggestion_has_no_targets_and_nobody_must_accept_it() -> None:
    policy = preset("feedback-form")
    for kind in (DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION, DutyKind.ACCEPT):
        assert policy.timing(kind, "suggestion") is None
    assert policy.timing(DutyKind.CALLBACK, "normal") is None  # Switched off there.


def test_the_urgency_says_how_often_a_customer_is_told() -> None:
    policy = preset("online-marketing")
    for urgency, within in [("urgent", "4h"), ("normal", "24h")]:
        timing = policy.timing(DutyKind.PROGRESS, urgency)
        assert timing is not None
        assert timing.due == Span.parse(within)


def test_quiet_hours_run_past_midnight() -> None:
    night = load_text('quiet = "22:00-08:00"').policy
    assert night.quiet == QuietHours(time(22), time(8))
    eight = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
    for hours in (10, 9, 1):  # 22:00, 23:00, 07:00
        assert night.quiet_until(eight - timedelta(hours=hours)) == eight
    assert night.quiet_until(eight) is None
    assert night.quiet_until(eight - timedelta(hours=11)) is None
    assert preset("rapid-response").quiet_until(eight - timedelta(hours=9)) is None
    noon = QuietHours(time(12), time(14))
    assert noon.holds(time(13))
    assert not noon.holds(time(14))


@pytest.mark.parametrize(
    ("when", "latest"),
    [
        (ReportTime(time(9)), "11-22 09:00"),
        (ReportTime(time(8)), "11-23 08:00"),
        (ReportTime(time(8, 30)), "11-23 08:30"),
        (ReportTime(time(10), weekday=0), "11-16 10:00"),
        (ReportTime(time(8), weekday=0), "11-23 08:00"),
        (ReportTime(time(10), day=5), "11-05 10:00"),
        (ReportTime(time(10), day=28), "10-28 10:00"),
    ],
)
def test_a_report_that_was_slept_through_is_owed_for_its_latest_time_only(
    when: ReportTime, latest: str
) -> None:
    zone = load_text("").policy.zone
    monday = datetime(2026, 11, 23, 8, 30, tzinfo=zone)
    found = when.latest(monday)
    assert (found.tzinfo, f"{found:%m-%d %H:%M}") == (zone, latest)


# A file over a preset.


def test_a_file_changes_what_it_names_and_leaves_the_rest() -> None:
    policy = load_text(
        """
        [[urgency]]
        id = "urgent"
        first_response = "5s"
        [duty.sync]
        due = "20s"
        """
    ).policy
    urgent = policy.urgency("urgent")
    assert urgent is not None
    assert urgent.first_response == Span(seconds=5)
    assert urgent.resolution == Span.parse("2h")
    assert urgent.name == Name("紧急", "Urgent")
    assert policy.duty(DutyKind.SYNC).due == Span(seconds=20)
    assert policy.duty(DutyKind.SYNC).warn == Span.parse("3m")  # Longer than due: clamped later.


def test_a_file_names_its_preset() -> None:
    assert load_text('preset = "feedback-form"').policy.preset == "feedback-form"
    assert load_text("").policy.preset == "rapid-response"


def test_a_new_item_comes_last_or_where_it_says() -> None:
    last = load_text(
        '[[urgency]]\nid = "someday"\nname = "有空再说"\nfirst_response = "none"\nresolution = "9d"'
    ).policy
    assert [u.id for u in last.urgencies] == ["urgent", "important", "normal", "someday"]
    assert last.urgencies[-1] == Urgency(
        "someday", Name("有空再说", "有空再说"), None, Span.parse("9d")
    )
    first = load_text(
        '[[urgency]]\nid = "critical"\nbefore = "urgent"\nname = { zh = "特急", en = "Critical" }\n'
        'first_response = "1m"\nresolution = "1h"'
    ).policy
    assert [u.id for u in first.urgencies] == ["critical", "urgent", "important", "normal"]


def test_a_files_rules_stand_before_the_presets() -> None:
    rules = load_text('[[assign]]\nwhen = { product = "KFR" }\nto = { member = "wang" }').policy
    assert rules.assign[0].to == Target(member="wang")
    assert rules.assign[1].to == Target(pool="service", senior=True)


def test_a_replaced_list_is_dropped_with_the_presets_rules_about_it() -> None:
    loaded = load_text(
        'replace = ["category", "urgency"]\n'
        '[[category]]\nid = "all"\nname = "全部"\ndepartment = "service"\n'
        '[[urgency]]\nid = "now"\nname = "马上"\nfirst_response = "1m"\nresolution = "1h"'
    )
    assert [c.id for c in loaded.policy.categories] == ["all"]
    assert [u.id for u in loaded.policy.urgencies] == ["now"]
    assert loaded.policy.urgency_or_default("").id == "now"
    assert loaded.policy.suggest == ()
    assert [rule.to for rule in loaded.policy.assign] == [Target(pool="service", senior=True)]
    assert "default_urgency" in loaded.dropped


def test_none_takes_back_what_the_preset_promises() -> None:
    policy = load_text(
        'retention = "none"\n[report]\ndaily = "none"\n[duty.sync]\nwarn = "none"\n'
        '[[urgency]]\nid = "urgent"\nmedium = "none"'
    ).policy
    assert policy.retention is None
    assert set(policy.reports) == {"weekly", "monthly"}
    assert policy.duty(DutyKind.SYNC).warn is None
    assert policy.urgencies[0].medium is None


def test_the_week_of_a_calendar_is_replaced_as_a_whole() -> None:
    policy = load_text('[calendar.office]\ndays = { sat = "10:00-16:00" }').policy
    friday, saturday = (datetime(2026, 11, day, 3, 0, tzinfo=UTC) for day in (20, 21))
    assert not policy.calendar("office").is_open(friday)
    assert policy.calendar("office").is_open(saturday)


def test_a_year_nobody_has_published_can_be_settled_by_hand_and_by_name() -> None:
    policy = load_text(
        """
        [calendar.office]
        settled = [2098]
        [[calendar.office.override]]
        date = 2098-02-01
        to = 2098-02-07
        open = false
        name = { zh = "春节", en = "Spring Festival" }
        [[calendar.office.override]]
        date = 2098-02-08
        open = true
        """
    ).policy
    office = policy.calendar("office")
    assert isinstance(office, Hours)
    assert not any(office.openings(date(2098, 2, day)) for day in range(1, 8))
    assert office.openings(date(2098, 2, 8)) == office.usual  # A Saturday, worked instead.
    assert office.name_of(date(2098, 2, 3)) == Name("春节", "Spring Festival")
    start, end = (datetime(year, 6, 1, tzinfo=UTC) for year in (2098, 2099))
    assert office.unknown_years(start, end) == (2099,)


def test_a_calendar_of_ones_own_with_overrides() -> None:
    policy = load_text(
        """
        [calendar.shop]
        timezone = "Europe/Berlin"
        days = { mon-fri = ["10:00-20:00"], sat = "10:00-16:00" }
        holidays = "DE"
        [[calendar.shop.override]]
        date = 2026-12-24
        open = ["10:00-14:00"]
        [[calendar.shop.override]]
        date = "2026-12-27"
        open = true
        [[calendar.shop.override]]
        date = 2026-12-31
        open = false
        [[urgency]]
        id = "normal"
        calendar = "shop"
        """
    ).policy
    timing = policy.timing(DutyKind.RESOLUTION, "normal")
    assert timing is not None
    shop = timing.calendar
    for moment, opened in [
        ("2026-12-24 10:30", True),
        ("2026-12-24 15:00", False),
        ("2026-12-25 11:00", False),
        ("2026-12-27 19:00", True),
        ("2026-12-31 11:00", False),
        ("2026-12-19 15:30", True),
        ("2026-12-19 16:30", False),
    ]:
        at = datetime.fromisoformat(f"{moment}+01:00").astimezone(UTC)
        assert shop.is_open(at) is opened, moment


def test_every_value_says_where_it_comes_from() -> None:
    origins = load_text(
        'timezone = "Europe/Berlin"\n\n[[urgency]]\nid = "urgent"\nfirst_response = "5m"\n'
    ).origins
    assert origins["timezone"] == "policy.toml:1"
    assert origins["urgency.urgent.first_response"] == "policy.toml:5"
    assert origins["urgency.urgent.resolution"] == "preset rapid-response"
    assert origins["duty.sync.due"] == "preset base"
    assert origins["assign[1].when.level"] == "preset rapid-response"


# Mistakes: the line, the place and the reason.


def written_mistakes() -> list[tuple[str, int, str, str]]:
    """Read the cases of policy_mistakes.txt: text, line, where, code."""
    cases = (Path(__file__).parent / "policy_mistakes.txt").read_text(encoding="utf-8")
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
    catalogue = tomllib.loads((LOCALES / f"policy.{locale}.toml").read_text(encoding="utf-8"))
    sentences: dict[str, str] = catalogue["policy_mistake"]
    for text, *_ in MISTAKES:
        for mistake in mistakes_in(text):
            sentence = sentences[mistake.code]
            blanks = set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", sentence))
            assert blanks <= set(mistake.detail), mistake
            assert sentence.format(**mistake.detail)
    assert set(sentences) - {code for *_, code in MISTAKES} == {"encoding", "unreadable"}


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


# The file that is watched.


def put(path: Path, text: str, at: datetime) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_changed_file_is_in_force_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    assert watched.reload(NOW + timedelta(minutes=1)) is None
    put(path, 'locale = "en"', NOW + timedelta(minutes=2))
    changed = watched.reload(NOW + timedelta(minutes=3))
    assert isinstance(changed, Policy)
    assert watched.current is changed
    assert changed.locale == "en"


def test_a_bad_file_keeps_the_old_policy_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    good = watched.current
    put(path, 'locale = "fr"', NOW + timedelta(minutes=1))
    told = watched.reload(NOW + timedelta(minutes=2))
    assert isinstance(told, PolicyMistakes)
    assert told.mistakes[0].line == 1
    assert watched.current is good
    assert watched.reload(NOW + timedelta(minutes=3)) is None
    put(path, 'locale = "zh"', NOW + timedelta(minutes=4))
    mended = watched.reload(NOW + timedelta(minutes=5))
    assert isinstance(mended, Policy)
    assert mended.locale == "zh"


def test_a_second_change_within_the_same_tick_of_the_file_system_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW)
    assert isinstance(watched.reload(NOW + timedelta(seconds=1)), Policy)


def test_a_touched_file_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW + timedelta(minutes=1))
    assert watched.reload(NOW + timedelta(minutes=2)) is None


def test_a_file_that_vanishes_keeps_the_policy_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    path.unlink()
    told = watched.reload(NOW + timedelta(minutes=1))
    assert isinstance(told, PolicyMistakes)
    assert told.mistakes[0].code == "unreadable"
    assert watched.current.locale == "en"
    assert watched.reload(NOW + timedelta(minutes=2)) is None


def test_whoever_looks_is_told_at_once_and_no_stamp_hides_a_change_after_that(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW)  # As long, and of the same time: a restored backup.
    assert watched.reload(NOW + timedelta(minutes=1)) is None
    seen = watched.look()
    assert isinstance(seen, Policy)
    assert (seen.locale, watched.current.locale) == ("en", "zh")
    assert watched.reload(NOW + timedelta(minutes=2)) == watched.current
    assert watched.current.locale == "en"
    put(path, 'locale = "fr"', NOW)
    assert isinstance(watched.look(), PolicyMistakes)
    assert PolicyFile(None).look() is None


def test_without_a_file_the_preset_stays(tmp_path: Path) -> None:
    watched = PolicyFile(None)
    assert watched.current.preset == "rapid-response"
    assert watched.reload(NOW) is None
    with pytest.raises(PolicyMistakes):
        PolicyFile(tmp_path / "nothing.toml")


def test_a_file_that_is_not_utf8_is_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b'locale = "zh"\n# ' + "策略".encode("gbk"))
    with pytest.raises(PolicyMistakes) as caught:
        load(path)
    assert [(m.line, m.code) for m in caught.value.mistakes] == [(2, "encoding")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[urgency]]\nid = "urgent"\nfirst_response = "3h"',
            [(3, "urgency.urgent.first_response", "early_resolution")],
        ),
        (
            '[[urgency]]\nid = "urgent"\nresolution = "1h"\nfirst_response = "1h"',
            [],
        ),
        (
            '\n[[urgency]]\nid = "urgent"\nresolution = "50m"\nfirst_response = "1h"',
            [(4, "urgency.urgent.resolution", "early_resolution")],
        ),
        ('[duty.callback]\ndue = "1h"\nwarn = "2h"', [(3, "duty.callback.warn", "long_warning")]),
        ('[duty.callback]\ndue = "1h"\nwarn = "1h"', []),
        ('[duty.callback]\nenabled = false\ndue = "1h"\nwarn = "2h"', []),
        (
            '[[urgency]]\nid = "urgent"\nfirst_response = "5s"',
            [(3, "urgency.urgent.first_response", "long_warning")],
        ),
    ],
)
def test_what_can_hardly_be_meant_is_told_with_its_line(
    text: str, told: list[tuple[int, str, str]]
) -> None:
    found = doubts(load_text(text))
    assert [(d.line, d.where, d.code) for d in found] == told
    for locale in ("zh", "en"):
        catalogue = tomllib.loads((LOCALES / f"policy.{locale}.toml").read_text(encoding="utf-8"))
        assert all(catalogue["policy_doubt"][d.code].format(**d.detail) for d in found)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_leaves_no_doubt(preset: str) -> None:
    assert doubts(load_text(f'preset = "{preset}"')) == []


EVERYWHERE: Final = frozenset(DutyKind) - UNPROMISED - {DutyKind.CARE_CALL}


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
