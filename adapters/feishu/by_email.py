"""Whose account an e-mail address is, asked of Feishu fifty at a time."""

from collections.abc import Iterable, Iterator
from typing import Final

import aiohttp

from adapters.feishu.access import Access
from adapters.feishu.client import TIMEOUT, Client, data
from adapters.feishu.trouble import FeishuError
from adapters.plain import Json
from bot.domain.people import Identity
from bot.finding import Fault
from bot.ports import DeliveryError

_IDS: Final = "/open-apis/contact/v3/users/batch_get_id"
_MOST: Final = 50
_SCOPE: Final = "contact:user.id:readonly"
_NO_SCOPE: Final = 99991672


async def accounts(access: Access, emails: Iterable[str]) -> dict[str, Identity]:
    """The accounts that were found; a Fault says why Feishu could not be asked."""
    written = list(emails)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = Client(session, access)
        try:
            known = {e: user for some in _lots(written) for e, user in await _ids(client, some)}
        except DeliveryError as error:
            raise _unasked(error) from error
    ids = {email: known.get(email.casefold()) for email in written}
    return {email: Identity("feishu", "", user) for email, user in ids.items() if user}


def _lots(emails: list[str]) -> Iterator[list[str]]:
    yield from (emails[at : at + _MOST] for at in range(0, len(emails), _MOST))


async def _ids(client: Client, emails: list[str]) -> list[tuple[str, str]]:
    """Those not found come back too, without an id; a leaver is not asked for."""
    body: Json = {"emails": emails, "include_resigned": False}
    answer = await client.call("POST", _IDS, params={"user_id_type": "open_id"}, body=body)
    listed = [each for each in data(answer).get("user_list") or () if isinstance(each, dict)]
    return [(str(u.get("email")).casefold(), str(u["user_id"])) for u in listed if u.get("user_id")]


def _unasked(error: DeliveryError) -> Fault:
    """Feishu's own refusals have a code; what came from the way there has none."""
    code = error.code if isinstance(error, FeishuError) else 0
    if code == _NO_SCOPE:
        return Fault("match_no_scope", platform="Feishu", scope=_SCOPE)
    return Fault("match_refused" if code else "match_away", platform="Feishu", reason=error.reason)
