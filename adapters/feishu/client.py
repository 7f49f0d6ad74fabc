"""Calls to Feishu's open APIs: one session, one token fetched once for all, paced, classified.

Nothing is repeated here but a call whose token was no longer taken, since that call did nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

import aiohttp
import orjson

from adapters.downloading import WITHIN, read_at_most
from adapters.feishu.access import Access
from adapters.feishu.pace import Pace
from adapters.feishu.trouble import TOKEN, FeishuError, classified, refusal
from adapters.plain import Json, packed

TIMEOUT: Final = aiohttp.ClientTimeout(total=15, connect=5)
_AUTH: Final = "/open-apis/auth/v3/tenant_access_token/internal"
_JSON: Final = "application/json; charset=utf-8"
_SPARE: Final = 600.0
_BUSY: Final = 429
_OK: Final = 200
_Answer = TypeVar("_Answer")


def _now() -> float:
    return asyncio.get_running_loop().time()


class Token:
    """The tenant's access token: whoever needs one first fetches it, the others wait for that."""

    def __init__(self, session: aiohttp.ClientSession, access: Access) -> None:
        self._session = session
        self._access = access
        self._fetching = asyncio.Lock()
        self._value = ""
        self._until = 0.0

    async def get(self, spent: str = "") -> str:
        """A token that is good for a while yet, and that is not the one just found spent."""
        if not self._serves(spent):
            async with self._fetching:
                if not self._serves(spent):  # Somebody else may have fetched one meanwhile.
                    await self._fetch(_now())
        return self._value

    def _serves(self, spent: str) -> bool:
        return bool(self._value) and self._value != spent and _now() < self._until

    async def renew(self) -> None:
        """Show the app's secret again: a token outlives a secret that was taken back by hours."""
        async with self._fetching:
            await self._fetch(_now())

    async def _fetch(self, now: float) -> None:
        access = self._access
        body = {"app_id": access.app_id, "app_secret": access.app_secret}
        with classified():
            async with self._session.post(access.url(_AUTH), json=body) as response:
                answer = await _answer(response)
        if answer.get("code") != 0:
            raise refusal(response.status, response.headers, answer)
        lives = float(answer.get("expire") or 0.0)
        self._value = str(answer.get("tenant_access_token") or "")
        # A short-lived token is used for half its life, a long one until ten minutes are left.
        self._until = now + max(lives - _SPARE, lives / 2)


class Client:
    def __init__(self, session: aiohttp.ClientSession, access: Access) -> None:
        self._session = session
        self._access = access
        self._token = Token(session, access)
        self._pace = Pace()

    async def enter(self) -> None:
        """Ask to be let in anew; a DeliveryError says why we are not."""
        await self._token.renew()

    async def call(
        self,
        method: str,
        path: str,
        *ids: str,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        lane: str = "",
    ) -> Json:
        """The answer's body; `{}` in the path are the ids. `lane` is paced by itself (a chat)."""
        api = f"{method} {path}"
        url = self._access.url(path.format(*ids))
        async with self._pace.turn(api, lane):
            try:
                return await self._with_token(
                    lambda token: self._ask(method, url, token, params, body)
                )
            except FeishuError as error:
                if error.retry_after and error.code not in (0, *_PER_MESSAGE):
                    self._pace.hold(api, error.retry_after)
                raise

    async def download(self, path: str, *ids: str, params: Mapping[str, str], most: int) -> bytes:
        """A file instead of an answer; raises TooLarge past `most`."""
        api = f"GET {path}"
        url = self._access.url(path.format(*ids))
        async with self._pace.turn(api):
            return await self._with_token(lambda token: self._read(url, token, params, most))

    async def _with_token(self, call: Callable[[str], Awaitable[_Answer]]) -> _Answer:
        """What the call answers; once more, if its token was no longer taken."""
        token = await self._token.get()
        try:
            return await call(token)
        except FeishuError as error:
            if error.code not in TOKEN:
                raise
        return await call(await self._token.get(spent=token))

    async def _read(self, url: str, token: str, params: Mapping[str, str], most: int) -> bytes:
        headers = {"Authorization": f"Bearer {token}"}
        with classified():
            async with self._session.get(
                url, params=params, headers=headers, timeout=WITHIN
            ) as response:
                if response.status == _OK and response.content_type != "application/json":
                    return await read_at_most(response, most)
                answer = await _answer(response)
        raise refusal(response.status, response.headers, answer)

    async def _ask(self, method: str, url: str, token: str, params: Any, body: Json | None) -> Json:
        data = None if body is None else packed(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": _JSON}
        with classified():
            async with self._session.request(
                method, url, params=params, data=data, headers=headers
            ) as response:
                answer = await _answer(response)
        if response.status != _OK or answer.get("code") != 0:
            raise refusal(response.status, response.headers, answer)
        return answer


_PER_MESSAGE: Final = (230020, 230049, 230099)
"""Refusals of one message or chat, which say nothing about the others."""


async def _answer(response: aiohttp.ClientResponse) -> Json:
    """The JSON object of an answer; whatever else a gateway sends is none of Feishu's."""
    try:
        found = orjson.loads(await response.read())
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def data(answer: Json) -> Json:
    found = answer.get("data")
    return found if isinstance(found, dict) else {}
