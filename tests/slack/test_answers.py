"""Whatever breaks or is slow, Slack is acknowledged in time and people are answered."""

from dataclasses import replace

import pytest

from adapters.slack.slack import Slack
from bot.commands import Request
from bot.domain import errors
from bot.views import HelpPage, Refused, Reply
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.room import posted_card
from tests.slack.samples import NO, queue


async def test_a_desk_that_breaks_is_told_by_a_reference_and_acknowledged(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Request) -> Reply:
        raise KeyError("secret detail")

    desk.answer = broken
    told = await fake.slash("U3", "C1", "/ticket", "mine")
    assert told.ack.status == 200
    shown = fake.ephemerals("U3")[-1].text
    assert "出了点问题" in shown
    assert "secret" not in shown
    reference = next(each for each in caplog.records if each.exc_info).getMessage().split()[1]
    assert reference in shown
    assert slack.counts["slack.bugs"] == 1
    ts = await posted_card(slack)
    assert (await fake.tap("U1", "C1", ts, "Accept")).ack.status == 200


async def test_an_answer_that_cannot_be_shown_is_still_acknowledged_and_told(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(replace(queue("x"), title="no such words", words=""))
    assert (await fake.slash("U1", "C1", "/ticket", "mine")).ack.status == 200
    assert (await fake.tap("U1", "C1", ts, "Accept")).ack.status == 200
    await fake.until(lambda s: len(s.ephemerals("U1")) == 2)
    assert all("went wrong" in each.text for each in fake.ephemerals("U1"))


async def acknowledged_while_everything_breaks(fake: FakeSlack) -> None:
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.status == 200
    mention = (await fake.say("U1", "C1", "<@UBOT> x")).deliveries[1]
    assert mention.ack.status == 200


async def test_a_listener_that_raises_does_not_lose_the_acknowledgement(
    slack: Slack, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("adapters.slack.answers.Answers._in_time")
    await acknowledged_while_everything_breaks(fake)


async def test_a_listener_that_raises_does_not_lose_the_envelope(
    by_socket: Slack, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("adapters.slack.answers.Answers._in_time")
    await acknowledged_while_everything_breaks(fake)


async def test_a_slow_desk_is_acknowledged_in_time_and_its_answer_follows(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.answers.WITHIN", 0.1)
    desk.may_answer.clear()
    desk.always(HelpPage("alice", ()))
    told = await fake.slash("U1", "C1", "/ticket", "help")
    assert told.ok
    assert "the result will follow" in fake.ephemerals("U1")[0].text
    desk.may_answer.set()
    await fake.until(lambda s: len(s.ephemerals("U1")) == 2)
    assert fake.ephemerals("U1")[1].text.startswith("alice")


async def test_a_shutdown_waits_for_answers_that_are_on_their_way(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    fake.fault("response_url", mode="hang", seconds=0.3)
    desk.always(Refused(errors.NotOnHold(NO)))
    await fake.tap("U1", "C1", ts, "Accept")
    await slack.stop()
    assert fake.ephemerals("U1")
