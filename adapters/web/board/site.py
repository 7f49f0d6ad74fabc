"""The board's addresses: who may come in, what they are shown, what they may do.

Everything that changes a ticket is asked of the desk, from the place "web", so that rules, rights,
versions and history are the same as in chat. Who somebody is, and what they may see, is looked up
in the roster with every request.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, fields
from functools import cached_property, partial
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from adapters.web.board import form as form_page
from adapters.web.board import people as people_page
from adapters.web.board import queue as queue_page
from adapters.web.board import ticket as ticket_page
from adapters.web.board.frame import ASSETS, Visit, living, page, whole
from adapters.web.board.guard import LANGUAGE, SESSION, Denied, Guard, said_before
from adapters.web.board.live import Drawn, Live
from adapters.web.board.queue import ticket_address
from adapters.web.markup import Inside, Markup, tag
from bot import phrases
from bot.awaiting import outcome
from bot.clock import Clock
from bot.commands import SLUGS, Command, OpenForm, Place, Reveal, SubmitForm
from bot.commands import Request as Asked
from bot.desk import Desk, Policies
from bot.domain.errors import DeskError, Overloaded, UnknownCommand, UnknownTicket
from bot.domain.people import Member
from bot.forms import FORMS, Option
from bot.handlers import overseeing
from bot.handlers.board import PATH, Session, seated, sign_in, sign_out
from bot.handlers.overseeing import Eyes, Wanted
from bot.handlers.showing import Scene
from bot.ports import Store, StoreAway, UnitOfWork
from bot.views import Done, FormView, Refused, Reply, TicketRecord
from bot.words import LOCALES, Words, known_locale

T = TypeVar("T")
log = logging.getLogger(__name__)
WEB: Final = Place("web", "")
_AT_ONCE: Final = frozenset({"accept", "ack", "resume", "sync"})
_FORMS: Final = frozenset(
    slug for slug in FORMS if "ticket" in {f.name for f in fields(SLUGS[slug])}
)
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # Else forms would not say that they come from us.
}
_STREAM: Final = {"x-accel-buffering": "no"}
_STATUS: Final[Mapping[type[DeskError], int]] = {
    UnknownTicket: 404,
    UnknownCommand: 404,
    Overloaded: 503,
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A page's living part, as everybody sees it who sees so far and reads this language.

    A ticket's is one person's alone: what they may do with it stands there, with their proof.
    """

    section: str
    about: Wanted | str
    locale: str
    eyes: Eyes
    member: str = ""
    csrf: str = ""


class _Elsewhere(Exception):
    """Not signed in, or not any more."""


Page = Callable[[Request, Visit], Awaitable[Response]]


@dataclass(frozen=True)
class Site:
    desk: Desk
    store: Store
    policies: Policies
    clock: Clock
    guard: Guard

    @cached_property
    def live(self) -> Live[Topic]:
        return Live(self.store, self.clock, lambda: self.policies.current, self._draw)

    def routes(self) -> list[BaseRoute]:
        seen = self._seen
        return [
            ASSETS.route(),
            Route(f"{PATH}/in/{{token}}", self._door, methods=["GET"]),
            Route(f"{PATH}/in/{{token}}", self._enter, methods=["POST"]),
            Route(f"{PATH}/out", seen(self._leave), methods=["POST"]),
            Route(PATH, seen(self._queue)),
            Route(f"{PATH}/people", seen(self._people)),
            Route(f"{PATH}/live/queue", seen(self._queue_stream)),
            Route(f"{PATH}/live/people", seen(self._people_stream)),
            Route(f"{PATH}/live/ticket/{{no}}", seen(self._ticket_stream)),
            Route(f"{PATH}/ticket/{{no}}", seen(self._ticket)),
            Route(f"{PATH}/ticket/{{no}}/{{do}}", seen(self._form), methods=["GET"]),
            Route(f"{PATH}/ticket/{{no}}/{{do}}", seen(self._do), methods=["POST"]),
        ]

    def close(self) -> None:
        self.live.close()

    # Coming and going.

    async def _door(self, request: Request) -> Response:
        """Opening the link changes nothing: programs that look at links before people do, too."""
        words = self._plain(request)
        enter = tag("button", words.say("board.sign_in"), class_="main", autofocus=True)
        asked = tag("form", enter, method="post", action=request.url.path)
        about = tag("p", words.say("board.sign_in_about"))
        return _html(_alone(words, words.say("board.sign_in"), about, asked))

    async def _enter(self, request: Request) -> Response:
        now, token = self.clock.now(), request.path_params["token"]
        try:
            await self.guard.posted(request, None)
            job = partial(sign_in, token, self.guard.secret, now)
            session = await self._wait(self.store.write(job))
        except DeskError as error:
            words = self._plain(request)
            return _html(_alone(words, phrases.refusal(error, words)), 403)
        except Denied:
            return self._denied(request)
        log.info("signed in to the board", extra={"member": session.member})
        response = RedirectResponse(PATH, 303)
        self.guard.seat(response, session)
        return response

    async def _leave(self, request: Request, visit: Visit) -> Response:
        await self.guard.posted(request, visit.session)
        job = partial(sign_out, visit.member.id, self.clock.now())
        await self._wait(self.store.write(job))
        response = RedirectResponse(PATH, 303)
        self.guard.unseat(response)
        return response

    def _seen(self, show: Page) -> Callable[[Request], Awaitable[Response]]:
        """A page for whoever is signed in; what goes wrong is told as a page as well."""

        async def shown(request: Request) -> Response:
            try:
                visit = await self._visit(request)
            except _Elsewhere:
                words = self._plain(request)
                return _html(_alone(words, words.say("board.signed_out")), 401)
            except StoreAway:
                return self._failed(Overloaded(), self._plain(request))
            try:
                response = await show(request, visit)
            except Denied:
                return self._denied(request)
            except StoreAway:
                return self._failed(Overloaded(), visit.words)
            except DeskError as error:
                return self._failed(error, visit.words)
            return self._remembering(request, response, visit)

        return shown

    def _remembering(self, request: Request, response: Response, visit: Visit) -> Response:
        if request.query_params.get("lang") in LOCALES:
            self.guard.speak(response, visit.words.locale)
        if visit.said and response.status_code == HTTPStatus.OK:
            self.guard.say(response, "")
        return response

    async def _visit(self, request: Request) -> Visit:
        written, now = request.cookies.get(SESSION, ""), self.clock.now()
        session = Session.read(written, self.guard.secret, now)
        if session is None:
            raise _Elsewhere
        member, scene = await self._wait(self.store.read(partial(self._seated, session)))
        if member is None:
            raise _Elsewhere
        words = self._words(request, member.locale)
        here = request.url.path + (f"?{query}" if (query := _kept(request)) else "")
        return Visit(
            session=session,
            member=member,
            eyes=overseeing.eyes_of(member, scene),
            words=words,
            csrf=self.guard.proof(session),
            here=here,
            said=said_before(request.cookies),
        )

    def _seated(self, session: Session, uow: UnitOfWork) -> tuple[Member | None, Scene]:
        return seated(session, uow), self._scene(uow)

    # Pages.

    async def _queue(self, request: Request, visit: Visit) -> Response:
        if not visit.eyes.tickets:
            return RedirectResponse(f"{PATH}/people", 303)
        wanted, offered = await self._wait(
            self.store.read(partial(self._asked_for, request, visit))
        )
        form = queue_page.filter_form(wanted, offered, visit.words)
        stream = queue_page.address(wanted, f"{PATH}/live/queue")
        return await self._page(visit, "queue", wanted, form, stream=stream)

    def _asked_for(
        self, request: Request, visit: Visit, uow: UnitOfWork
    ) -> tuple[Wanted, Mapping[str, tuple[Option, ...]]]:
        offered = overseeing.filters(visit.eyes, self._scene(uow))
        return overseeing.known(overseeing.wanted_in(request.query_params), offered), offered

    async def _people(self, _request: Request, visit: Visit) -> Response:
        return await self._page(visit, "people", "", stream=f"{PATH}/live/people")

    async def _ticket(self, request: Request, visit: Visit) -> Response:
        no = request.path_params["no"]
        await self._check_sees(no, visit)
        stream = queue_page.ticket_address(no).replace(PATH, f"{PATH}/live", 1)
        back = tag("p", tag("a", visit.words.say("board.back"), href=PATH), class_="back")
        return await self._page(visit, "ticket", no, back, stream=stream)

    async def _page(
        self, visit: Visit, section: str, about: Wanted | str, *before: Inside, stream: str
    ) -> Response:
        job = partial(self._draw, _topic(visit, section, about))
        drawn = await self._wait(self.store.read(job))
        title = about if section == "ticket" else visit.words.say(f"board.{section}")
        return _html(page(visit, section, str(title), *before, living(visit, drawn, stream)))

    # What is kept up to date.

    async def _queue_stream(self, request: Request, visit: Visit) -> Response:
        if not visit.eyes.tickets:
            raise UnknownTicket(written="")
        wanted, _ = await self._wait(self.store.read(partial(self._asked_for, request, visit)))
        return self._stream(request, visit, "queue", wanted)

    async def _people_stream(self, request: Request, visit: Visit) -> Response:
        return self._stream(request, visit, "people", "")

    async def _ticket_stream(self, request: Request, visit: Visit) -> Response:
        no = request.path_params["no"]
        await self._check_sees(no, visit)
        return self._stream(request, visit, "ticket", no)

    def _stream(
        self, request: Request, visit: Visit, section: str, about: Wanted | str
    ) -> Response:
        async def may() -> bool:
            """Whether they are still signed in, and see as far as when this began."""
            try:
                now = await self._visit(request)
            except (_Elsewhere, StoreAway):
                return False
            return now.eyes == visit.eyes

        seen = request.query_params.get("seen", "")
        frames = self.live.watch(_topic(visit, section, about), seen, may)
        return StreamingResponse(frames, media_type="text/event-stream", headers=_STREAM)

    def _draw(self, topic: Topic, uow: UnitOfWork) -> Drawn:
        scene = self._scene(uow)
        words = Words(topic.locale, scene.policy.zone, scene.now)
        try:
            return _drawn(topic, words, uow, scene)
        except DeskError as error:  # It went to another department while they looked.
            return Drawn(tag("p", phrases.refusal(error, words), class_="nothing"))

    # What is done.

    async def _form(self, request: Request, visit: Visit) -> Response:
        no, do = request.path_params["no"], request.path_params["do"]
        await self._check_sees(no, visit)
        if do not in _FORMS:
            raise UnknownCommand(written=do)
        return await self._asked(OpenForm(do, no), no, visit)

    async def _do(self, request: Request, visit: Visit) -> Response:
        no, do = request.path_params["no"], request.path_params["do"]
        said = await self.guard.posted(request, visit.session)
        await self._check_sees(no, visit)
        once = said.get("once", "")
        delivery = f"web:{visit.member.id}:{once}" if once else ""
        return await self._asked(_command(do, no, said), no, visit, delivery)

    async def _asked(self, command: Command, no: str, visit: Visit, delivery: str = "") -> Response:
        who = visit.member.identities[0]
        view = (await self.desk.ask(Asked(command, who, WEB, delivery))).view
        match view:
            case FormView(form):
                shown = form_page.form(form, visit.words, visit.csrf, secrets.token_urlsafe(12))
                return _html(page(visit, "", phrases.form_title(form, visit.words), shown))
            case TicketRecord():
                back = tag("a", visit.words.say("board.back_to_ticket"), href=ticket_address(no))
                shown = ticket_page.facts(view, visit.words, visit.csrf)
                title = tag("h1", phrases.headline(view.card, visit.words))
                return _html(page(visit, "", no, title, shown, tag("p", back)))
            case _:
                response = RedirectResponse(ticket_address(no), 303)
                self.guard.say(response, _told(view, visit.words))
                return response

    async def _check_sees(self, no: str, visit: Visit) -> None:
        await self._wait(self.store.read(partial(self._sees, no, visit.member)))

    def _sees(self, no: str, member: Member, uow: UnitOfWork) -> None:
        ticket = uow.tickets.get(no)
        if ticket is None:
            raise UnknownTicket(written=no)
        overseeing.check_sees(member, ticket, self._scene(uow))

    # What they all need.

    def _scene(self, uow: UnitOfWork) -> Scene:
        return Scene(self.policies.current, uow.people.roster(), self.clock.now())

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
        return _html(_alone(words, words.say("board.denied")), 403)

    def _failed(self, error: DeskError, words: Words) -> Response:
        back = tag("p", tag("a", words.say("board.back"), href=PATH))
        status = _STATUS.get(type(error), 403)
        return _html(_alone(words, phrases.refusal(error, words), back), status)

    async def _wait(self, future: "Future[T]") -> T:
        return await outcome(future)


def _topic(visit: Visit, section: str, about: Wanted | str) -> Topic:
    locale = visit.words.locale
    if section == "ticket":
        return Topic(section, about, locale, visit.eyes, visit.member.id, visit.csrf)
    return Topic(section, about, locale, visit.eyes)


def _drawn(topic: Topic, words: Words, uow: UnitOfWork, scene: Scene) -> Drawn:
    match topic.about:
        case Wanted():
            view = overseeing.overview(topic.about, topic.eyes, uow, scene)
            return Drawn(queue_page.queue(view, topic.about, words), view.changes_at)
        case no if topic.section == "ticket":
            member = scene.roster.members[topic.member]
            one = overseeing.ticket_page(no, member, uow, scene)
            return Drawn(ticket_page.ticket(one, words, topic.csrf), one.changes_at)
        case _:
            return Drawn(people_page.people(overseeing.teams(topic.eyes, uow, scene), words))


def _command(do: str, no: str, said: dict[str, str]) -> Command:
    if do == "reveal":
        return Reveal(no)
    if do in _AT_ONCE:
        return SLUGS[do](ticket=no)  # type: ignore[call-arg] # These are about a ticket.
    if do not in _FORMS:
        raise UnknownCommand(written=do)
    version = said.get("version", "")
    shown = int(version) if version.isascii() and version.isdigit() else 0
    return SubmitForm(do, no, shown, said)


def _told(view: Reply, words: Words) -> str:
    match view:
        case Done():
            return phrases.done(view, words)
        case Refused():
            since = [phrases.told(one, words) for one in view.meanwhile[-1:]]
            return " ".join([phrases.refused(view, words), *since])
        case _:
            return words.say("hint.done")


def _kept(request: Request) -> str:
    """The address's question without the choice of language."""
    return urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "lang"])


def _alone(words: Words, *inside: Inside) -> Markup:
    title = words.say("board.title")
    said = [part if isinstance(part, Markup) else tag("p", part) for part in inside]
    return whole(words, title, tag("main", tag("h1", title), *said, id="main", class_="alone"))


def _html(body: Markup, status: int = 200) -> Response:
    return HTMLResponse(body, status, headers=_HEADERS)
