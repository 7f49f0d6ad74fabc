"""What is done on the board: forms, and taps that need none.

Everything is asked of the desk, from the place "web", so that rules, rights, versions and history
are the same as in chat.
"""

import secrets
from dataclasses import dataclass, fields
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web.board import form as form_page
from adapters.web.board import ticket as ticket_page
from adapters.web.board.door import Door
from adapters.web.board.frame import Visit, html, page
from adapters.web.board.queue import ticket_address
from adapters.web.markup import tag
from bot import phrases
from bot.commands import SLUGS, Command, OpenForm, Place, Reveal, SubmitForm
from bot.commands import Request as Asked
from bot.desk import Desk
from bot.domain.errors import UnknownCommand
from bot.forms import FORMS
from bot.handlers.board import PATH
from bot.views import Done, FormView, Refused, Reply, TicketRecord
from bot.words import Words

WEB: Final = Place("web", "")
_AT_ONCE: Final = frozenset({"accept", "ack", "resume", "sync"})
_FORMS: Final = frozenset(
    slug for slug in FORMS if "ticket" in {f.name for f in fields(SLUGS[slug])}
)


@dataclass(frozen=True, slots=True)
class Doing:
    desk: Desk
    door: Door

    def routes(self) -> list[BaseRoute]:
        path, admitting = f"{PATH}/ticket/{{no}}/{{do}}", self.door.admitting
        return [
            Route(path, admitting(self._form), methods=["GET"]),
            Route(path, admitting(self._do), methods=["POST"]),
        ]

    async def _form(self, request: Request, visit: Visit) -> Response:
        no, do = request.path_params["no"], request.path_params["do"]
        await self.door.check_sees(no, visit)
        if do not in _FORMS:
            raise UnknownCommand(written=do)
        return await self._asked(OpenForm(do, no), no, visit)

    async def _do(self, request: Request, visit: Visit) -> Response:
        no, do = request.path_params["no"], request.path_params["do"]
        said = await self.door.guard.posted(request, visit.session)
        await self.door.check_sees(no, visit)
        once = said.get("once", "")
        delivery = f"web:{visit.member.id}:{once}" if once else ""
        return await self._asked(_command(do, no, said), no, visit, delivery)

    async def _asked(self, command: Command, no: str, visit: Visit, delivery: str = "") -> Response:
        who = visit.member.identities[0]
        view = (await self.desk.ask(Asked(command, who, WEB, delivery))).view
        match view:
            case FormView(form):
                shown = form_page.form(form, visit.words, visit.csrf, secrets.token_urlsafe(12))
                return html(page(visit, "", phrases.form_title(form, visit.words), shown))
            case TicketRecord():
                return _revealed(view, no, visit)
            case _:
                response = RedirectResponse(ticket_address(no), 303)
                self.door.guard.say(response, _told(view, visit.words))
                return response


def _revealed(view: TicketRecord, no: str, visit: Visit) -> Response:
    words = visit.words
    title = tag("h1", phrases.headline(view.card, words))
    shown = tag("section", ticket_page.facts(view, words, visit.csrf), class_="sheet")
    back = tag("p", tag("a", words.say("board.back_to_ticket"), href=ticket_address(no)))
    return html(page(visit, "", no, title, shown, back))


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
