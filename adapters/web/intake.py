"""`POST /intake`: reports of customers from other systems, signed, each taken once.

What is wrong is answered in this order: too often (429), too much at once (503), too large (413),
not signed (401), a field that cannot be used (400), another report under a known key (409).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.asking import asked_by_customer, plain_words
from adapters.web.callers import Limiter, address_of, language_of
from adapters.web.customers import TooLarge, body_of
from adapters.web.reports import LARGEST, LONGEST_KEY, PATH_OF, BadField, read
from bot import phrases
from bot.clock import Clock
from bot.commands import INTAKE
from bot.desk import Answer, Desk
from bot.domain.errors import Bug, DeskError, KeyUsedBefore, NotADate, Overloaded
from bot.domain.policy import CUSTOM
from bot.views import Done, Refused
from bot.words import Words

SIGNED_WITHIN: Final = timedelta(minutes=5)
MOST_AT_ONCE: Final = 128
"""Requests under way; more would only wait longer than their callers do."""

_STAMP: Final = re.compile(r"[0-9]{1,12}")
_KEY: Final = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """What `X-Closeloop-Signature` must say."""
    signed = b"v1:" + timestamp.encode() + b":" + body
    return f"v1={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"


@dataclass
class Intake:
    desk: Desk
    clock: Clock
    secret: bytes = field(repr=False)
    per_minute: int
    under_way: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._limiter = Limiter(self.per_minute, self.clock.monotonic)

    def routes(self) -> list[Route]:
        return [Route("/intake", self.take, methods=["POST"])]

    async def take(self, request: Request) -> Response:
        words = plain_words(language_of(request))
        if wait := self._limiter.refused_for(address_of(request)):
            return _refused(429, "too_often", words, wait, seconds=wait)
        if self.under_way >= MOST_AT_ONCE:
            return _refused(503, "busy", words, 1)
        self.under_way += 1
        try:
            return await self._signed(request, words)
        except TooLarge:
            return _refused(413, "too_large", words, kib=LARGEST // 1024)
        except BadField as bad:
            return _problem(400, bad.code, bad.said(words), bad.field)
        except ClientDisconnect:
            return Response(status_code=400)
        finally:
            self.under_way -= 1

    async def _signed(self, request: Request, words: Words) -> Response:
        raw = await body_of(request, LARGEST)
        if not self._is_signed(request, raw):
            return _refused(401, "unsigned", words, within=SIGNED_WITHIN)
        key = request.headers.get("idempotency-key", "")
        if not key:
            raise BadField("Idempotency-Key", "missing")
        if not _KEY.fullmatch(key):
            raise BadField("Idempotency-Key", "not_a_key", limit=LONGEST_KEY)
        report = read(raw, key, hashlib.sha256(raw).hexdigest())
        return _answered(await asked_by_customer(self.desk, report, INTAKE, language_of(request)))

    def _is_signed(self, request: Request, raw: bytes) -> bool:
        stamp = request.headers.get("x-closeloop-timestamp", "")
        given = request.headers.get("x-closeloop-signature", "").encode("latin-1")
        if not _STAMP.fullmatch(stamp):
            return False
        away = abs(self.clock.now().timestamp() - int(stamp))
        wanted = signature(self.secret, stamp, raw).encode()
        return hmac.compare_digest(given, wanted) and away <= SIGNED_WITHIN.total_seconds()


def _answered(answer: Answer) -> Response:
    view, words = answer.view, answer.words
    if isinstance(view, Done):
        at: datetime = view.blanks["received_at"]
        return JSONResponse(
            {
                "ticket": view.blanks["ticket"],
                "acknowledged_at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "message": phrases.done(view, words),
            },
            201,
        )
    assert isinstance(view, Refused)  # noqa: S101 - Nothing else answers a report.
    return _not_taken(view.error, words)


def _not_taken(error: DeskError, words: Words) -> Response:
    said = phrases.refusal(error, words)
    match error:
        case Bug():
            return _problem(500, error.code, said)
        case Overloaded():
            return _problem(503, error.code, said, headers={"retry-after": "5"})
        case KeyUsedBefore():
            return _problem(409, error.code, said, "Idempotency-Key")
        case NotADate(field=path):
            return _problem(400, error.code, words.say("intake.not_a_day", field=path), path)
        case _:
            return _problem(400, error.code, said, _path_of(error))


def _path_of(error: DeskError) -> str:
    """The field of the body that a refusal is about."""
    names: Any = getattr(error, "missing", None) or [getattr(error, "field", "")]
    return names[0] if names[0].startswith(CUSTOM) else PATH_OF.get(names[0], "body")


def _refused(status: int, code: str, words: Words, retry: int = 0, **blanks: Any) -> Response:
    headers = {"retry-after": str(retry)} if retry else None
    return _problem(status, code, words.say(f"intake.{code}", **blanks), headers=headers)


def _problem(
    status: int, code: str, said: str, field: str = "", headers: dict[str, str] | None = None
) -> Response:
    body = {"error": code, **({"field": field} if field else {}), "message": said}
    return JSONResponse(body, status, headers)
