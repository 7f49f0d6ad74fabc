"""The group in which the tests take place, a card in it, and what the bot tells people."""

import pytest

from adapters.feishu.feishu import Feishu
from bot.domain.people import Address
from bot.ports import DeliveryError, Messenger
from tests.fakes.feishu import FakeFeishu, Message
from tests.slack.samples import card, words

ROOM = Address("feishu", "", chat="oc_tickets")


async def post(messenger: Messenger, ref: str = "card:1", to: Address = ROOM) -> str:
    return await messenger.post(to, card(), words("zh"), ref=ref)


async def failure(messenger: Messenger, ref: str = "x") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await post(messenger, ref)
    return caught.value


async def posted_card(feishu: Feishu) -> str:
    return await post(feishu.messenger)


def told(fake: FakeFeishu, user: str = "ou_chen") -> list[Message]:
    """What the bot has told somebody in private."""
    return [each for each in fake.private(user).messages if each.by_app]


async def last_told(fake: FakeFeishu, user: str = "ou_chen") -> str:
    await fake.until(lambda _: told(fake, user))
    return fake.words(told(fake, user)[-1])
