"""Whether Slack still lets us in and lets us speak."""

import pytest

from adapters.slack.slack import Slack
from bot.ports import DeliveryError
from tests.fakes.slack import FakeSlack
from tests.slack.room import posted_card


async def test_the_pulse_stops_while_slack_lets_us_say_nothing(
    slack: Slack,
    fake: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await slack.connected()
    fake.fault("chat.postMessage", status=200, error="missing_scope")
    with pytest.raises(DeliveryError):
        await posted_card(slack)
    assert not await slack.connected()
    await posted_card(slack)
    assert await slack.connected()
    monkeypatch.setattr("adapters.pulse.ASKED_EVERY", 0.0)
    for fault in ({"status": 200, "error": "token_revoked"}, {"status": 503}):
        fake.fault("auth.test", **fault)
        assert not await slack.connected()
        assert await slack.connected()
    told = [r.getMessage() for r in caplog.records if r.name == "adapters.pulse"]
    assert [t for t in told if "missing_scope" in t or "token_revoked" in t] == told[::2][:2]
    assert len(told) == 6


async def test_a_dead_token_is_asked_for_now_and_then_only(slack: Slack, fake: FakeSlack) -> None:
    for _ in range(5):
        assert await slack.connected()
    assert len(fake.calls("auth.test")) == 1
