"""`/new` and `/survey/{token}`: what customers fill in, without any script.

There is no session and no cookie, so nothing could be done in a visitor's name by another site;
a form sent from elsewhere is refused all the same. A report carries a sealed number of its form,
so that sending it twice makes one ticket.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from html import escape
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.asking import asked_by_customer, plain_words
from adapters.plain import clean
from adapters.web.callers import Limiter, address_of, language_of
from adapters.web.customers import TooLarge, body_of
from adapters.web.form import NONCE, SWITCH, TRAP, Sheet, markup
from adapters.web.html import ending, page
from bot import phrases
from bot.clock import Clock
from bot.commands import FORM, SURVEY, ReportPage, SurveyPage
from bot.desk import Answer, Desk
from bot.domain import sealing
from bot.domain.errors import (
    AlreadyAnswered,
    BadSurveyLink,
    Bug,
    DeskError,
    KeyUsedBefore,
    Overloaded,
    StillAtWork,
)
from bot.forms import FilledForm, command_of
from bot.views import Done, FormView, Refused
from bot.words import LOCALES, Words

A_MINUTE: Final = 10
"""Forms that one address may send; a household or a shop behind one address manages with it."""

LARGEST: Final = 64 * 1024
OPEN_FOR: Final = timedelta(hours=24)
"""How long a form may be filled in."""

_MOST_FIELDS: Final = 200
_STATUS: Final[Mapping[type[DeskError], int]] = {
    BadSurveyLink: 404,
    AlreadyAnswered: 200,
    StillAtWork: 409,
    Overloaded: 503,
    Bug: 500,
}
Values = Mapping[str, str]
_NOTHING: Final[Values] = MappingProxyType({})
Page = ReportPage | SurveyPage
Take = Callable[[Request, Values], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form comes back: something about all of it, or a refusal of the desk's."""

    code: str = ""
    seconds: int = 0
    error: DeskError | None = None

    @property
    def status(self) -> int:
        if self.error is not None:
            return _STATUS.get(type(self.error), 400)
        return 429 if self.seconds else 400 if self.code else 200

    def marks(self, form: FilledForm) -> dict[str, DeskError]:
        """The fields that the refusal is about; none if it is about something else."""
        if self.error is None:
            return {}
        names = getattr(self.error, "missing", None) or [getattr(self.error, "field", "")]
        known = {one.field.name for one in form.fields}
        return {name: self.error for name in names if name in known}

    def said(self, form: FilledForm, words: Words) -> str:
        if self.code:
            return words.say(f"page.{self.code}", seconds=self.seconds)
        if self.error is None or self.marks(form):
            return ""
        return phrases.refusal(self.error, words)


_NO_TROUBLE: Final = Trouble()


@dataclass
class Pages:
    desk: Desk
    clock: Clock
    secret: bytes = field(repr=False)
    with_form: bool = True

    def __post_init__(self) -> None:
        self._limiter = Limiter(A_MINUTE, self.clock.monotonic)

    def routes(self) -> list[Route]:
        survey = [
            Route("/survey/{token}", self.survey, methods=["GET"]),
            Route("/survey/{token}", self.surveyed, methods=["POST"]),
        ]
        new = [
            Route("/new", self.new, methods=["GET"]),
            Route("/new", self.received, methods=["POST"]),
        ]
        return [*survey, *new] if self.with_form else survey

    # The public form.

    async def new(self, request: Request) -> Response:
        return await self._form(ReportPage(), request, language_of(request))

    async def received(self, request: Request) -> Response:
        return await self._sent(request, ReportPage(), self._receive)

    async def _receive(self, request: Request, values: Values) -> Response:
        if values.get(TRAP):
            return await self._again(request, values, Trouble("trapped"))
        key = sealing.opened(FORM, values.get(NONCE, ""), self.secret, self.clock.now())
        if not key:
            return await self._again(request, _without_nonce(values), Trouble("stale"))
        report = command_of("receive", "", values, key=key, digest=_digest(values))
        answer = await asked_by_customer(self.desk, report, FORM, language_of(request))
        if isinstance(answer.view, Done):
            return _received(answer.view, answer.words)
        error = _error(answer)
        if isinstance(error, KeyUsedBefore):
            values = _without_nonce(values)
        return await self._again(request, values, Trouble(error=error))

    async def _again(self, request: Request, values: Values, trouble: Trouble) -> Response:
        return await self._form(ReportPage(), request, language_of(request), values, trouble)

    # The survey.

    async def survey(self, request: Request) -> Response:
        return await self._form(_survey(request), request, language_of(request))

    async def surveyed(self, request: Request) -> Response:
        return await self._sent(request, _survey(request), self._answer)

    async def _answer(self, request: Request, values: Values) -> Response:
        page_of_it, locale = _survey(request), language_of(request)
        answered = command_of("surveyed", "", values, token=page_of_it.token)
        answer = await asked_by_customer(self.desk, answered, SURVEY, locale)
        if isinstance(answer.view, Done):
            said = phrases.done(answer.view, answer.words)
            return ending(answer.words.say("page.thanks"), said, answer.words)
        trouble = Trouble(error=_error(answer))
        return await self._form(page_of_it, request, locale, values, trouble)

    # What both do.

    async def _sent(self, request: Request, blank: Page, take: Take) -> Response:
        """Read what was sent; what cannot be taken now comes back with everything typed."""
        words = plain_words(language_of(request))
        if request.headers.get("sec-fetch-site", "same-origin") == "cross-site":
            return ending(words.say("page.sorry"), words.say("page.elsewhere"), words, 403)
        try:
            values = _values(await body_of(request, LARGEST))
        except TooLarge:
            return ending(words.say("page.sorry"), words.say("page.too_large"), words, 413)
        except ClientDisconnect:
            return Response(status_code=400)
        if (wanted := values.get(SWITCH, "")) in LOCALES:
            return await self._form(blank, request, wanted, values)
        if wait := self._limiter.refused_for(address_of(request)):
            trouble = Trouble("too_often", seconds=wait)
            return await self._form(blank, request, language_of(request), values, trouble)
        return await take(request, values)

    async def _form(
        self,
        blank: Page,
        request: Request,
        locale: str,
        typed: Values = _NOTHING,
        trouble: Trouble = _NO_TROUBLE,
    ) -> Response:
        way_in = FORM if isinstance(blank, ReportPage) else SURVEY
        answer = await asked_by_customer(self.desk, blank, way_in, locale)
        if not isinstance(answer.view, FormView):
            return _refused(_error(answer), answer.words)
        form, words = answer.view.form, answer.words
        fields = tuple(replace(f, value=typed.get(f.field.name, "")) for f in form.fields)
        form = replace(form, fields=fields, errors=trouble.marks(form))
        hidden = {NONCE: typed.get(NONCE) or self._nonce()} if way_in == FORM else {}
        sheet = Sheet(form, words, request.url.path, trouble.said(form, words), hidden)
        title = words.say(f"form.{form.key}")
        return page(title, markup(sheet), words, trouble.status, trouble.seconds)

    def _nonce(self) -> str:
        until = self.clock.now() + OPEN_FOR
        return sealing.sealed(FORM, secrets.token_hex(12), until, self.secret)


def _survey(request: Request) -> SurveyPage:
    return SurveyPage(request.path_params["token"])


def _values(raw: bytes) -> dict[str, str]:
    """The fields of a form, cleaned; what is no form has none."""
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: clean(value.replace("\r\n", "\n")) for name, value in pairs}


def _without_nonce(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != NONCE}


def _digest(told: Values) -> str:
    """Of what the form says, and not of the seal that it says it under."""
    said = sorted((name, value) for name, value in told.items() if name not in (NONCE, TRAP))
    return sha256(repr(said).encode()).hexdigest()


def _error(answer: Answer) -> DeskError:
    assert isinstance(answer.view, Refused)  # noqa: S101 - Nothing else is left.
    return answer.view.error


def _refused(error: DeskError, words: Words) -> Response:
    status = _STATUS.get(type(error), 400)
    title = words.say("page.got_it" if status == 200 else "page.sorry")  # noqa: PLR2004 - HTTP's.
    return ending(title, phrases.refusal(error, words), words, status)


def _received(view: Done, words: Words) -> Response:
    number = escape(str(view.blanks["ticket"]))
    more = (
        f'<p class="big">{number}</p><p>{escape(words.say("page.keep"))}</p>'
        f'<a class="again" href="/new?lang={words.locale}">{escape(words.say("page.another"))}</a>'
    )
    return ending(words.say("page.got_it"), phrases.done(view, words), words, more=more)
