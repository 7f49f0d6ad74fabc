"""The token that every call carries, and the domain that it goes to."""

import asyncio
import logging

import aiohttp
import pytest

from adapters.feishu.access import Access
from adapters.feishu.client import Client
from adapters.feishu.feishu import Feishu
from adapters.feishu.messenger import FeishuMessenger
from bot.ports import DeliveryError
from tests.fakes.feishu import APP_SECRET, FakeFeishu
from tests.feishu.room import failure, post


async def test_many_calls_at_once_fetch_one_token(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    await asyncio.gather(*(post(messenger, str(n)) for n in range(4)))
    assert len(fake.calls("auth.tenant_access_token")) == 1


async def test_a_token_that_is_no_longer_taken_is_renewed_once_for_all(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    await post(messenger, "a")
    fake.invalidate_tokens()
    await asyncio.gather(*(post(messenger, f"b{n}") for n in range(3)))
    assert len(fake.calls("auth.tenant_access_token")) == 2
    assert len(fake.chat("oc_tickets").cards) == 4


async def test_a_token_that_stays_refused_is_an_error_and_no_loop(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    fake.fault("im.message.create", code=99991663, times=9)
    error = await failure(messenger)
    assert error.reason.startswith("99991663")
    assert len(fake.calls("im.message.create")) == 2


async def test_a_file_is_asked_for_again_with_a_new_token_and_once_only(
    feishu: Feishu, fake: FakeFeishu
) -> None:
    said = await fake.say("ou_chen", "oc_tickets", "", files=[("单.pdf", b"y")])
    source = f"feishu:{said.message.id}/{next(iter(fake.tenant.files))}"
    assert await feishu.files.fetch(source, 9) == b"y"
    fake.invalidate_tokens()
    assert await feishu.files.fetch(source, 9) == b"y"
    fake.fault("im.resource.get", code=99991663, times=9)
    with pytest.raises(DeliveryError, match="99991663"):
        await feishu.files.fetch(source, 9)
    assert len(fake.calls("im.resource.get")) == 5


async def test_a_wrong_secret_is_said_and_never_shown(
    fake: FakeFeishu, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    access = Access("cli_a1b2c3", "wrong-secret-value", domain=fake.domain)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(DeliveryError, match="10014"):
            await Client(session, access).call("GET", "/open-apis/bot/v3/info")
    assert "wrong-secret-value" not in repr(access) + caplog.text
    assert APP_SECRET not in caplog.text


@pytest.mark.parametrize(
    ("domain", "link"),
    [
        ("https://open.feishu.cn", "https://applink.feishu.cn/client/bot/open?appId=cli_x"),
        (
            "https://open.larksuite.com/",
            "https://applink.larksuite.com/client/bot/open?appId=cli_x",
        ),
    ],
)
def test_one_domain_governs_calls_and_links(domain: str, link: str) -> None:
    access = Access("cli_x", "s", domain=domain)
    assert access.chat_link == link
    assert access.url("/callback/ws/endpoint").startswith(domain.rstrip("/") + "/callback")
    assert access.console == f"{domain.rstrip('/')}/app/cli_x"
