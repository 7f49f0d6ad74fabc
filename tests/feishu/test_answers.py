"""Whatever breaks or is slow, Feishu is acknowledged in time and people are answered."""

import pytest

from adapters.feishu.feishu import Feishu
from bot.commands import Request
from bot.domain import errors
from bot.views import Refused, Reply
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import last_told, posted_card
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO


async def test_a_desk_that_breaks_is_told_by_a_reference(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Request) -> Reply:
        raise KeyError("secret detail")

    message = await posted_card(feishu)
    desk.answer = broken
    tapped = await fake.tap("ou_chen", message, "接单")
    reference = next(each for each in caplog.records if each.exc_info).getMessage().split()[1]
    assert reference in tapped.says
    assert "secret" not in tapped.says
    assert feishu.counts["feishu.bugs"] == 1


async def test_whatever_breaks_in_the_adapter_a_tap_is_answered_and_an_event_acknowledged(
    feishu: Feishu, fake: FakeFeishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await posted_card(feishu)
    monkeypatch.delattr("adapters.feishu.answers.Answers._in_time")
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.error is None
    assert "出了点问题" in tapped.says
    said = await fake.say("ou_chen", "oc_tickets", "/ticket")
    assert said.deliveries[0].ok


async def test_a_slow_desk_is_answered_in_time_and_its_answer_follows(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.feishu.answers.WITHIN", 0.1)
    message = await posted_card(feishu)
    desk.may_answer.clear()
    desk.always(Refused(errors.NotOnHold(NO)))
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.error is None
    assert tapped.says == "正在处理，结果稍后发给你。"
    desk.may_answer.set()
    assert NO in await last_told(fake)
