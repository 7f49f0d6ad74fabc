"""Whether Feishu still lets us in."""

import pytest

from adapters.feishu.feishu import Feishu
from tests.fakes.feishu import FakeFeishu


async def test_the_pulse_stops_when_the_apps_secret_is_taken_back(
    feishu: Feishu, fake: FakeFeishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its token goes on being taken for up to two hours."""
    assert await feishu.connected()
    monkeypatch.setattr("adapters.pulse.ASKED_EVERY", 0.0)
    assert await feishu.connected()
    fake.tokens.app_secret = "another one"
    assert not await feishu.connected()
    fake.tokens.app_secret = fake.app_secret
    assert await feishu.connected()
