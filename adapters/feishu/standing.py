"""What `closeloop check` finds out about Feishu, without starting: app, rooms, the way in."""

from collections.abc import Iterable
from typing import Final

import aiohttp

from adapters.feishu.access import Access
from adapters.feishu.client import TIMEOUT, Client
from adapters.feishu.feishu import who_we_are
from adapters.feishu.long_connection import endpoint
from adapters.feishu.trouble import FeishuError
from bot.domain.people import Room
from bot.finding import Finding, bad, fine
from bot.ports import DeliveryError

_SUBJECT: Final = "feishu"
_CHAT: Final = "/open-apis/im/v1/chats/{}"
_NO_SCOPE: Final = 99991672
_OUTSIDE: Final = (230002, 232011)


async def standing(access: Access, rooms: Iterable[Room]) -> list[Finding]:
    """Every mistake that Feishu would show only later, in front of everybody."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = Client(session, access)
        try:
            us = await who_we_are(client, access)
        except DeliveryError as error:
            return [_refused(error, access)]
        return [
            fine(_SUBJECT, bot=us.name or us.bot, app=access.app_id),
            *await _connection(session, access),
            *await _rooms(client, [room for room in rooms if room.platform == _SUBJECT]),
        ]


def _refused(error: DeliveryError, access: Access) -> Finding:
    """Feishu's own refusals have a code; what came from the way there has none."""
    if isinstance(error, FeishuError) and error.code:
        return bad(_SUBJECT, "refused", reason=error.reason)
    return bad(_SUBJECT, "away", url=access.domain, reason=error.reason)


async def _connection(session: aiohttp.ClientSession, access: Access) -> list[Finding]:
    if access.http:
        return []
    try:
        await endpoint(session, access)
    except DeliveryError as error:
        return [bad(_SUBJECT, "no_connection", reason=error.reason)]
    return []


async def _rooms(client: Client, rooms: list[Room]) -> list[Finding]:
    found = [each for room in rooms if (each := await _room(client, room))]
    if rooms and not found:
        return [Finding(_SUBJECT, "rooms_fine", {"rooms": len(rooms)}, ok=True)]
    return found


async def _room(client: Client, room: Room) -> Finding | None:
    try:
        await client.call("GET", _CHAT, room.chat)
    except FeishuError as error:
        if error.code in _OUTSIDE:
            return bad(_SUBJECT, "not_in_room", room=room.id)
        if error.code == _NO_SCOPE:
            return bad(_SUBJECT, "scopes", reason=error.reason)
        return bad(_SUBJECT, "room_gone", room=room.id, reason=error.reason)
    except DeliveryError as error:
        return bad(_SUBJECT, "room_gone", room=room.id, reason=error.reason)
    return None
