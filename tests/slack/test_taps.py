"""Buttons and menus of a card carry commands."""

import asyncio

from adapters.slack.slack import Slack
from bot.commands import Accept, NewTicket, Place, Show
from bot.domain import errors
from bot.views import Refused
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.room import posted_card
from tests.slack.samples import NO


async def test_a_tap_carries_its_command_and_a_refusal_concerns_the_tapper_alone(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    desk.always(Refused(errors.NotYours(NO, "accept", ("assignee",))))
    told = await fake.tap("U2", "C1", ts, "Accept")
    assert told.ack.status == 200
    assert told.ack.body is None
    await fake.until(lambda s: s.ephemerals("U2"))
    assert "is not yours" in fake.ephemerals("U2")[-1].text
    assert not fake.ephemerals("U1")
    assert desk.last.command == Accept(NO)
    assert desk.last.place == Place("slack", "T111", "C1", ts, ts)
    team, user, at, action = desk.last.delivery.split(":")
    assert (team, user, action) == ("T111", "U2", "accept.0")
    assert at
    assert fake.channel("C1").find(ts)


async def test_the_more_menu_carries_commands_too(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    await fake.tap("U1", "C1", ts, "More", choose="Show")
    assert desk.last.command == Show(NO)


async def test_an_old_button_is_refused_politely(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    said = {"type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": "x",
            "value": "T-1"}  # fmt: skip
    block = {"type": "actions", "elements": [said]}
    await slack.workspace._web.chat_postMessage(channel="C1", text="old", blocks=[block])
    told = await fake.tap("U1", "C1", fake.channel("C1").top[-1].ts, "Old")
    assert told.ack.status == 200
    await fake.until(lambda s: s.ephemerals("U1"))
    assert "too old" in fake.ephemerals("U1")[-1].text
    assert desk.asked == []


async def test_a_burst_of_taps_is_answered_each(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    ts = await posted_card(slack)
    told = await asyncio.gather(*(fake.tap(f"U{n}", "C1", ts, "Accept") for n in (1, 2, 3) * 10))
    assert all(each.ack.status == 200 for each in told)
    assert len({each.delivery for each in desk.asked}) == 30
    assert NewTicket not in {type(each.command) for each in desk.asked}
