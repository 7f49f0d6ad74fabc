"""The Files port over Slack: what a file is, then its bytes, with the bot's token.

The token goes to Slack's own addresses alone, whatever address a file gives.
"""

from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.downloading import WITHIN, read_at_most
from adapters.slack.trouble import classified
from bot.ports import DeliveryError, TooLarge

_GONE: Final = frozenset({"file_not_found", "file_deleted", "not_visible"})
_OURS: Final = (".slack.com", ".slack-gov.com")
_OK: Final = 200
_MISSING: Final = (404, 410)


class SlackFiles:
    def __init__(
        self, web: AsyncWebClient, session: aiohttp.ClientSession, token: str, api_url: str
    ) -> None:
        self._web = web
        self._session = session
        self._token = token
        self._home = urlsplit(api_url).netloc

    async def fetch(self, source: str, most: int) -> bytes:
        file = await self._about(source.removeprefix("slack:"))
        if int(file.get("size") or 0) > most:
            raise TooLarge
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if not self._is_slacks(url):
            raise DeliveryError("the file is not at Slack", permanent=True)
        with classified():
            async with self._session.get(
                url, headers={"Authorization": f"Bearer {self._token}"}, timeout=WITHIN
            ) as response:
                self._check(response)
                return await read_at_most(response, most)

    async def _about(self, file: str) -> dict[str, Any]:
        with classified():
            try:
                answer = await self._web.files_info(file=file)
            except SlackApiError as error:
                reason = str(error.response.get("error"))
                if reason in _GONE:
                    raise DeliveryError(reason, permanent=True) from error
                raise
        found: dict[str, Any] = answer["file"]
        return found

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.netloc == self._home:
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(_OURS)

    def _check(self, response: aiohttp.ClientResponse) -> None:
        """Without the scope files:read Slack gives a page to sign in, and says that all is well."""
        if response.status in _MISSING:
            raise DeliveryError("the file is gone", permanent=True)
        if response.status != _OK:
            raise DeliveryError(f"HTTP {response.status}")
        if response.content_type == "text/html":
            raise DeliveryError("no access to files (scope files:read)", denied=True)
