"""The room in which the tests take place, and a card in it."""

from adapters.slack.slack import Slack
from bot.domain.people import Address
from tests.slack.samples import card, words

ROOM = Address("slack", "T111", chat="C1")


async def posted_card(slack: Slack) -> str:
    return await slack.messenger.post(ROOM, card(), words("en"), ref="card:1")
