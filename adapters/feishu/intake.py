"""The HTTP side: one verified route. What is not from Feishu learns nothing but 401.

With an encrypt key every event is encrypted and signed; without one it is known by the app's
verification token alone. A repeat is harmless: the desk's inbox knows it, and what is older than
the inbox remembers is refused.
"""

import hashlib
import hmac
import logging
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.feishu import sdk
from adapters.feishu.access import Access
from adapters.feishu.listen import Listening
from adapters.plain import Json
from adapters.shape import BadPayload, maybe, optional, parsed
from bot.clock import Clock

log = logging.getLogger(__name__)

PATH: Final = "/feishu/events"
LARGEST: Final = 1024 * 1024
OLDEST: Final = 24 * 3600
"""Seconds; Feishu's last repeat comes after seven hours, and the inbox remembers 72."""

_TIMESTAMP: Final = str(sdk.core.LARK_REQUEST_TIMESTAMP)
_NONCE: Final = str(sdk.core.LARK_REQUEST_NONCE)
_SIGNATURE: Final = str(sdk.core.LARK_REQUEST_SIGNATURE)
_LONGEST_STAMP: Final = 12
_BAD: Final = 400
_UNSIGNED: Final = 401
_TOO_LARGE: Final = 413
_AGAIN: Final = 500


class Unverified(Exception):
    """Not from Feishu, as far as anybody can tell."""


def signature(timestamp: str, nonce: str, encrypt_key: str, raw: bytes) -> str:
    """What Feishu writes into `X-Lark-Signature`: a plain hash, not an HMAC."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + raw).hexdigest()


class Intake:
    def __init__(self, listening: Listening, access: Access, clock: Clock) -> None:
        self._listening = listening
        self._key = access.encrypt_key
        self._token = access.verification_token
        self._clock = clock
        self._decryptor = sdk.decryptor(access.encrypt_key) if access.encrypt_key else None

    def routes(self) -> list[Route]:
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        raw = await _read(request)
        if raw is None:
            return Response(status_code=_TOO_LARGE)
        try:
            body = self.verified(raw, request.headers)
        except Unverified:
            return Response(status_code=_UNSIGNED)
        except BadPayload as error:
            log.warning("a request that cannot be read: %s", error)
            return Response(status_code=_BAD)
        return await self._answer(body)

    async def _answer(self, body: Json) -> Response:
        if body.get("type") == sdk.core.URL_VERIFICATION:
            return JSONResponse({"challenge": optional(body, "challenge")})
        heeded = await self._listening.heed(body)
        return JSONResponse(heeded.answer) if heeded.ok else Response(status_code=_AGAIN)

    def verified(self, raw: bytes, headers: Mapping[str, str]) -> Json:
        """The event, decrypted; raises Unverified. Only `url_verification` comes unsigned."""
        signed = self._signed(raw, headers)
        body = self._decrypted(parsed(raw))
        asks_who_we_are = body.get("type") == sdk.core.URL_VERIFICATION
        if self._key and not signed and not asks_who_we_are:
            raise Unverified("signature")
        given = optional(body, "token") or optional(maybe(body, "header"), "token")
        if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Unverified("token")
        return body

    def _signed(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """Whether a signature is there and right; a wrong one is refused before all else."""
        given = headers.get(_SIGNATURE, "")
        if not (self._key and given):
            return False
        stamp, nonce = headers.get(_TIMESTAMP, ""), headers.get(_NONCE, "")
        wanted = signature(stamp, nonce, self._key, raw)
        if not hmac.compare_digest(given.encode(), wanted.encode()) or self._is_old(stamp):
            raise Unverified("signature")
        return True

    def _is_old(self, stamp: str) -> bool:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _LONGEST_STAMP):
            return True
        return abs(self._clock.now().timestamp() - int(stamp)) > OLDEST

    def _decrypted(self, body: Json) -> Json:
        """With a key everything comes encrypted; what does not is somebody else's."""
        if self._decryptor is None:
            return body
        written = body.get("encrypt")
        if not isinstance(written, str):
            raise Unverified("not encrypted")
        try:
            return parsed(self._decryptor.decrypt_str(written))
        except ValueError as error:
            raise Unverified("encryption") from error


async def _read(request: Request) -> bytes | None:
    """The raw body, or None as soon as it is too large."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)
