"""The files that our pages load, served by ourselves: company networks block everything else.

A file's address holds a digest of what is in it, so a browser may keep it for good.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_KINDS: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}
_DIGITS: Final = 12
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


class Assets:
    """The stylesheets and scripts in a package's `assets`, below an address."""

    def __init__(self, package: str, path: str) -> None:
        self._path = path
        self._held = {
            each.name: each.read_bytes()
            for each in files(package).joinpath("assets").iterdir()
            if each.name.rpartition(".")[2] in _KINDS
        }

    def url(self, name: str) -> str:
        digest = hashlib.sha256(self._held[name]).hexdigest()[:_DIGITS]
        return f"{self._path}/{digest}/{name}"

    def route(self) -> Route:
        return Route(f"{self._path}/{{digest}}/{{name}}", self._served)

    async def _served(self, request: Request) -> Response:
        held = self._held.get(name := request.path_params["name"])
        if held is None:
            return Response(status_code=404)
        kind = _KINDS[name.rpartition(".")[2]]
        return Response(held, media_type=kind, headers={"cache-control": _FOR_GOOD})
