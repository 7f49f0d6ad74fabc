"""What the desk asks of a policy: words, lengths, quiet hours, times of reports."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.policy import DutyKind, QuietHours, ReportTime, Span
from bot.policyfile import load_text
from tests.policy.reading import preset


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
