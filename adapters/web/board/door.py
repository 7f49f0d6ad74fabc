"""The board's door: signing in by a link, signing out, and who is asking with every request.

Who somebody is, and what they may see, is looked up in the roster each time.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.board.frame import Visit, alone, html
from adapters.web.board.guard import LANGUAGE, SESSION, Denied, Guard, said_before
from adapters.web.markup import tag
from bot import phrases
from bot.awaiting import outcome
from bot.clock import Clock
from bot.desk import Policies
from bot.domain.errors import DeskError, Overloaded, UnknownCommand, UnknownTicket
from bot.domain.people import Member
from bot.handlers import overseeing
from bot.handlers.board import PATH, Session, seated, sign_in, sign_out
from bot.handlers.scene import Scene
from bot.ports import Store, StoreAway, UnitOfWork
from bot.words import LOCALES, Words, known_locale

T = TypeVar("T")
log = logging.getLogger(__name__)
Page = Callable[[Request, Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
_STATUS: Final[Mapping[type[DeskError], int]] = {
    UnknownTicket: 404,
    UnknownCommand: 404,
    Overloaded: 503,
}


class Elsewhere(Exception):
    """Not signed in, or not any more."""


@dataclass(frozen=True, slots=True)
class Door:
    store: Store
    policies: Policies
    clock: Clock
    guard: Guard

    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"{PATH}/in/{{token}}", self._door, methods=["GET"]),
            Route(f"{PATH}/in/{{token}}", self._enter, methods=["POST"]),
            Route(f"{PATH}/out", self.admitting(self._leave), methods=["POST"]),
        ]

    # Coming and going.

    async def _door(self, request: Request) -> Response:
        """Opening the link changes nothing: programs that look at links before people do, too."""
        words = self._plain(request)
        enter = tag("button", words.say("board.sign_in"), class_="main", autofocus=True)
        asked = tag("form", enter, method="post", action=request.url.path)
        return html(alone(words, words.say("board.sign_in_about"), asked))

    async def _enter(self, request: Request) -> Response:
        now, token = self.clock.now(), request.path_params["token"]
        try:
            await self.guard.posted(request, None)
            job = partial(sign_in, token, self.guard.secret, now)
            session = await outcome(self.store.write(job))
        except DeskError as error:
            words = self._plain(request)
            return html(alone(words, phrases.refusal(error, words)), 403)
        except Denied:
            return self._denied(request)
        log.info("signed in to the board", extra={"member": session.member})
        response = RedirectResponse(PATH, 303)
        self.guard.seat(response, session)
        return response

    async def _leave(self, request: Request, visit: Visit) -> Response:
        await self.guard.posted(request, visit.session)
        job = partial(sign_out, visit.member.id, self.clock.now())
        await outcome(self.store.write(job))
        response = RedirectResponse(PATH, 303)
        self.guard.unseat(response)
        return response

    # Who is there.

    def admitting(self, show: Page) -> Endpoint:
        """A page for whoever is signed in; what goes wrong is told as a page as well."""

        async def shown(request: Request) -> Response:
            try:
                visit = await self.visit(request)
            except Elsewhere:
                words = self._plain(request)
                return html(alone(words, words.say("board.signed_out")), 401)
            except StoreAway:
                return _failed(Overloaded(), self._plain(request))
            try:
                response = await show(request, visit)
            except Denied:
                return self._denied(request)
            except StoreAway:
                return _failed(Overloaded(), visit.words)
            except DeskError as error:
                return _failed(error, visit.words)
            return self._remembering(request, response, visit)

        return shown

    def _remembering(self, request: Request, response: Response, visit: Visit) -> Response:
        if request.query_params.get("lang") in LOCALES:
            self.guard.speak(response, visit.words.locale)
        if visit.said and response.status_code == HTTPStatus.OK:
            self.guard.say(response, "")
        return response

    async def visit(self, request: Request) -> Visit:
        """Raises Elsewhere for somebody who is not signed in."""
        written, now = request.cookies.get(SESSION, ""), self.clock.now()
        session = Session.read(written, self.guard.secret, now)
        if session is None:
            raise Elsewhere
        member, scene = await self.read(partial(self._seated, session))
        if member is None:
            raise Elsewhere
        here = request.url.path + (f"?{query}" if (query := _kept(request)) else "")
        return Visit(
            session=session,
            member=member,
            eyes=overseeing.eyes_of(member, scene),
            words=self._words(request, member.locale),
            csrf=self.guard.proof(session),
            here=here,
            said=said_before(request.cookies),
        )

    def _seated(self, session: Session, uow: UnitOfWork) -> tuple[Member | None, Scene]:
        return seated(session, uow), self.scene(uow)

    async def check_sees(self, no: str, visit: Visit) -> None:
        """Raises what the visitor is refused with if the ticket is none of theirs."""
        await self.read(partial(self._sees, no, visit.member))

    def _sees(self, no: str, member: Member, uow: UnitOfWork) -> None:
        ticket = uow.tickets.get(no)
        if ticket is None:
            raise UnknownTicket(written=no)
        overseeing.check_sees(member, ticket, self.scene(uow))

    # What pages are drawn by.

    def scene(self, uow: UnitOfWork) -> Scene:
        return Scene(self.policies.current, uow.people.roster(), self.clock.now())

    async def read(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self.store.read(job))

    def _plain(self, request: Request) -> Words:
        """For somebody whom we do not know."""
        return self._words(request, request.headers.get("accept-language", ""))

    def _words(self, request: Request, own: str) -> Words:
        policy = self.policies.current
        chosen = request.query_params.get("lang", "") or request.cookies.get(LANGUAGE, "")
        locale = chosen if chosen in LOCALES else known_locale(own, policy.locale)
        return Words(locale, policy.zone, self.clock.now())

    def _denied(self, request: Request) -> Response:
        words = self._plain(request)
        return html(alone(words, words.say("board.denied")), 403)


def _failed(error: DeskError, words: Words) -> Response:
    back = tag("p", tag("a", words.say("board.back"), href=PATH))
    status = _STATUS.get(type(error), 403)
    return html(alone(words, phrases.refusal(error, words), back), status)


def _kept(request: Request) -> str:
    """The address's question without the choice of language."""
    return urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "lang"])
