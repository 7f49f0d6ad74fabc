"""`closeloop feishu setup`: what can be done by API is done, and the rest is told.

Feishu has no manifest to paste. The slash command is registered here; scopes, events, the callback
of taps and the bot's menu are switched on in the console, and nothing arrives before a version of
the app with them is published.
"""

from collections.abc import Iterator
from typing import Final

import aiohttp

from adapters.feishu.access import Access
from adapters.feishu.client import TIMEOUT, Client, data
from adapters.feishu.events import EVENTS, MENU, TAP
from adapters.feishu.feishu import who_we_are
from adapters.feishu.intake import PATH
from adapters.plain import Json
from bot.finding import Finding, bad, fine
from bot.ports import DeliveryError

COMMAND: Final = "ticket"
SCOPES: Final = (
    "im:message", "im:message:send_as_bot", "im:message.p2p_msg:readonly",
    "im:message.group_at_msg:readonly", "im:message.reactions:read",
    "im:message.reactions:write_only", "im:message.urgent", "im:chat:readonly",
    "im:resource", "contact:user.base:readonly", "contact:user.id:readonly",
    "application:app_slash_command:read", "application:app_slash_command:write",
)  # fmt: skip
SENSITIVE: Final = "im:message.group_msg"
"""Lets the bot hear replies in threads, and `/ticket` without a mention; without it, mention it."""

CALLBACKS: Final = (TAP,)
_SUBJECT: Final = "feishu_setup"
_COMMANDS: Final = "/open-apis/application/v7/app_slash_commands"
_DESCRIPTION: Final = {
    "default_value": "After-sales tickets: new, mine, list, help …",
    "i18n": {
        "zh_cn": "售后工单：新建、我的、列表、帮助……",
        "en_us": "After-sales tickets: new, mine, list, help …",
    },
}
_ICON: Final = {"icon_key": "skill_outlined"}


async def set_up(access: Access, public_url: str | None = None) -> list[Finding]:
    """Register the slash command, and list what is left to switch on, in order."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = Client(session, access)
        try:
            us = await who_we_are(client, access)
        except DeliveryError as error:
            return [bad(_SUBJECT, "refused", reason=error.reason, url=access.domain)]
        done = [fine(_SUBJECT, bot=us.name or us.bot), await _registered(client)]
    return [*done, *_left(access, public_url)]


async def _registered(client: Client) -> Finding:
    """The command is there once, with today's description, however often this is run."""
    body: Json = {"description": _DESCRIPTION, "icon": _ICON}
    try:
        number = await _known(client)
        if number:
            await client.call("PATCH", _COMMANDS + "/{}", number, body=body)
        else:
            await client.call("POST", _COMMANDS, body={"command": COMMAND, **body})
    except DeliveryError as error:
        return bad(_SUBJECT, "no_command", command=COMMAND, reason=error.reason)
    return Finding(_SUBJECT, "command", {"command": COMMAND}, ok=True)


async def _known(client: Client) -> str:
    items = data(await client.call("GET", _COMMANDS)).get("items") or ()
    found = (each for each in items if isinstance(each, dict) and each.get("command") == COMMAND)
    return str(next(found, {}).get("command_id") or "")


def _left(access: Access, public_url: str | None) -> Iterator[Finding]:
    """What only a person can do, in the console."""
    yield _told("console", url=access.console)
    yield _told("scopes", scopes=" ".join(SCOPES), sensitive=SENSITIVE)
    if access.http:
        address = f"{(public_url or '').rstrip('/')}{PATH}"
        yield _told("by_http", url=address)
    else:
        yield _told("by_connection")
    yield _told("events", events=" ".join(EVENTS))
    yield _told("callbacks", callbacks=" ".join(CALLBACKS))
    yield _told("menu", menu=" ".join(MENU))
    yield _told("publish", url=access.chat_link)


def _told(code: str, **blanks: str) -> Finding:
    return Finding(_SUBJECT, code, dict(blanks), ok=True)
