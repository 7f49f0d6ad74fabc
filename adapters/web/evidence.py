"""`/evidence/{token}`: one stored file, for whoever holds a link of ours that has not run out.

What customers and colleagues send is shown as what its bytes are and as nothing else: no script of
it runs, nothing guesses at its type, and only images open in the browser by themselves.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.callers import language_of
from bot.awaiting import outcome
from bot.clock import Clock
from bot.domain.evidence import INLINE, Exhibit
from bot.handlers.exhibiting import PATH, opened_link
from bot.ports import Store, StoreAway, Vault
from bot.words import catalogue, known_locale

_SAFE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
_GONE: Final = 404
_AWAY: Final = 503


class Evidence:
    def __init__(self, store: Store, vault: Vault, clock: Clock, secret: bytes) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._secret = secret

    def routes(self) -> list[Route]:
        return [Route(f"{PATH}/{{token}}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        token, now = request.path_params["token"], self._clock.now()
        try:
            look = partial(opened_link, token, self._secret, now)
            exhibit = await outcome(self._store.read(look))
            body = await self._vault.read(exhibit.digest) if exhibit else None
        except StoreAway:
            return PlainTextResponse("", _AWAY, dict(_SAFE))
        if exhibit is None or body is None:
            said = catalogue(known_locale(language_of(request)))["page.evidence_over"]
            return PlainTextResponse(said, _GONE, dict(_SAFE))
        return Response(body, headers={**_SAFE, **_about(exhibit)}, media_type=exhibit.kind)


def _about(exhibit: Exhibit) -> Mapping[str, str]:
    how = "inline" if exhibit.kind in INLINE else "attachment"
    name = quote(exhibit.name or f"evidence-{exhibit.id}", safe="")
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{name}"}
