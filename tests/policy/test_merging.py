"""A file over a preset: what it names is changed, the rest stays."""

from datetime import UTC, date, datetime

from bot.domain.calendar import Hours
from bot.domain.policy import DutyKind, Name, Span, Target, Urgency
from bot.policyfile import load_text


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
