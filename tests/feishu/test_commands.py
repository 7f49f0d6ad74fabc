"""Commands in groups, in private and from the menu, and where they are answered."""

import pytest

from adapters.feishu.feishu import Feishu
from bot.commands import Help, Home, Mine, OpenForm, Place, Typed
from bot.domain import errors
from bot.domain.people import Address, Identity
from bot.views import HelpPage, Refused
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import last_told, posted_card, told
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, every_view

CHEN = Identity("feishu", "", "ou_chen")


@pytest.mark.parametrize(
    "line", ["/ticket help", "/工单 help", "／ticket help", "/TICKET help", "\u200b/ticket help"]
)
async def test_a_command_in_a_group_is_answered_in_private_and_marked_as_taken(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, line: str
) -> None:
    desk.always(HelpPage("陈伟", ("new", "accept")))
    said = await fake.say("ou_chen", "oc_tickets", line)
    assert said.deliveries[0].ok
    assert "陈伟" in await last_told(fake)
    await fake.until(lambda _: said.message.reactions)
    assert said.message.reactions == {"DONE": ["ou_bot"]}
    assert [each for each in fake.chat("oc_tickets").messages if each.by_app] == []
    assert isinstance(desk.last.command, Typed)
    assert desk.last.who == CHEN
    assert desk.last.place == Place("feishu", "", "oc_tickets", "", said.id)
    assert (desk.last.name, desk.last.delivery) == ("陈伟", said.id)
    assert not fake.violations


async def test_a_refused_command_is_marked_as_refused_and_the_reason_told_in_private(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    desk.always(Refused(errors.NotYours(NO, "accept", ("assignee",))))
    said = await fake.say("ou_chen", "oc_tickets", "accept 001", mentions_bot=True)
    assert desk.last.command == Typed("accept 001")
    assert f"{NO} 不归你处理" in await last_told(fake)
    await fake.until(lambda _: said.message.reactions)
    assert said.message.reactions == {"CrossMark": ["ou_bot"]}


@pytest.mark.parametrize("post", [False, True])
async def test_a_mention_of_us_is_gone_and_of_others_is_what_the_grammar_reads(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, *, post: bool
) -> None:
    text = '/ticket assign 001 <at user_id="ou_bob"></at> 近'
    await fake.say("ou_chen", "oc_tickets", text, mentions_bot=True, post=post)
    assert isinstance(desk.last.command, Typed)
    assert desk.last.command.text.split() == ["/ticket", "assign", "001", "<@ou_bob>", "近"]


async def test_a_bare_mention_asks_for_help_and_talk_among_people_is_theirs(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    await fake.say("ou_chen", "oc_tickets", mentions_bot=True, text=" ")
    assert desk.last.command == Help()
    await fake.say("ou_chen", "oc_tickets", "午饭？")
    await fake.say("ou_chen", "oc_tickets", "/ticketing is nice")
    assert len(desk.asked) == 1


async def test_in_a_private_chat_people_type_commands_and_get_a_reply(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    desk.always(HelpPage("陈伟", ()))
    said = await fake.say("ou_chen", fake.private("ou_chen").id, "我的")
    await last_told(fake)
    assert told(fake)[0].parent_id == said.id
    assert not said.message.reactions
    assert desk.last.command == Typed("我的")
    assert desk.last.place == Place("feishu", "", "@ou_chen", "", said.id)
    assert desk.last.place.lane == Address("feishu", "", user="ou_chen").lane


async def test_a_command_in_a_cards_thread_knows_the_card(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    await fake.say("ou_chen", "oc_tickets", "接单", mentions_bot=True, thread=message)
    assert desk.last.command == Typed("接单")
    assert desk.last.place.thread == message


@pytest.mark.parametrize(
    ("key", "command"),
    [("ticket_new", OpenForm("new")), ("ticket_mine", Mine()), ("ticket_home", Home())],
)
async def test_the_bots_menu_is_answered_in_private(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, key: str, command: object
) -> None:
    desk.always(every_view("x")["home"])  # type: ignore[arg-type] # A home page is a reply.
    await fake.menu("ou_chen", key)
    await fake.menu("ou_chen", "other_app")
    await last_told(fake)
    assert [each.command for each in desk.asked] == [command]
    assert desk.last.place == Place("feishu", "", "@ou_chen")
    assert not fake.violations


async def test_whoever_adds_the_bot_learns_the_groups_number(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    await fake.add_bot("ou_chen", "oc_tickets")
    assert "feishu:oc_tickets" in await last_told(fake)
    assert desk.asked == []


async def test_what_concerns_nobody_here_is_acknowledged_and_ignored(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "x")
    happened = [
        *await fake.open_p2p("ou_chen"),
        *await fake.join("ou_bob", "oc_tickets"),
        *await fake.recall("ou_bob", said.id),
        *await fake.remove_bot("ou_chen", "oc_tickets"),
        *await fake.resign("ou_bob"),
    ]
    assert len(happened) == 5
    assert all(each.ok for each in happened)
    assert desk.asked == []
    assert feishu.counts["feishu.news"] == 3


async def test_the_bots_own_words_and_reactions_are_heard_by_nobody(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    desk.always(HelpPage("陈伟", ()))
    said = await fake.say("ou_chen", "oc_tickets", "/ticket")
    await fake.until(lambda _: said.message.reactions)
    await last_told(fake)
    await feishu.stop()
    assert len(desk.asked) == 1


async def test_who_cannot_be_written_to_privately_learns_it_where_they_asked(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    fake.tenant.people["ou_chen"].available = False
    desk.always(HelpPage("陈伟", ()))
    said = await fake.say("ou_chen", "oc_tickets", "/ticket")
    await fake.until(lambda _: fake.chat("oc_tickets").thread(said.id))
    (answer,) = fake.chat("oc_tickets").thread(said.id)
    assert "无法私聊" in fake.words(answer)
