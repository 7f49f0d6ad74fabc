"""Documented payloads as requests: every shape that Feishu sends, and what is none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feishu import events, spoken
from adapters.feishu.asked import Asked, News, OldButton, Reacted, Tapped, Us
from adapters.feishu.events import event, report
from adapters.shape import BadPayload
from bot.commands import (
    Accept,
    Help,
    Note,
    Place,
    ReportMessage,
    Show,
    SubmitForm,
    Typed,
    encode,
)
from bot.domain.people import Identity

US = Us("cli_x", "ou_bot", "工单助手", ("pin", "ticket"))
BOT = {"key": "@_user_1", "id": {"open_id": "ou_bot", "user_id": "", "union_id": "on_b"},
       "mentioned_type": "bot", "name": "工单助手", "tenant_key": "t"}  # fmt: skip
ZHAO = {"key": "@_user_2", "id": {"open_id": "ou_zhao"}, "name": "赵"}


def wrapped(kind: str, happened: dict[str, Any]) -> dict[str, Any]:
    header = {"event_id": "ev1", "token": "v", "create_time": "1603977298000", "event_type": kind,
              "tenant_key": "t", "app_id": "cli_x"}  # fmt: skip
    return {"schema": "2.0", "header": header, "event": happened}


def message(content: Any, kind: str = "text", chat: str = "group", **more: Any) -> dict[str, Any]:
    sender = {"sender_id": {"open_id": "ou_1", "union_id": "on_1"}, "sender_type": "user"}
    said = {
        "message_id": "om_1", "create_time": "1609073151345", "chat_id": "oc_1",
        "chat_type": chat, "message_type": kind,
        "content": json.dumps(content, ensure_ascii=False), "mentions": [BOT, ZHAO], **more,
    }  # fmt: skip
    return wrapped("im.message.receive_v1", {"sender": sender, "message": said})


def asked(body: dict[str, Any]) -> Asked:
    found = event(body, US)
    assert isinstance(found, Asked)
    return found


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("@_user_1 /ticket new 打印机坏了", Typed("/ticket new 打印机坏了")),
        ("@_user_1 接单 001", Typed("接单 001")),
        ("接单 001 @_user_1", Typed("接单 001")),
        ("@_user_1", Help()),
        ("@_user_1 分配 001 @_user_2", Typed("分配 001  <@ou_zhao>")),
        ("@_user_1 找 @_user_12 和 @_all", Typed("找 @_user_12 和 @_all")),
    ],
)
def test_mentions_are_gone_or_are_people(text: str, command: Typed | Help) -> None:
    found = asked(message({"text": text}))
    assert found.request.command == command
    assert found.request.who == Identity("feishu", "", "ou_1")
    assert found.request.delivery == "om_1"


def test_rich_text_is_read_line_by_line() -> None:
    lines = [
        [{"tag": "at", "user_id": "@_user_1", "user_name": "工单助手"},
         {"tag": "text", "text": " /ticket new 空调"}],
        [{"tag": "a", "text": "图", "href": "https://x.test/1"}, {"tag": "emotion",
         "emoji_type": "SMILE"}],
        [{"tag": "img", "image_key": "img_1"}, {"tag": "hr"}, {"tag": "unknown"}],
    ]  # fmt: skip
    for content in ({"title": "报修", "content": lines}, {"zh_cn": {"content": lines}}):
        found = asked(message(content, "post"))
        assert isinstance(found.request.command, Typed)
        assert "/ticket new 空调\n图 https://x.test/1[SMILE]" in found.request.command.text


@pytest.mark.parametrize(
    ("kind", "content", "file"),
    [
        ("image", {"image_key": "img_1"}, "feishu:om_1/img_1 image.png"),
        ("file", {"file_key": "f_1", "file_name": "单.pdf"}, "feishu:om_1/f_1 单.pdf"),
        ("audio", {"file_key": "f_2", "duration": 2000}, "feishu:om_1/f_2 audio.opus"),
        ("media", {"file_key": "f_3", "image_key": "i", "file_name": "a.mp4"},
         "feishu:om_1/f_3 a.mp4"),
        ("sticker", {"file_key": "f_4"}, "feishu:om_1/f_4"),
    ],
)  # fmt: skip
def test_files_in_a_thread_are_notes(kind: str, content: Any, file: str) -> None:
    found = asked(message(content, kind, root_id="om_card", parent_id="om_card", mentions=[]))
    assert found.request.command == Note(files=(file,))
    assert found.quiet
    assert found.request.place == Place("feishu", "", "oc_1", "om_card", "om_1")


@pytest.mark.parametrize(
    "body",
    [
        message({"text": "午饭"}, mentions=[]),
        message({"text": " "}, mentions=[], root_id="om_0"),
        message({}, "share_chat", mentions=[], root_id="om_0"),
        wrapped("im.message.message_read_v1", {}),
        wrapped("im.message.reaction.created_v1", {"message_id": "om_1", "operator_type": "app",
                "reaction_type": {"emoji_type": "Pin"}}),
        wrapped("im.message.reaction.created_v1", {"message_id": "om_1", "operator_type": "user",
                "reaction_type": {"emoji_type": "SMILE"}, "user_id": {"open_id": "ou_1"}}),
        wrapped("application.bot.menu_v6", {"event_key": "other",
                "operator": {"operator_id": {"open_id": "ou_1"}}}),
    ],
)  # fmt: skip
def test_what_concerns_nobody_here_asks_nothing(body: dict[str, Any]) -> None:
    assert event(body, US) is None


def test_what_a_bot_says_is_not_heard() -> None:
    body = message({"text": "@_user_1 /ticket"})
    body["event"]["sender"] = {"sender_id": {"open_id": "ou_x"}, "sender_type": "app"}
    assert event(body, US) is None


def test_a_reply_is_remembered_with_what_it_replies_to() -> None:
    found = asked(message({"text": "@_user_1 新建"}, root_id="om_0", parent_id="om_p"))
    assert (found.quoted, found.request.place.thread) == ("om_p", "om_0")


def test_a_private_answer_to_a_message_of_ours_is_a_note_unless_it_is_a_command() -> None:
    note = asked(message({"text": "修好了"}, chat="p2p", root_id="om_0", mentions=[]))
    assert note.request.command == Note(text="修好了")
    assert note.request.place == Place("feishu", "", "@ou_1", "om_0", "om_1")
    command = asked(message({"text": "／工单 完成"}, chat="p2p", root_id="om_0", mentions=[]))
    assert command.request.command == Typed("／工单 完成")


def tapped(action: dict[str, Any], **more: Any) -> dict[str, Any]:
    happened = {
        "operator": {"tenant_key": "t", "open_id": "ou_1", "union_id": "on_1"},
        "token": "c-1", "host": "im_message", "delivery_type": "",
        "action": {"tag": "button", **action},
        "context": {"open_message_id": "om_9", "open_chat_id": "oc_1", "url": ""},
        **more,
    }  # fmt: skip
    return wrapped("card.action.trigger", happened)


VALUE = {"do": encode(Accept("001")), "card": "zh"}


@pytest.mark.parametrize(
    "action",
    [
        {"value": VALUE},
        {"value": json.dumps(VALUE)},
        {"tag": "overflow", "option": json.dumps(VALUE), "value": {}},
    ],
)
def test_a_tap_carries_its_command_however_the_value_is_written(action: dict[str, Any]) -> None:
    found = event(tapped(action), US)
    assert isinstance(found, Tapped)
    assert found.asked.request.command == Accept("001")
    assert found.asked.request.place == Place("feishu", "", "oc_1", "om_9", "om_9")
    assert found.asked.request.delivery.startswith("tap:om_9:ou_1:")
    assert found.asked.request.delivery.endswith(":ev1")
    assert (found.card, found.form) == ("zh", False)


def test_two_clicks_are_two_deliveries_and_one_click_sent_twice_is_one() -> None:
    first, again = event(tapped({"value": VALUE}), US), event(tapped({"value": VALUE}), US)
    second = tapped({"value": VALUE})
    second["header"]["event_id"] = "ev2"
    other = event(second, US)
    assert isinstance(first, Tapped)
    assert isinstance(again, Tapped)
    assert isinstance(other, Tapped)
    assert first.asked.request.delivery == again.asked.request.delivery
    assert first.asked.request.delivery != other.asked.request.delivery


def submitted(values: dict[str, Any], once: str = "n", key: str = "new") -> Tapped:
    form = encode(SubmitForm(key, "", 3, {}, ("feishu:om/f a.png",)))
    value = {"do": form, "by": "ou_1", "once": once, "rest": {"description": "尾"}}
    found = event(tapped({"value": value, "name": "submit", "form_value": values}), US)
    assert isinstance(found, Tapped)
    return found


def test_a_form_comes_back_field_by_field_as_it_would_be_typed() -> None:
    found = submitted(
        {"description": "头", "bought": "2026-12-01 +0800", "to": "ou_2", "urgency": "p1",
         "reported": "20m ago", "unknown": "x", "mood": None}
    )  # fmt: skip
    command = found.asked.request.command
    assert isinstance(command, SubmitForm)
    sent = {k: v for k, v in command.values.items() if v}
    assert sent == {
        "description": "头尾", "bought": "2026-12-01", "to": "<@ou_2>", "urgency": "p1",
        "reported": "20m ago",
    }  # fmt: skip
    assert (command.version, command.files) == (3, ("feishu:om/f a.png",))
    assert (found.by, found.form) == ("ou_1", True)
    assert found.asked.request.place.chat == "@ou_1"


def test_a_box_that_is_ticked_is_yes() -> None:
    for ticked, said in ((True, "yes"), (False, "")):
        command = submitted({"note": "x", "told": ticked}, key="progress").asked.request.command
        assert isinstance(command, SubmitForm)
        assert command.values["told"] == said


def test_a_form_mended_or_shown_again_is_a_new_delivery() -> None:
    values: list[tuple[dict[str, Any], str]] = [
        ({"description": "a"}, "n1"), ({"description": "a"}, "n1"),
        ({"description": "b"}, "n1"), ({"description": "a"}, "n2"),
    ]  # fmt: skip
    deliveries = [submitted(entered, once).asked.request.delivery for entered, once in values]
    assert deliveries[0] == deliveries[1]
    assert len(set(deliveries)) == 3


@pytest.mark.parametrize(
    "value", [{}, {"k": "accept"}, {"do": "x"}, {"do": 7}, "text", {"do": '{"c":"gone"}'}]
)
def test_a_button_that_this_version_does_not_know_is_an_old_one(value: Any) -> None:
    assert isinstance(event(tapped({"value": value}), US), OldButton)


@pytest.mark.parametrize("emoji", ["Pin", "PIN", "ticket"])
def test_a_reaction_of_the_policys_makes_a_ticket(emoji: str) -> None:
    happened = {"message_id": "om_1", "reaction_type": {"emoji_type": emoji}, "action_time": "1",
                "operator_type": "user", "user_id": {"open_id": "ou_1"}}  # fmt: skip
    found = event(wrapped("im.message.reaction.created_v1", happened), US)
    assert found == Reacted("ou_1", "om_1", "reaction:om_1")


@pytest.mark.parametrize(
    ("kind", "happened", "news"),
    [
        ("im.chat.member.bot.deleted_v1", {"chat_id": "oc_1"},
         News("removed", Place("feishu", "", "oc_1"))),
        ("im.message.recalled_v1", {"message_id": "om_1", "chat_id": "oc_1"},
         News("recalled", Place("feishu", "", "oc_1", "", "om_1"))),
        ("contact.user.deleted_v3", {"object": {"open_id": "ou_1"}},
         News("left", Place("feishu", ""), "ou_1")),
    ],
)  # fmt: skip
def test_what_happens_outside_the_desk_is_news(
    kind: str, happened: dict[str, Any], news: News
) -> None:
    assert event(wrapped(kind, happened), US) == news


def test_a_message_that_was_asked_for_is_a_report() -> None:
    found = report(
        {
            "message_id": "om_5", "msg_type": "text", "create_time": "1615380573411",
            "sender": {"id": "ou_2", "id_type": "open_id", "sender_type": "user"},
            "body": {"content": '{"text":"@_user_1 坏了"}'},
            "mentions": [{"key": "@_user_1", "id": "ou_zhao", "name": "赵"}],
        },
        US, name="周",
    )  # fmt: skip
    assert found == ReportMessage(
        "@赵 坏了", "feishu:ou_2", "周", "2021-03-10T12:49:33.411000+00:00"
    )


@pytest.mark.parametrize(
    "body",
    [
        {}, {"header": {}}, {"header": {"event_type": 3}}, wrapped("card.action.trigger", {}),
        wrapped("im.message.receive_v1", {"sender": 3}), message("no object"),
        message({"text": 3}), message({"text": "@_user_1 x"}, mentions=[{"key": "@_user_1"}]),
        tapped({"value": {"do": encode(SubmitForm("new"))}, "form_value": {"customer": [1]}}),
        wrapped("contact.user.deleted_v3", {}),
    ],
)  # fmt: skip
def test_another_shape_than_documented_is_a_bad_payload(body: Any) -> None:
    with pytest.raises(BadPayload):
        event(body, US)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.sampled_from([*events.EVENTS, events.TAP]), st.dictionaries(st.text(), JSON), JSON)
def test_no_payload_at_all_is_worse_than_bad(kind: str, more: Any, content: Any) -> None:
    for body in (wrapped(kind, more), message(content), tapped({"value": content})):
        try:
            event(body, US)
        except BadPayload:
            continue


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("/ticket", True), ("/Ticket new", True), ("／工单新建", True), ("/工单 新建", True),
        (" \u200b/ticket", True), ("/tickets", False), ("ticket", False), ("工单", False),
    ],
)  # fmt: skip
def test_who_asks_for_us_by_name(line: str, *, is_one: bool) -> None:
    assert spoken.is_command(line) is is_one


def test_what_is_shown_needs_no_version_of_ours() -> None:
    assert isinstance(event(tapped({"value": {"do": encode(Show("1"))}}), US), Tapped)
