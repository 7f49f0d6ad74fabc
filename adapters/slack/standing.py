"""What `closeloop check` finds out about Slack, without starting: tokens, scopes, rooms."""

from collections.abc import Iterable
from typing import Any, Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import TIMEOUT, web_client
from adapters.slack.manifest import SCOPES
from adapters.slack.slack import Access
from adapters.slack.trouble import classified
from bot.domain.people import Room
from bot.finding import Finding, bad, fine
from bot.ports import DeliveryError

_GRANTED: Final = "x-oauth-scopes"
_SUBJECT: Final = "slack"


async def standing(access: Access, rooms: Iterable[Room]) -> list[Finding]:
    """Every mistake that Slack would show only later, in front of everybody."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        web = web_client(session, access.bot_token, access.api_url)
        try:
            with classified():
                us: Any = await web.auth_test()
        except DeliveryError as error:
            return [_refused(error, access)]
        return [
            fine(_SUBJECT, bot=us.get("user") or "", team=us.get("team") or ""),
            *_missing_scopes(us.headers),
            *await _app_token(access, web),
            *await _rooms(web, str(us.get("team_id") or ""), list(rooms)),
        ]


def _refused(error: DeliveryError, access: Access) -> Finding:
    """Slack's own refusals are single words; what came from the way there is a sentence."""
    if error.reason.isidentifier():
        return bad(_SUBJECT, "token", reason=error.reason)
    return bad(_SUBJECT, "away", url=access.api_url, reason=error.reason)


def _missing_scopes(headers: Any) -> Iterable[Finding]:
    granted = next((v for k, v in headers.items() if k.lower() == _GRANTED), None)
    if granted is None:
        return  # Only Slack itself says what a token may do.
    missing = set(SCOPES) - {scope.strip() for scope in granted.split(",")}
    if missing:
        yield bad(_SUBJECT, "scopes", missing=" ".join(sorted(missing)))


async def _app_token(access: Access, web: AsyncWebClient) -> list[Finding]:
    if not access.app_token:
        return []
    try:
        with classified():
            await web.apps_connections_open(app_token=access.app_token)
    except DeliveryError as error:
        return [bad(_SUBJECT, "app_token", reason=error.reason)]
    return []


async def _rooms(web: AsyncWebClient, workspace: str, rooms: list[Room]) -> list[Finding]:
    ours = [room for room in rooms if room.platform == _SUBJECT]
    found = [each for room in ours if (each := await _room(web, workspace, room))]
    if ours and not found:
        return [Finding(_SUBJECT, "rooms_fine", {"rooms": len(ours)}, ok=True)]
    return found


async def _room(web: AsyncWebClient, workspace: str, room: Room) -> Finding | None:
    if room.workspace != workspace:
        written = {"written": room.workspace, "workspace": workspace}
        return bad(_SUBJECT, "other_workspace", room=room.id, **written)
    try:
        with classified():
            answer: Any = await web.conversations_info(channel=room.chat)
    except DeliveryError as error:
        return bad(_SUBJECT, "room_gone", room=room.id, reason=error.reason)
    channel = answer.get("channel") or {}
    if channel.get("is_archived"):
        return bad(_SUBJECT, "room_gone", room=room.id, reason="is_archived")
    if not channel.get("is_member"):
        return bad(_SUBJECT, "not_in_room", room=room.id)
    return None
