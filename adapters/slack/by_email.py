"""Whose account an e-mail address is, asked of Slack one by one, at the pace that it sets."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.plain import Json
from adapters.slack.client import TIMEOUT, web_client
from adapters.slack.slack import Access
from adapters.slack.trouble import classified
from bot.domain.people import Identity
from bot.finding import Fault
from bot.ports import DeliveryError

_SCOPE: Final = "users:read.email"
_TRIES: Final = 5
_LONGEST: Final = 90.0


async def accounts(access: Access, emails: Iterable[str]) -> dict[str, Identity]:
    """The accounts that were found; a Fault says why Slack could not be asked."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        web = web_client(session, access.bot_token, access.api_url)
        try:
            with classified():
                us: Any = await web.auth_test()
            workspace = str(us.get("team_id") or "")
            people = {email: await _person(web, email) for email in emails}
        except DeliveryError as error:
            raise _unasked(error) from error
    ours = {email: person for email, person in people.items() if works_in(workspace, person)}
    return {e: Identity("slack", workspace, str(person["id"])) for e, person in ours.items()}


async def _person(web: AsyncWebClient, email: str) -> Json:
    """Slack's account with this e-mail; empty if nobody has it."""
    for left in reversed(range(_TRIES)):
        try:
            with classified():
                answer: Any = await web.users_lookupByEmail(email=email)
            return answer.get("user") or {}
        except DeliveryError as error:
            if error.reason == "users_not_found":
                return {}
            wait = error.retry_after or 0.0
            if error.reason != "ratelimited" or wait > _LONGEST or not left:
                raise
        await asyncio.sleep(wait)
    return {}


def works_in(workspace: str, person: Json) -> bool:
    """A guest from another workspace is a different account there, and no bot is anybody."""
    if not person.get("id") or person.get("deleted") or person.get("is_bot"):
        return False
    teams = (person.get("enterprise_user") or {}).get("teams") or ()
    return workspace in (person.get("team_id"), *teams)


def _unasked(error: DeliveryError) -> Fault:
    """Slack's own refusals are single words; what came from the way there is a sentence."""
    if error.reason == "missing_scope":
        return Fault("match_no_scope", platform="Slack", scope=_SCOPE)
    code = "match_refused" if error.reason.isidentifier() else "match_away"
    return Fault(code, platform="Slack", reason=error.reason)
