"""The arguments of a Web API call, read from all the places Slack accepts them in."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack.state import Json, SlackError

_NESTED = frozenset({"blocks", "attachments", "metadata", "view", "files"})
_FLAGS = frozenset(
    {"unfurl_links", "unfurl_media", "mrkdwn", "link_names", "reply_broadcast", "as_user"}
)


async def read_args(request: web.Request) -> Json:
    """Query string, then JSON or form body; the body wins."""
    given: Json = dict(request.query)
    if request.method == "GET":
        return given
    if request.content_type == "application/json":
        given.update(_object(await request.text()))
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given.update({key: str(value) for key, value in (await request.post()).items()})
    return given


def _object(text: str) -> Json:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def token_of(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or str(given.get("token", ""))


@dataclass(frozen=True, slots=True)
class Args:
    """Typed access to the arguments, whichever style they came in."""

    given: Json

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def need(self, name: str, error: str = "invalid_arguments") -> str:
        value = self.text(name)
        if not value:
            raise SlackError(error, f"[ERROR] missing required field: {name}")
        return value

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdigit():
            raise SlackError("invalid_arguments", f"[ERROR] must be an integer: {name}")
        return int(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true"}

    def nested(self, name: str) -> Any:
        """A structure: as it is in a JSON body, a JSON string in the other styles."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(f"invalid_{name}_format") from None

    def as_payload(self) -> Json:
        """The arguments with structures and flags decoded, for the Block Kit check."""
        plain = {key: value for key, value in self.given.items() if key != "token"}
        for key in plain.keys() & _NESTED:
            plain[key] = self.nested(key)
        for key in plain.keys() & _FLAGS:
            plain[key] = self.flag(key)
        return plain
