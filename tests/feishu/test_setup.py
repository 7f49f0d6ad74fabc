"""What an operator is told by `closeloop feishu setup` and `closeloop check`."""

from dataclasses import replace

import pytest

from adapters.feishu.access import Access
from adapters.feishu.events import EVENTS
from adapters.feishu.setup import COMMAND, SCOPES, set_up
from adapters.feishu.standing import standing
from bot.domain.people import Room, RoomKind
from bot.finding import Finding
from bot.words import LOCALES
from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.hands import EVENTS as SENT_BY_FEISHU
from tests.feishu.conftest import access_to
from tests.slack.samples import words


def room(chat: str, platform: str = "feishu") -> Room:
    return Room(f"room-{chat}", RoomKind.SYNC, platform, "", chat)


def codes(found: list[Finding]) -> list[str]:
    return [each.code for each in found]


def spoken(found: list[Finding], locale: str) -> str:
    """Every finding has its sentence, filled."""
    say = words(locale).say
    return "\n".join(say(f"check.{each.subject}.{each.code}", **each.blanks) for each in found)


async def test_setup_registers_the_command_once_and_lists_the_rest(fake: FakeFeishu) -> None:
    await set_up(access_to(fake))
    found = await set_up(access_to(fake))
    (command,) = fake.tenant.slash_commands.values()
    assert command["command"] == COMMAND
    assert command["description"]["i18n"]["zh_cn"].startswith("售后工单")
    assert all(each.ok for each in found)
    for locale in LOCALES:
        said = spoken(found, locale)
        assert all(each in said for each in (*SCOPES, *EVENTS, "card.action.trigger", "ticket_new"))
        assert f"{fake.domain}/app/{fake.app_id}" in said
        assert "{" not in said
    assert not fake.violations


def test_everything_that_is_to_be_switched_on_is_what_feishu_sends() -> None:
    assert set(EVENTS) <= SENT_BY_FEISHU


async def test_setup_for_http_names_the_address(fake: FakeFeishu) -> None:
    found = await set_up(access_to(fake, http=True), "https://desk.example/")
    assert "https://desk.example/feishu/events" in spoken(found, "en")


async def test_a_missing_scope_leaves_the_command_out_and_says_so(fake: FakeFeishu) -> None:
    fake.tenant.scopes.discard("application:app_slash_command:write")
    found = await set_up(access_to(fake))
    assert "no_command" in codes(found)
    assert "99991672" in spoken(found, "zh")


@pytest.mark.parametrize("looked", [set_up, standing])
async def test_a_wrong_secret_is_said_and_not_shown(fake: FakeFeishu, looked: object) -> None:
    access = replace(access_to(fake), app_secret="oops-secret")
    found = await (set_up(access) if looked is set_up else standing(access, []))
    assert codes(found) == ["refused"]
    assert "10014" in spoken(found, "en")
    assert "oops-secret" not in spoken(found, "en")


async def test_check_looks_at_app_connection_and_rooms(fake: FakeFeishu) -> None:
    access = access_to(fake)
    found = await standing(access, [room("oc_tickets"), room("C1", "slack")])
    assert codes(found) == ["fine", "rooms_fine"]
    fake.long_connection.endpoint_codes.append(1000040351)
    found = await standing(access, [room("oc_none")])
    assert codes(found) == ["fine", "no_connection", "room_gone"]
    await fake.remove_bot("ou_chen", "oc_tickets")
    found = await standing(access_to(fake, http=True), [room("oc_tickets")])
    assert codes(found) == ["fine", "not_in_room"]
    fake.tenant.scopes.discard("im:chat:readonly")
    found += await standing(access, [room("oc_tickets")])
    assert "scopes" in codes(found)
    for locale in LOCALES:
        assert "{" not in spoken(found, locale)


async def test_nobody_there_is_away() -> None:
    found = await standing(Access("cli_x", "s", domain="http://127.0.0.1:9"), [])
    assert codes(found) == ["away"]
    assert "http://127.0.0.1:9" in spoken(found, "zh")
