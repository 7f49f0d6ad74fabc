"""Away and back by chat, for oneself and for those one supervises; what `me` then says."""

from datetime import timedelta

import pytest

from bot import phrases
from bot.commands import Away, Back, SubmitForm
from bot.domain.errors import (
    CannotStandIn,
    NotAllowed,
    NotAway,
    NotTheirSupervisor,
    StandsInForEachOther,
    TimePast,
    TimeTooEarly,
)
from bot.domain.people import Member
from bot.domain.shifts import Shift
from bot.views import Done, FormView, Profile, Refused
from bot.words import Words
from tests.desk.office import Office
from tests.desk.test_presence import changed, lane


def member(office: Office, who: str) -> Member:
    return office.store.read(lambda uow: uow.people.roster()).result().members[who]


async def refused(office: Office, who: str, line: str) -> type[Exception]:
    view = await office.ask(who, line)
    assert isinstance(view, Refused)
    return type(view.error)


async def test_away_until_a_time_with_a_stand_in_is_noted_and_ends_by_itself(
    office: Office,
) -> None:
    view = await office.ask("wang", "away until 18:00 stand-in @wu")
    assert isinstance(view, Done)
    words = Words("en", office.policies.current.zone, office.clock.at)
    assert phrases.done(view, words) == "Noted: Wang is away, 10:00 to 18:00; Wu stands in."
    absence = member(office, "wang").absence
    assert absence is not None
    assert (absence.said_by, absence.stand_in, absence.since) == ("wang", "wu", office.clock.at)
    assert absence.until == office.clock.at + timedelta(hours=8)
    await office.settle()
    [told] = office.ear.in_lane(lane("wu"), Done)
    assert phrases.done(told, words).startswith("Wang is away, 10:00 to 18:00, and you stand in")


async def test_away_alone_asks_by_a_form_and_an_empty_form_means_until_i_am_back(
    office: Office,
) -> None:
    view = await office.ask("wang", "外出")
    assert isinstance(view, FormView)
    assert [f.field.name for f in view.form.fields] == ["until", "stand_in", "since", "member"]
    assert await office.done("wang", SubmitForm("away")) == "away"
    absence = member(office, "wang").absence
    assert absence is not None
    assert absence.until is None
    assert await office.done("wang", "回来") == "back"
    ended = member(office, "wang").absence
    assert ended is not None
    assert ended.over(office.clock.at)
    assert await refused(office, "wang", "back") is NotAway


async def test_a_bad_answer_keeps_the_form_and_marks_its_field(office: Office) -> None:
    filled = SubmitForm("away", values={"until": "18:00", "stand_in": "li"})
    view = await office.ask("wang", filled)
    assert isinstance(view, FormView)
    assert set(view.form.errors) == {"stand_in"}
    assert [f.value for f in view.form.fields][:2] == ["18:00", "li"]
    assert member(office, "wang").absence is None


async def test_a_planned_absence_begins_when_it_is_said_to(office: Office) -> None:
    await office.done("wang", Away(since="2026-11-25 09:00", until="2026-11-27 09:00"))
    absence = member(office, "wang").absence
    assert absence is not None
    assert not absence.holds(office.clock.at)
    assert absence.holds(office.clock.at + timedelta(days=2))
    assert await office.done("wang", Back()) == "back"
    called_off = member(office, "wang").absence
    assert called_off is not None
    assert called_off.over(office.clock.at)


async def test_an_absence_does_not_end_before_it_begins(office: Office) -> None:
    assert await refused(office, "wang", "away until 09:00") is TimePast
    for day in ("yesterday", "2026-11-20", "11-22"):  # Not unreadable: it is over.
        assert await refused(office, "wang", f"away until {day}") is TimePast
    view = await office.ask("wang", Away(since="2026-11-25 09:00", until="2026-11-24"))
    assert isinstance(view, Refused)
    assert isinstance(view.error, TimeTooEarly)


async def test_supervisors_say_it_for_their_department_and_nobody_for_another(
    office: Office,
) -> None:
    assert await office.done("tang", "away @wang until 18:00 stand-in @wu") == "away_until_with"
    absence = member(office, "wang").absence
    assert absence is not None
    assert absence.said_by == "tang"
    assert await office.done("ma", Back("wang")) == "back"
    assert await refused(office, "chen", "away @wang until 18:00") is NotTheirSupervisor
    assert await refused(office, "chen", "back @wang") is NotTheirSupervisor
    for who in ("wu", "jie", "li", "admin"):
        assert await refused(office, who, "away @wang until 18:00") is NotAllowed


@pytest.mark.parametrize("who", ["wang", "li", "admin"])
async def test_only_who_could_do_the_work_stands_in(office: Office, who: str) -> None:
    assert await refused(office, "wang", f"away until 18:00 stand-in @{who}") is CannotStandIn


async def test_a_day_alone_is_the_start_of_that_persons_next_work(office: Office) -> None:
    """It is Monday 10:00; nobody comes back at midnight, or on a day off."""
    zone = office.policies.current.zone
    changed(office, "wang", shift=Shift.parse("mon-fri 14:00-22:00"))
    for who, line, back in (
        ("wang", "away until tomorrow", "11-24 14:00"),
        ("wu", "外出 到下周一", "11-30 09:00"),
        ("wang", "away until saturday", "11-30 14:00"),
        ("wu", "外出 周五", "11-27 09:00"),
        ("wang", "外出 到明天下午三点", "11-24 15:00"),
        ("wu", "away until tomorrow 9am", "11-24 09:00"),
    ):
        await office.done(who, line)
        absence = member(office, who).absence
        assert absence is not None
        assert absence.until is not None
        assert f"{absence.until.astimezone(zone):%m-%d %H:%M}" == back, line


async def test_two_who_are_away_do_not_stand_in_for_each_other(office: Office) -> None:
    await office.done("wang", "away until friday stand-in @wu")
    assert await refused(office, "wu", "away until 18:00 stand-in @wang") is StandsInForEachOther
    assert member(office, "wu").absence is None
    changed(office, "wu", stand_in="wang")
    assert await office.done("wu", "away until 18:00") == "away_until"  # Nobody stands in.
    later = Away(since="12-01 09:00", until="12-02 09:00", stand_in="wang")
    assert await office.done("wu", later) == "away_until_with"


async def test_only_a_leader_stands_in_for_a_leader(office: Office) -> None:
    assert await refused(office, "tang", "away stand-in @jie") is CannotStandIn
    assert await office.done("tang", "away stand-in @chen") == "away_with"


async def test_the_own_profile_tells_shift_absence_and_stand_ins(office: Office) -> None:
    shift = Shift.parse("mon-fri 09:00-18:00; sat 10:00-14:00")
    changed(office, "wang", shift=shift, stand_in="wu")
    await office.done("wang", "away until 18:00")
    mine, theirs = await office.ask("wang", "me"), await office.ask("wu", "me")
    assert isinstance(mine, Profile)
    assert isinstance(theirs, Profile)
    zh = Words("zh", office.policies.current.zone, office.clock.at)
    said = {label: phrases.flat(value) for label, value in phrases.profile_facts(mine, zh)}
    assert said["班次"] == "周一至周五 09:00-18:00; 周六 10:00-14:00"
    assert said["外出"] == "10:00 至 18:00"
    assert said["代班人"] == "Wu"
    other = {label: phrases.flat(value) for label, value in phrases.profile_facts(theirs, zh)}
    assert other["正在代班"] == "Wang"
    assert "外出" not in other


async def test_who_is_away_without_a_word_is_not_told_twice(office: Office) -> None:
    await office.done("wang", "away stand-in @wu")
    await office.done("wang", "back")
    await office.settle()
    assert office.ear.in_lane(lane("wu"), Done) == []


async def test_a_pool_skips_who_is_away_until_they_are_back(office: Office) -> None:
    changed(office, "lin", senior=True)
    vip = "new 打不开 客户=王五 等级=vip 部门=客服部"
    await office.done("lin", "away until 18:00")
    first = await office.created(vip, who="chen")
    assert office.ticket(first).assignee == "li"
    office.clock.forward(hours=8)
    second = await office.created(vip, who="chen")
    assert office.ticket(second).assignee == "lin"
    assert office.ticket(second).department == "service"


@pytest.mark.parametrize(
    ("line", "written"),
    [("外出 到 火星", "火星"), ("away until noon", "noon")],
)
async def test_a_return_that_cannot_be_read_is_repeated_without_its_until(
    office: Office, line: str, written: str
) -> None:
    answer = await office.answer("wang", line)
    assert isinstance(answer.view, Refused)
    assert answer.view.error.blanks() == {"field": "until", "written": written}
    said = phrases.refused(answer.view, answer.words)
    assert "hold" not in said
    assert "挂起" not in said
