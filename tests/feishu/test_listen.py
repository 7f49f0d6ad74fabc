"""What people say, tap and fill in, and what they are shown."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.feishu.feishu import Feishu
from adapters.feishu.render_form import LOOK
from bot.commands import (
    Accept,
    Help,
    Home,
    Mine,
    Note,
    OpenForm,
    Place,
    ReportMessage,
    Request,
    Show,
    SubmitForm,
    Typed,
)
from bot.domain import errors
from bot.domain.people import Address, Identity
from bot.forms import Guide
from bot.views import Done, FormView, HelpPage, Refused, Reply, Silent, TicketRecord
from tests.fakes.feishu import TIMED_OUT, FakeFeishu, Message
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, card, every_view, faulty, form, history, words

ROOM = Address("feishu", "", chat="oc_tickets")
CHEN = Identity("feishu", "", "ou_chen")


def told(fake: FakeFeishu, user: str = "ou_chen") -> list[Message]:
    """What the bot has told somebody in private."""
    return [each for each in fake.private(user).messages if each.by_app]


async def last_told(fake: FakeFeishu, user: str = "ou_chen", count: int = 1) -> str:
    await fake.until(lambda _: len(told(fake, user)) >= count)
    return fake.words(told(fake, user)[-1])


async def posted_card(feishu: Feishu) -> str:
    return await feishu.messenger.post(ROOM, card(), words("zh"), ref="card:1")


def record(version: str = "in_progress") -> TicketRecord:
    return TicketRecord(replace(card(), status=version), (), (), ())


# --- commands -------------------------------------------------------------------------------------


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
    assert "不归你" in await last_told(fake) or NO in await last_told(fake)
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


async def test_a_reply_in_a_cards_thread_is_a_note_with_its_files(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(Done("noted", {"ticket": NO}))
    picture, document = ("图.jpg", b"x"), ("单.pdf", b"y")
    said = await fake.say(
        "ou_chen", "oc_tickets", '见图 <at user_id="ou_bob"></at>', thread=message,
        files=[picture, document],
    )  # fmt: skip
    first, second = [each.command for each in desk.asked]
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert first.text == "见图 @Bob"
    assert first.files[0].startswith(f"feishu:{said.messages[0].id}/img_")
    assert second.files[0].startswith(f"feishu:{said.messages[1].id}/file_")
    assert second.files[0].endswith(" 单.pdf")
    assert desk.last.place.thread == message
    assert desk.last.delivery == said.messages[1].id
    assert not told(fake)
    assert not said.message.reactions


@pytest.mark.parametrize("refusal", [errors.NoTicketHere("note"), errors.NotAMember("feishu:ou_1")])
async def test_people_may_talk_in_threads_that_are_no_tickets(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, refusal: errors.DeskError
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "lunch?")
    desk.always(Refused(refusal))
    reply = await fake.say("ou_chen", "oc_tickets", "yes", thread=said.id)
    await feishu.stop()
    assert desk.last.command == Note(text="yes")
    assert not told(fake)
    assert not reply.message.reactions


async def test_a_note_that_cannot_be_stored_is_sent_again_and_kept_once(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    overloaded: list[Reply] = [Refused(errors.Overloaded()), Silent()]
    desk.answer = lambda _: overloaded.pop(0)
    said = await fake.say("ou_chen", "oc_tickets", "note", thread=message)
    fake.clock.advance(16)
    (delivery,) = said.deliveries
    await fake.until(lambda _: len(delivery.acks) == 2)
    assert [each.ok for each in delivery.acks] == [False, True]
    assert len({each.delivery for each in desk.asked}) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/ticket new", ReportMessage),
        ("/工单 新建 客户=Kim", Typed),
        ("/ticket new it hums 客户=Kim", Typed),
        ("/ticket mine", Typed),
    ],
)
async def test_new_in_a_reply_is_about_the_message_that_it_replies_to(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, line: str, expected: type
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "it leaks", files=[("a.png", b"x")])
    desk.asked.clear()
    desk.always(FormView(form("new")))
    await fake.say("ou_chen", "oc_tickets", line, reply_to=said.id)
    command = desk.last.command
    assert type(command) is expected
    assert isinstance(command, ReportMessage | Typed)
    if isinstance(command, Typed):
        about = "mine" not in line
        assert (command.quoted, len(command.files)) == ("it leaks" if about else "", int(about))
    else:
        assert (command.text, command.author, command.author_name) == (
            "it leaks", "feishu:ou_bob", "Bob",
        )  # fmt: skip
        assert command.ask
        assert len(command.files) == 1
        assert command.sent_at.endswith("+00:00")


async def test_files_come_with_the_command_that_they_were_sent_with(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    card = await posted_card(feishu)
    desk.always(Done("noted", {"ticket": NO}))
    picture = [("a.png", b"x")]
    await fake.say(
        "ou_chen", "oc_tickets", "resolve 换了", thread=card, mentions_bot=True, files=picture
    )
    resolved = desk.last.command
    assert isinstance(resolved, Typed)
    assert (resolved.text, len(resolved.files)) == ("resolve 换了", 1)
    await fake.say("ou_chen", "oc_tickets", "", thread=card, files=picture)
    noted = desk.last.command
    assert isinstance(noted, Note)
    assert (noted.text, len(noted.files)) == ("", 1)


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


async def test_the_reaction_makes_one_ticket_of_a_message_whoever_reacts(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "坏了")
    desk.always(Done("created", {"ticket": NO}))
    for user, emoji in (("ou_chen", "Pin"), ("ou_alice", "Pin"), ("ou_alice", "SMILE")):
        await fake.react(user, said.id, emoji)
    await last_told(fake)
    await last_told(fake, "ou_alice")
    assert {each.delivery for each in desk.asked} == {f"reaction:{said.id}"}
    command = desk.last.command
    assert isinstance(command, ReportMessage)
    assert (command.text, command.author_name, command.ask) == ("坏了", "Bob", False)
    assert desk.last.place.chat == "oc_tickets"


async def test_a_reaction_on_a_message_that_cannot_be_read_is_told(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_bob", "oc_tickets", "坏了")
    fake.fault("im.message.get", code=230050)
    await fake.react("ou_chen", said.id, "Pin")
    assert "读不到" in await last_told(fake)
    assert desk.asked == []


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


# --- taps -----------------------------------------------------------------------------------------


async def test_a_tap_is_answered_by_a_toast_and_the_card_as_it_is_now(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)

    def answer(request: Request) -> Reply:
        shows = isinstance(request.command, Show)
        return record() if shows else Done("accepted", {"ticket": NO})

    desk.answer = answer
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.error is None
    assert tapped.says.startswith("你已接单") or NO in tapped.says
    assert tapped.card is not None
    assert "处理中" in fake.words(message)
    assert "In progress" in fake.words(message, "en_us")
    first, second = desk.asked
    assert (first.command, second.command) == (Accept(NO), Show(NO))
    assert first.place == Place("feishu", "", "oc_tickets", message, message)
    assert first.delivery.startswith(f"tap:{message}:ou_chen:")
    assert second.delivery == ""
    assert not fake.violations


async def test_a_refusal_of_a_tap_concerns_the_tapper_alone(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(Refused(errors.NotYours(NO, "accept", ("assignee",))))
    tapped = await fake.tap("ou_bob", message, "Accept")
    assert NO in tapped.says
    assert tapped.toast is not None
    assert tapped.toast["type"] == "warning"
    assert tapped.card is None
    assert not told(fake, "ou_bob")


async def test_a_stale_button_says_what_happened_and_the_card_is_drawn_anew(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    stale = Refused(errors.AlreadyAccepted(NO, "李工", card().at), meanwhile=(history("李工"),))
    desk.answer = lambda request: record() if isinstance(request.command, Show) else stale
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.says.count("李工") >= 2
    assert tapped.card is not None


async def test_a_tap_on_a_menu_is_a_command_and_what_it_shows_is_private(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(record())
    tapped = await fake.tap("ou_chen", message, "查看")
    assert tapped.says == "已私聊发给你。"
    assert tapped.card is None
    assert NO in await last_told(fake)
    assert desk.last.command == Show(NO)
    assert not fake.violations


async def test_an_old_button_is_refused_politely(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    old = {
        "tag": "button", "text": {"tag": "plain_text", "content": "Old"},
        "behaviors": [{"type": "callback", "value": {"k": "accept", "t": 1}}],
    }  # fmt: skip
    message = await posted_card(feishu)
    fake.message(message).content["body"]["elements"] = [old]
    assert "旧版" in (await fake.tap("ou_chen", message, "Old")).says
    assert "too old" in (await fake.tap("ou_alice", message, "Old")).says
    assert desk.asked == []


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
    desk.takes = 0.4
    desk.always(Refused(errors.NotOnHold(NO)))
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.error is None
    assert tapped.error != TIMED_OUT
    assert "正在" in tapped.says or "稍" in tapped.says
    assert NO in await last_told(fake)


async def test_an_update_of_the_outbox_waits_until_a_tap_on_the_card_is_answered(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    newest = replace(card(), status="resolved")

    async def update() -> None:
        await feishu.messenger.update(ROOM, message, newest, words("zh"))

    def answer(request: Request) -> Reply:
        if isinstance(request.command, Show):
            return record()
        feishu._answers.tasks.start(update())
        return Done("accepted", {"ticket": NO})

    desk.answer = answer
    await fake.tap("ou_chen", message, "接单")
    assert "处理中" in fake.words(message)
    await fake.until(lambda f: "已完成" in f.words(message))
    await fake.until(lambda f: [each.code for each in f.calls("im.message.patch")] == [0])
    assert not fake.violations


# --- forms ----------------------------------------------------------------------------------------


async def form_in_private(feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, key: str) -> str:
    desk.always(FormView(form(key)))
    message = await posted_card(feishu)
    tapped = await fake.tap("ou_chen", message, "首次联系")
    assert "表单" in tapped.says
    await last_told(fake)
    return told(fake)[-1].id


async def test_a_form_comes_in_private_and_its_values_go_to_the_desk(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(Done("contacted", {"ticket": NO}))
    tapped = await fake.fill_form("ou_chen", shown, {"outcome": "电话已通", "medium": "a"})
    assert not tapped.missing
    sent = {"outcome": "电话已通", "medium": "a"}
    assert desk.last.command == SubmitForm("contact", NO, 7, sent)
    assert desk.last.place == Place("feishu", "", "@ou_chen", "", shown)
    assert NO in tapped.says
    assert NO in fake.words(shown)
    assert "form" not in {
        each.get("tag") for each in fake.message(shown).content["body"]["elements"]
    }
    assert not fake.violations


async def test_every_field_of_the_longest_form_comes_back_as_it_would_be_typed(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    desk.always(Done("created", {"ticket": NO}))
    values = {"description": "漏水", "bought": "2026-11-20", "urgency": "a", "to": "李工"}
    assert (await fake.fill_form("ou_chen", shown, values, submit="submit")).error is None
    assert isinstance(desk.last.command, SubmitForm)
    sent = {k: v for k, v in desk.last.command.values.items() if v}
    assert sent == values


async def test_a_faulty_form_is_shown_again_with_its_faults_and_all_that_was_typed(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    bad = replace(faulty("a"), happenings=())
    desk.always(FormView(bad))
    tapped = await fake.fill_form("ou_chen", shown, {"description": "漏水"}, submit="submit")
    assert tapped.toast is not None
    assert tapped.toast["type"] == "error"
    assert fake.words(shown).count("<font color='red'>") == 3
    desk.always(Done("created", {"ticket": NO}))
    assert (await fake.fill_form("ou_chen", shown, submit="submit")).error is None
    assert isinstance(desk.last.command, SubmitForm)
    assert desk.last.command.values["description"] == "a"
    assert len({each.delivery for each in desk.asked[1:]}) == 2


async def test_a_customer_is_looked_up_by_what_is_typed_so_far_and_nothing_of_it_is_lost(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    desk.always(FormView(replace(form("new", "a"), guide=(Guide("nobody_known"),))))
    tapped = await fake.fill_form("ou_chen", shown, {"phone": "１３８"}, submit=LOOK)
    assert not tapped.missing
    assert tapped.says == "已查询，结果在表单最上面。"
    assert "没有查到老客户" in fake.words(shown)
    asked = desk.last.command
    assert isinstance(asked, SubmitForm)
    assert (asked.look, asked.values["phone"]) == (True, "１３８")
    desk.always(Done("created", {"ticket": NO}))
    await fake.fill_form("ou_chen", shown, {"description": "漏水"}, submit="submit")
    sent = desk.last.command
    assert isinstance(sent, SubmitForm)
    assert (sent.look, sent.values["description"], sent.values["phone"]) == (False, "漏水", "a")
    assert not fake.violations


async def test_what_changed_meanwhile_is_shown_in_the_form_with_the_new_version(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(FormView(replace(form("contact", "a"), version=9, happenings=("accepted",))))
    await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    assert "接单" in fake.words(shown)
    desk.always(Silent())
    await fake.fill_form("ou_chen", shown)
    assert desk.last.command == SubmitForm("contact", NO, 9, {"outcome": "a", "medium": "a"})


async def test_a_form_sent_twice_is_one_delivery(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(Silent())
    for _ in range(2):
        tapped = await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
        assert tapped.says == "已经处理过了。"
    assert len({each.delivery for each in desk.asked[1:]}) == 1


async def test_a_form_of_somebody_else_cannot_be_sent(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    fake.private("ou_chen").members.add("ou_bob")
    asked = len(desk.asked)
    tapped = await fake.fill_form("ou_bob", shown, {"outcome": "通了"})
    assert "陈伟" in tapped.says
    assert tapped.card is None
    assert len(desk.asked) == asked


async def test_a_refused_form_stays_as_it_is(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    before: Any = fake.message(shown).content
    desk.always(Refused(errors.Overloaded()))
    tapped = await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    assert tapped.card is None
    assert tapped.says
    assert fake.message(shown).content == before


async def test_a_forms_answer_that_came_too_late_is_drawn_on_it(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    monkeypatch.setattr("adapters.feishu.answers.WITHIN", 0.1)
    desk.takes = 0.3
    desk.always(Done("contacted", {"ticket": NO}))
    await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    await fake.until(lambda f: NO in f.words(shown) and "outcome" not in str(f.card(shown)))


async def test_a_search_is_answered_in_its_own_form(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "search")
    view: Any = every_view("冰箱")["queue"]
    desk.always(view)
    await fake.fill_form("ou_chen", shown, {"words": "冰箱"})
    assert "冰箱" in fake.words(shown)
    assert not fake.violations
