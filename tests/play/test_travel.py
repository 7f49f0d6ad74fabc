"""Moving the clock: what was owed on the way happens, each at its own time."""

from datetime import timedelta
from pathlib import Path

from adapters.play.chat import Chat, Message
from adapters.play.people import PERSONAS, rooms_of, roster
from adapters.play.seeding import live_through
from adapters.play.week import WEEK
from bot.demo import POLICY
from bot.domain.burst import KNOWN
from bot.policyfile import load
from bot.words import Words
from tests.play.conftest import MORNING, NEW, Playground, text_of


def called(playground: Playground) -> list[Message]:
    shown = playground.chat.in_room("sync", "")
    return [m for m in shown if m.happened in ("warn", "breach", "manager", "repeat")]


async def test_a_jump_over_an_hour_reads_as_that_hour_would_have(playground: Playground) -> None:
    await playground.say("li", NEW)
    await playground.say("wang", "/ticket accept 001")
    await playground.later(hours=1)
    times = [message.at - MORNING for message in called(playground)]
    assert times == sorted(times)
    kinds = [message.happened for message in called(playground)]
    assert kinds[:2] == ["warn", "breach"]
    assert "manager" in kinds
    breached = next(m for m in called(playground) if m.happened == "breach")
    assert breached.at - MORNING == timedelta(minutes=15, seconds=1)
    assert playground.clock.now() == MORNING + timedelta(hours=1)


async def test_to_the_next_deadline_means_that_something_is_said(playground: Playground) -> None:
    await playground.say("li", NEW)
    await playground.say("wang", "/ticket accept 001")
    for said in range(1, 4):
        await playground.travel.to_next_deadline()
        assert len(called(playground)) >= said


async def test_with_nothing_owed_the_clock_stays(playground: Playground) -> None:
    await playground.travel.to_next_deadline()
    assert playground.clock.now() == MORNING


async def test_past_a_deadline_is_past_it(playground: Playground) -> None:
    await playground.say("li", NEW)
    await playground.travel.past(MORNING + timedelta(minutes=15))
    assert any(message.happened == "breach" for message in called(playground))
    await playground.travel.past(MORNING)
    assert playground.clock.now() > MORNING + timedelta(minutes=15)


def test_the_history_is_long_enough_to_know_what_is_usual() -> None:
    """Only then the desk sees a burst (S1-01), at whatever hour a visitor comes."""
    zone = load().policy.zone
    for hour in range(24):
        now = MORNING.replace(hour=hour)
        began = min(step.moment(now, zone) for step in WEEK)
        assert now - began >= KNOWN


def test_somebody_administers_and_somebody_approves_and_each_is_told_what_they_may_do(
    tmp_path: Path,
) -> None:
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    policy, people = load(tmp_path / "policy.toml").policy, roster()
    assert "admin" in {persona.role for persona in PERSONAS}
    supervised = {people.departments[one].supervisor for one in policy.approvers}
    assert supervised & {persona.user for persona in PERSONAS}
    for locale in ("zh", "en"):
        words = Words(locale, policy.zone, MORNING)
        said = {words.say(f"play.may.{persona.role}") for persona in PERSONAS}
        assert len(said) == len({persona.role for persona in PERSONAS})


async def test_the_week_is_lived_through_alike_every_time_and_goes_on_another_day(
    playground: Playground,
) -> None:
    await live_through(
        playground.desk, playground.chat, playground.clock, playground.travel, playground.words()
    )
    titles = {text_of(m).split()[0] for m in playground.chat.in_room("sync", "")}
    assert {step.ticket for step in WEEK} >= {"leak", "washer"}
    assert len([title for title in titles if title.isdigit()]) == len({s.ticket for s in WEEK})
    assert playground.chat.journal is not None
    again = Chat(playground.chat.journal)
    assert again.in_room("sync", "li") == playground.chat.in_room("sync", "li")
    assert again.newest_at == playground.chat.newest_at
    late = [m for m in called(playground) if m.at < MORNING - timedelta(days=1)]
    assert late, "somebody was late in that week, and the desk said so"
    news = sum(playground.chat.unread(r, p.user).messages for p in PERSONAS for r in rooms_of(p))
    assert 0 < news < 40
