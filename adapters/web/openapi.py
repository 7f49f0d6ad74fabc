"""`/openapi.json` and `/docs`: what `POST /intake` takes and answers, by the policy in force.

The page is our own and has no script: the usual ones come from a CDN, which company networks block.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.asking import plain_words
from adapters.plain import Json
from adapters.web import own_parts
from adapters.web.callers import language_of
from adapters.web.html import page
from adapters.web.reports import LARGEST, LONGEST_KEY, PARTS, Part, choices_of, schema
from bot.desk import Policies
from bot.domain.policy import Policy
from bot.words import Words

ANSWERS: Final = (201, 400, 401, 409, 413, 429, 500, 503)
_OWN_WORDS: Final = "en"
_RETRY: Final[Json] = {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}
_HEADERS: Final = ("X-Closeloop-Timestamp", "X-Closeloop-Signature", "Idempotency-Key")
_EXAMPLE: Final = """body='{"description": "…", "customer": {"name": "…", "phone": "13812345678"}}'
stamp=$(date +%s)
mac=$(printf 'v1:%s:%s' "$stamp" "$body" | openssl dgst -sha256 -hmac "$INTAKE_SECRET" -hex | sed 's/.* //')
curl -d "$body" -H "X-Closeloop-Timestamp: $stamp" -H "X-Closeloop-Signature: v1=$mac" \\
  -H "Idempotency-Key: order-7" "$PUBLIC_URL/intake\""""  # noqa: E501 - As it is typed.


@dataclass(frozen=True, slots=True)
class Docs:
    policies: Policies

    def routes(self) -> list[Route]:
        return [Route("/openapi.json", self.json), Route("/docs", self.page)]

    async def json(self, request: Request) -> Response:
        words = plain_words(language_of(request) or _OWN_WORDS)
        return JSONResponse(document(self.policies.current, words))

    async def page(self, request: Request) -> Response:
        words = plain_words(language_of(request))
        return page(words.say("api.title"), _markup(self.policies.current, words), words)


def document(policy: Policy, words: Words) -> Json:
    """The OpenAPI document."""
    post = {
        "operationId": "report",
        "summary": words.say("api.summary"),
        "description": words.say("api.about"),
        "security": [{"timestamp": [], "signature": []}],
        "parameters": [_key(words)],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema(policy, words)}},
        },
        "responses": {str(status): _response(status, words) for status in ANSWERS},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Closeloop", "version": "1"},
        "paths": {"/intake": {"post": post}},
        "components": {
            "securitySchemes": {
                "timestamp": _secured("X-Closeloop-Timestamp", words),
                "signature": _secured("X-Closeloop-Signature", words),
            }
        },
    }


def _key(words: Words) -> Json:
    shape = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
    name = "Idempotency-Key"
    about = words.say(f"api.header.{name}")
    return {"name": name, "in": "header", "required": True, "description": about, "schema": shape}


def _secured(name: str, words: Words) -> Json:
    about = words.say(f"api.header.{name}")
    return {"type": "apiKey", "in": "header", "name": name, "description": about}


def _response(status: int, words: Words) -> Json:
    said: Json = {
        "description": words.say(f"api.answer.{status}", kib=LARGEST // 1024),
        "content": {"application/json": {"schema": _TAKEN if status < 300 else _PROBLEM}},  # noqa: PLR2004 - HTTP's.
    }
    return said | ({"headers": _RETRY} if status in (429, 503) else {})


def _object(required: list[str], properties: Mapping[str, Json]) -> Json:
    return {
        "type": "object",
        "required": required,
        "properties": dict(properties),
        "additionalProperties": False,
    }


_TEXT: Final[Json] = {"type": "string"}
_TAKEN: Final = _object(
    ["ticket", "acknowledged_at", "message"],
    {
        "ticket": _TEXT,
        "acknowledged_at": {
            "type": "string",
            "format": "date-time",
            "example": datetime(2026, 11, 22, 2, tzinfo=UTC).isoformat().replace("+00:00", "Z"),
        },
        "message": _TEXT,
    },
)
_PROBLEM: Final = _object(["error", "message"], {"error": _TEXT, "field": _TEXT, "message": _TEXT})


def _markup(policy: Policy, words: Words) -> str:
    choices = choices_of(policy)
    fields = [
        (part.path, f"{words.say(f'api.field.{part.name}')} {_bounds(part, choices, words)}")
        for part in PARTS
    ] + own_parts.rows(policy, words)
    headers = [(name, words.say(f"api.header.{name}")) for name in _HEADERS]
    answers = [(str(s), words.say(f"api.answer.{s}", kib=LARGEST // 1024)) for s in ANSWERS]
    return (
        f"<h1>POST /intake</h1><p>{escape(words.say('api.about'))}</p>"
        + _section("api.headers", headers, words)
        + _section("api.fields", fields, words)
        + _section("api.answers", answers, words)
        + f"<h2>{escape(words.say('api.example'))}</h2><pre>{escape(_EXAMPLE)}</pre>"
        '<p><a href="/openapi.json">/openapi.json</a></p>'
    )


def _bounds(part: Part, choices: Mapping[str, tuple[str, ...]], words: Words) -> str:
    if part.source:
        return words.say("api.one_of", choices=choices[part.source])
    return "" if part.is_time else words.say("api.at_most", limit=part.limit)


def _section(title: str, rows: list[tuple[str, str]], words: Words) -> str:
    told = "".join(
        f"<tr><th scope=row><code>{escape(name)}</code></th><td>{escape(about)}</td></tr>"
        for name, about in rows
    )
    return f"<h2>{escape(words.say(title))}</h2><table>{told}</table>"
