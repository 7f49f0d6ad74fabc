"""The shapes that Slack documents, and what becomes of any others."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.shape import BadPayload
from adapters.slack import payloads, spoken
from adapters.slack.asked import Asked, OwnMessage, Reacted, Us
from adapters.slack.events import Heard, event
from bot.commands import (
    Accept,
    Help,
    Home,
    Note,
    OpenForm,
    Place,
    ReportMessage,
    SubmitForm,
    Typed,
    encode,
)
from bot.domain.people import Identity

US = Us("T111", "UBOT", "B111", frozenset({"ticket"}))
ALICE = Identity("slack", "T111", "U1")

COMMAND: dict[str, Any] = {
    "token": "..",
    "team_id": "T111",
    "team_domain": "acme",
    "channel_id": "C1",
    "channel_name": "tickets",
    "user_id": "U1",
    "user_name": "alice",
    "command": "/ticket",
    "text": "assign 001 <@U2|bob>",
    "api_app_id": "A111",
    "is_enterprise_install": "false",
    "response_url": "https://hooks.slack.com/commands/1",
    "trigger_id": "1.2.x",
}
HEAD: dict[str, Any] = {
    "token": "..",
    "team": {"id": "T111", "domain": "acme"},
    "user": {"id": "U1", "username": "alice", "name": "alice", "team_id": "T111"},
    "api_app_id": "A111",
    "enterprise": None,
    "is_enterprise_install": False,
    "trigger_id": "1.2.x",
}
TAP: dict[str, Any] = {
    **HEAD,
    "type": "block_actions",
    "container": {
        "type": "message",
        "message_ts": "1548261231.000200",
        "channel_id": "C1",
        "is_ephemeral": False,
    },
    "channel": {"id": "C1", "name": "tickets"},
    "message": {"type": "message", "user": "UBOT", "text": "x", "ts": "1548261231.000200"},
    "state": {"values": {}},
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [
        {
            "type": "button",
            "action_id": "accept.0",
            "block_id": "b1",
            "value": encode(Accept("001")),
            "action_ts": "1548426417.840180",
        }
    ],
}
SUBMITTED: dict[str, Any] = {
    **HEAD,
    "type": "view_submission",
    "view": {
        "id": "V1",
        "type": "modal",
        "hash": "156663117.cd33ad1f",
        "callback_id": "form",
        "private_metadata": json.dumps(
            {"form": "new", "ticket": "001", "version": 3, "channel": "C1", "thread": "1.5"}
        ),
        "state": {
            "values": {
                "description": {"v": {"type": "plain_text_input", "value": "坏了"}},
                "phone": {"v": {"type": "plain_text_input", "value": None}},
                "urgency": {"v": {"type": "static_select", "selected_option": {"value": "urgent"}}},
                "kind": {"v": {"type": "static_select", "selected_option": None}},
                "to": {"v": {"type": "users_select", "selected_user": "U2"}},
                "bought": {"v": {"type": "datepicker", "selected_date": "2026-01-02"}},
                "told": {"v": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
                "untold": {"v": {"type": "checkboxes", "selected_options": []}},
            }
        },
    },
    "response_urls": [],
}
SHORTCUT: dict[str, Any] = {
    **HEAD,
    "type": "message_action",
    "action_ts": "1583637157.207593",
    "channel": {"id": "C1", "name": "tickets"},
    "callback_id": "make_ticket",
    "message_ts": "1583636382.000300",
    "response_url": "https://hooks.slack.com/app/1",
    "message": {
        "type": "message",
        "text": "help &amp; <https://x.test|x.test>",
        "user": "U2",
        "ts": "1583636382.000300",
        "team": "T111",
        "files": [{"id": "F1", "name": "a.png"}],
    },
}
ENVELOPE: dict[str, Any] = {
    "token": "..",
    "team_id": "T111",
    "type": "event_callback",
    "event_id": "Ev111",
    "event_time": 1,
}
SAID: dict[str, Any] = {
    "type": "message",
    "user": "U1",
    "text": "hi",
    "ts": "2.000000",
    "thread_ts": "1.000000",
    "team": "T111",
    "channel": "C1",
    "channel_type": "channel",
    "event_ts": "2.000000",
}


def enveloped(happened: dict[str, Any]) -> dict[str, Any]:
    return {**ENVELOPE, "event": happened}


def heard(**changed: Any) -> Heard:
    return event(enveloped({**SAID, **changed}), US)


def commanded(asked: Heard) -> Any:
    assert isinstance(asked, Asked)
    return asked.request.command


def test_a_command_line_keeps_who_is_mentioned() -> None:
    asked = payloads.command(COMMAND)
    assert asked.request.command == Typed("assign 001 <@U2>")
    assert asked.request.who == ALICE
    assert asked.request.place == Place("slack", "T111", "C1")
    assert asked.request.delivery == "1.2.x"
    assert asked.back.response_url.endswith("/commands/1")
    assert payloads.command({**COMMAND, "text": ""}).request.command == Help()


def test_a_tap_is_known_by_team_person_time_and_button() -> None:
    asked = payloads.tap(TAP)
    assert asked
    assert asked.request.command == Accept("001")
    assert asked.request.delivery == "T111:U1:1548426417.840180:accept.0"
    assert asked.request.place.thread == "1548261231.000200"
    assert asked.back.thread == ""


def test_a_tap_in_a_thread_and_one_in_the_home_tab_know_their_places() -> None:
    threaded = {**TAP, "message": {**TAP["message"], "thread_ts": "1.5"}}
    inside = payloads.tap(threaded)
    assert inside
    assert (inside.request.place.thread, inside.back.thread) == ("1.5", "1.5")
    at_home = {**TAP, "container": {"type": "view", "view_id": "V1"}}
    del at_home["channel"], at_home["message"], at_home["response_url"]
    asked = payloads.tap(at_home)
    assert asked
    assert asked.request.place == Place("slack", "T111")


@pytest.mark.parametrize("kind", ["overflow", "static_select"])
def test_the_chosen_option_carries_the_command(kind: str) -> None:
    action = {**TAP["actions"][0], "type": kind, "value": None}
    action["selected_option"] = {"value": encode(Accept("002"))}
    assert commanded(payloads.tap({**TAP, "actions": [action]})) == Accept("002")


def test_a_button_of_another_make_is_none_of_ours() -> None:
    action = {**TAP["actions"][0], "value": "T-1"}
    assert payloads.tap({**TAP, "actions": [action]}) is None


def test_a_submitted_form_brings_every_kind_of_value() -> None:
    asked = payloads.submission(SUBMITTED)
    assert asked.request.command == SubmitForm(
        "new",
        "001",
        3,
        {
            "description": "坏了",
            "phone": "",
            "urgency": "urgent",
            "kind": "",
            "to": "<@U2>",
            "bought": "2026-01-02",
            "told": "yes",
            "untold": "",
        },
    )
    assert asked.request.place == Place("slack", "T111", "C1", "1.5")
    assert asked.back.channel == "C1"


def test_a_mended_form_is_another_delivery_and_a_repeated_one_is_not() -> None:
    mended = copy.deepcopy(SUBMITTED)
    mended["view"]["state"]["values"]["phone"]["v"]["value"] = "1"
    first = payloads.submission(SUBMITTED).request.delivery
    assert first.startswith("V1:156663117.cd33ad1f:")
    assert payloads.submission(copy.deepcopy(SUBMITTED)).request.delivery == first
    assert payloads.submission(mended).request.delivery != first


def test_shortcuts_make_a_ticket_of_a_message_or_a_new_one() -> None:
    asked = payloads.shortcut(SHORTCUT, US)
    assert commanded(asked) == ReportMessage(
        text="help & x.test",
        author="slack:T111/U2",
        sent_at="2020-03-08T02:59:42.000300+00:00",
        files=("slack:F1 a.png",),
    )
    anywhere = {**HEAD, "type": "shortcut", "callback_id": "new_ticket", "action_ts": "1.1"}
    assert commanded(payloads.shortcut(anywhere, US)) == OpenForm("new")
    assert payloads.shortcut({**anywhere, "callback_id": "other"}, US) is None


def test_a_reply_in_a_thread_is_a_note_said_in_passing() -> None:
    asked = heard()
    assert commanded(asked) == Note(text="hi")
    assert isinstance(asked, Asked)
    assert asked.quiet
    assert asked.request.delivery == "Ev111"
    assert asked.request.place == Place("slack", "T111", "C1", "1.000000", "2.000000")


@pytest.mark.parametrize(
    "changed",
    [
        {"thread_ts": None},
        {"thread_ts": "2.000000"},
        {"user": "UBOT"},
        {"bot_id": "B9"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "bot_message", "user": None},
        {"subtype": "channel_join"},
        {"text": "<@UBOT> accept"},
        {"type": "member_joined_channel"},
        {"type": "reaction_added", "reaction": "eyes", "item": {"type": "message"}},
        {"type": "app_home_opened", "tab": "messages"},
    ],
    ids=lambda changed: "-".join(f"{k}.{v}" for k, v in changed.items())[:40],
)
def test_what_is_no_reply_of_a_person_is_not_heard(changed: dict[str, Any]) -> None:
    assert heard(**changed) is None


def test_mentions_commands_in_private_and_the_home_tab_are_heard() -> None:
    mention = heard(type="app_mention", text="<@UBOT> 接单 <@U2>", thread_ts=None)
    assert commanded(mention) == Typed("接单 <@U2>")
    assert commanded(heard(type="app_mention", text=" <@UBOT|closeloop> ")) == Help()
    private = heard(channel="D1", channel_type="im", thread_ts=None, text="mine")
    assert commanded(private) == Typed("mine")
    assert isinstance(private, Asked)
    assert private.request.place.chat == "@U1"
    assert private.back.channel == "D1"
    assert commanded(heard(type="app_home_opened", tab="home")) == Home()


def test_a_reaction_leads_to_its_message_whatever_the_skin_tone() -> None:
    item = {"type": "message", "channel": "C2", "ts": "5.5"}
    reacted = heard(type="reaction_added", reaction="ticket::skin-tone-2", item=item)
    assert isinstance(reacted, Reacted)
    assert reacted.delivery == "reaction:T111:C2:5.5"
    assert (reacted.place.chat, reacted.place.message) == ("C2", "5.5")


def test_what_the_bot_said_itself_makes_no_ticket() -> None:
    item = {"type": "message", "channel": "C2", "ts": "5.5"}
    own = heard(type="reaction_added", reaction="ticket", item=item, item_user="UBOT")
    assert isinstance(own, OwnMessage)
    assert (own.back.user, own.back.channel) == ("U1", "C2")
    for said in ({"user": "UBOT"}, {"user": "UX", "bot_id": "B111"}):
        card = {**SHORTCUT, "message": {**SHORTCUT["message"], **said}}
        assert isinstance(payloads.shortcut(card, US), OwnMessage)
    other = {**SHORTCUT, "message": {**SHORTCUT["message"], "bot_id": "B9"}}
    assert isinstance(payloads.shortcut(other, US), Asked)


@pytest.mark.parametrize("kind", ["message", "mention"])
def test_files_come_with_what_is_typed(kind: str) -> None:
    files = [{"id": "F1", "name": "a.png"}]
    typed: dict[str, dict[str, Any]] = {
        "mention": {"type": "app_mention", "text": "<@UBOT> note x"},
        "message": {"channel": "D1", "channel_type": "im", "thread_ts": None, "text": "note x"},
    }
    assert commanded(heard(**typed[kind], files=files)) == Typed("note x", "", ("slack:F1 a.png",))
    bare = heard(type="app_mention", text="<@UBOT>", files=files)
    assert commanded(bare) == Note(files=("slack:F1 a.png",))


@pytest.mark.parametrize(
    "about",
    [
        {"version": "3"},
        {"version": True},
        {"version": -1},
        {"version": 2**31},
        {"version": 1.5},
        {"ticket": 7},
        {"form": None},
        {"channel": ["C1"]},
        {"thread": {}},
        {"files": [3]},
        {"files": 3},
    ],
    ids=str,
)
def test_a_form_about_nonsense_is_refused(about: dict[str, Any]) -> None:
    sent = copy.deepcopy(SUBMITTED)
    sent["view"]["private_metadata"] = json.dumps({"form": "new", **about})
    with pytest.raises(BadPayload):
        payloads.submission(sent)
    for whole in ("[]", "3", "null", "{"):
        sent["view"]["private_metadata"] = whole
        with pytest.raises(BadPayload):
            payloads.submission(sent)


@pytest.mark.parametrize(
    ("written", "line", "prose"),
    [
        ("<@U2> &lt;!channel&gt;", "<@U2> <!channel>", "@Bob <!channel>"),
        ("<#C1|tickets> <!here> <!subteam^S1|@team>", "#tickets @here @team", None),
        ("<mailto:a@x.test|a@x.test> <tel:138|138>", "a@x.test 138", None),
        ("<https://x.test/a|see> <https://x.test>", "https://x.test/a https://x.test", None),
        ("a < b > c &amp;amp;", "a < b > c &amp;", None),
    ],
)
def test_tokens_become_words(written: str, line: str, prose: str | None) -> None:
    assert spoken.line(written) == line
    assert spoken.prose(written, {"U2": "Bob"}) == (prose or line)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else ()
    listed = enumerate(value) if isinstance(value, list) else ()
    below = [path for key, each in [*inner, *listed] for path in paths(each, (*at, key))]
    return [*([at] if at else []), *below]


SAMPLES: dict[str, tuple[Any, dict[str, Any]]] = {
    "command": (payloads.command, COMMAND),
    "tap": (payloads.tap, TAP),
    "submission": (payloads.submission, SUBMITTED),
    "shortcut": (lambda body: payloads.shortcut(body, US), SHORTCUT),
    "message": (lambda body: event(body, US), enveloped(SAID)),
    "mention": (lambda body: event(body, US), enveloped({**SAID, "type": "app_mention"})),
}
ODD = st.sampled_from([None, "", 0, 1.5, True, "x", [], {}, [None], {"id": 3}, "\ud800"])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_payload_of_another_shape_is_refused_and_never_a_crash(data: st.DataObject) -> None:
    read, sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    body = copy.deepcopy(sample)
    *way, last = data.draw(st.sampled_from(paths(body)))
    inner: Any = body
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(ODD)
    try:
        asked = read(body)
    except BadPayload:
        return
    assert asked is None or isinstance(asked, Asked | Reacted | OwnMessage)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_an_empty_payload_is_refused(kind: str) -> None:
    with pytest.raises(BadPayload):
        SAMPLES[kind][0]({})
