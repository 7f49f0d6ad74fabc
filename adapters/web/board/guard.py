"""Who asks, and whether a form that changes something came from a page of ours.

The cookie holds a session that we sealed; scripts cannot read it and other sites cannot send it
along with a form. What changes something also carries a proof that only our own page knows, and
must not come from elsewhere by the browser's own word.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.handlers.board import PATH, SESSION_HOLDS, Session

SESSION: Final = "closeloop_board"
LANGUAGE: Final = "closeloop_lang"
SAID: Final = "closeloop_said"
_FORM: Final = "application/x-www-form-urlencoded"
_FIELDS: Final = 60
_YEAR: Final = 365 * 24 * 3600
_SAID_FOR: Final = 60


class Denied(Exception):
    """A form that did not come from our page."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`home` is the address that people know us by."""

    secret: bytes = field(repr=False)
    home: str

    def proof(self, session: Session) -> str:
        return hmac.new(self.secret, f"csrf:{session.nonce}".encode(), hashlib.sha256).hexdigest()

    async def posted(self, request: Request, session: Session | None) -> dict[str, str]:
        """What a form of ours says; raises Denied for anything else."""
        self._check_origin(request)
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if kind != _FORM:
            raise Denied
        try:
            text = (await request.body()).decode()
            said = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
        except ValueError as error:
            raise Denied from error
        if session is not None:
            given = said.pop("csrf", "").encode()
            if not hmac.compare_digest(given, self.proof(session).encode()):
                raise Denied
        return said

    def _check_origin(self, request: Request) -> None:
        """Old browsers say nothing of it; those that do must name us."""
        origin = request.headers.get("origin")
        ours = {request.headers.get("host", ""), urlsplit(self.home).netloc}
        if origin is not None and urlsplit(origin).netloc not in ours:
            raise Denied
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Denied

    def seat(self, response: Response, session: Session) -> None:
        holds = int(SESSION_HOLDS.total_seconds())
        self._set(response, SESSION, session.written(self.secret), holds)

    def unseat(self, response: Response) -> None:
        self._set(response, SESSION, "", 0)

    def say(self, response: Response, text: str) -> None:
        """Shown once, by the next page."""
        self._set(response, SAID, text.encode().hex(), _SAID_FOR if text else 0)

    def speak(self, response: Response, locale: str) -> None:
        self._set(response, LANGUAGE, locale, _YEAR)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=PATH,
            secure=self.home.startswith("https:"),
            httponly=True,
            samesite="lax",
        )


def said_before(cookies: Mapping[str, str]) -> str:
    try:
        return bytes.fromhex(cookies.get(SAID, "")).decode()
    except ValueError:
        return ""
