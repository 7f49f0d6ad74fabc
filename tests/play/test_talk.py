"""What people say, tap and fill in, in a playground without its page."""

from adapters.play.shown import Link
from adapters.play.talk import Where
from bot.commands import Accept, OpenForm, SubmitForm, encode
from bot.views import Done, FormView, Refused
from tests.play.conftest import NEW, Playground, text_of


async def test_only_the_asker_sees_the_answer_and_everybody_the_card(
    playground: Playground,
) -> None:
    await playground.say("li", NEW)
    assert any("已创建" in said for said in playground.seen("li"))
    assert not any("已创建" in said for said in playground.seen("wang"))
    assert any("空调不制冷" in said for said in playground.seen("wang"))


async def test_a_customers_words_are_no_command_but_a_ticket_can_be_made_of_them(
    playground: Playground,
) -> None:
    await playground.say("zhang", "我家空调不制冷", "hotline")
    [spoken] = playground.chat.in_room("hotline", "li")
    where = Where("li", "hotline")
    answer = await playground.talk.report(where, spoken, playground.words())
    assert isinstance(answer.view, FormView)
    values = {one.field.name: one.value for one in answer.view.form.fields}
    assert (values["description"], values["customer"]) == ("我家空调不制冷", "张伟")


async def test_a_customer_may_give_no_commands(playground: Playground) -> None:
    answer = await playground.say("zhang", NEW, "hotline")
    assert answer is not None
    assert isinstance(answer.view, Refused)
    assert playground.talk.is_refused(answer)
    assert playground.seen("li", "hotline") == []


async def test_the_customer_alone_gets_the_link_to_their_survey(playground: Playground) -> None:
    await playground.say("li", NEW)
    await playground.say("wang", "/ticket accept 001")
    await playground.say("wang", "/ticket resolve 001 换了压缩机")
    await playground.say("li", "/ticket survey 001")
    [given] = playground.chat.in_room("hotline", "zhang")
    [link] = [block for block in given.shown["en"].blocks if isinstance(block, Link)]
    assert link.url.startswith("https://acme.example/survey/")
    assert link.url.endswith("?lang=en")
    assert given.author == "li"
    assert playground.chat.in_room("hotline", "chen") == []


async def test_colleagues_are_called_by_their_whole_names(playground: Playground) -> None:
    await playground.say("li", NEW)
    answer = await playground.say("chen", "/工单 分配 001 @Tom Baker")
    assert answer is not None
    assert isinstance(answer.view, Done), answer.view
    assert "Tom Baker" in text_of(playground.card())


async def test_a_slash_of_any_width_keeps_a_command_out_of_the_room(playground: Playground) -> None:
    answer = await playground.say("li", "／工单 新建 停机 客户=王五 电话=13812345678")
    assert answer is not None
    assert "13812345678" not in str(playground.seen("wang"))


async def test_a_mention_in_plain_talk_is_news_to_whom_it_names(playground: Playground) -> None:
    await playground.say("li", "@Tom Baker 明天谁值班？")
    assert playground.chat.unread("sync", "tom").mentions == 1
    assert playground.chat.unread("sync", "wang").mentions == 0


async def test_a_reply_in_the_cards_thread_is_a_note_and_mirrored_to_the_other_room(
    playground: Playground,
) -> None:
    await playground.say("li", NEW)
    answer = await playground.say("wang", "配件明天到", thread=playground.card().id)
    assert answer is None
    other = playground.card("technical")
    mirrored = playground.chat.in_thread(other.id, "li")
    assert any("配件明天到" in text_of(message) for message in mirrored)


async def test_in_private_everything_is_a_command(playground: Playground) -> None:
    answer = await playground.say("li", NEW.removeprefix("/ticket "), "@li")
    assert answer is not None
    assert isinstance(answer.view, Done)


async def test_a_tap_and_a_form_come_to_the_same_as_typed_lines(playground: Playground) -> None:
    await playground.say("li", NEW)
    no = playground.card().about
    where, words = Where("wang", "sync"), playground.words()
    tapped = await playground.talk.tap(where, encode(Accept(no)), words)
    assert isinstance(tapped.view, Done)
    opened = await playground.talk.ask(where, OpenForm("contact", no), words)
    assert isinstance(opened.view, FormView)
    empty = SubmitForm("contact", no, opened.view.form.version)
    faulty = await playground.talk.submit(where, empty, words)
    assert isinstance(faulty.view, FormView)
    assert set(faulty.view.form.errors) == {"outcome"}


async def test_a_button_of_no_version_that_we_know_is_refused_in_words(
    playground: Playground,
) -> None:
    answer = await playground.talk.tap(Where("li", "sync"), "{}", playground.words())
    assert isinstance(answer.view, Refused)


async def test_the_answer_is_in_the_language_of_whoever_watches(playground: Playground) -> None:
    answer = await playground.talk.say(Where("li", "sync"), "/ticket mine", playground.words("en"))
    assert answer is not None
    assert answer.words.locale == "en"
