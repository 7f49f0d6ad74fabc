"""The board's addresses and pages: queue, ticket, registers, people, each kept up to date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from adapters.web.board import drawing, filtering
from adapters.web.board import queue as queue_page
from adapters.web.board import register as register_page
from adapters.web.board.doing import Doing
from adapters.web.board.door import Door, Elsewhere
from adapters.web.board.drawing import About, Topic, topic
from adapters.web.board.frame import ASSETS, Visit, html, living, page
from adapters.web.board.guard import Guard
from adapters.web.board.live import Drawn, Live
from adapters.web.board.owed import owed
from adapters.web.markup import Inside, tag
from bot.clock import Clock
from bot.desk import Desk, Policies
from bot.domain.errors import UnknownTicket
from bot.forms import Option
from bot.handlers import browsing, overseeing
from bot.handlers.board import PATH
from bot.handlers.browsing import Sought
from bot.handlers.overseeing import Wanted
from bot.ports import Store, StoreAway, UnitOfWork

_STREAM: Final = {"x-accel-buffering": "no"}


@dataclass(frozen=True)
class Site:
    desk: Desk
    store: Store
    policies: Policies
    clock: Clock
    guard: Guard

    @cached_property
    def door(self) -> Door:
        return Door(self.store, self.policies, self.clock, self.guard)

    @cached_property
    def live(self) -> Live[Topic]:
        return Live(self.store, self.clock, lambda: self.policies.current, self._draw)

    def routes(self) -> list[BaseRoute]:
        admitting = self.door.admitting
        return [
            ASSETS.route(),
            *self.door.routes(),
            Route(PATH, admitting(self._queue)),
            Route(f"{PATH}/people", admitting(self._people)),
            Route(f"{PATH}/live/queue", admitting(self._queue_stream)),
            Route(f"{PATH}/live/people", admitting(self._people_stream)),
            Route(f"{PATH}/live/ticket/{{no}}", admitting(self._ticket_stream)),
            Route(f"{PATH}/ticket/{{no}}", admitting(self._ticket)),
            *self._of_registers(),
            *Doing(self.desk, self.door).routes(),
        ]

    def _of_registers(self) -> Iterator[Route]:
        for section, address in register_page.ADDRESSES.items():
            live = address.replace(PATH, f"{PATH}/live", 1)
            yield Route(address, self.door.admitting(partial(self._register, section, live)))
            yield Route(live, self.door.admitting(partial(self._register_stream, section)))

    def close(self) -> None:
        self.live.close()

    # Pages.

    async def _queue(self, request: Request, visit: Visit) -> Response:
        if not visit.eyes.tickets:
            return RedirectResponse(f"{PATH}/people", 303)
        wanted, offered = await self._asked_for(request, visit)
        form = queue_page.filter_form(wanted, offered, visit.words)
        stream = filtering.address(wanted, f"{PATH}/live/queue")
        owing = await self._owed(visit)
        return await self._page(visit, "queue", wanted, owing, form, stream=stream)

    async def _owed(self, visit: Visit) -> Inside:
        found = await self.door.read(
            lambda uow: overseeing.own(visit.member, uow, self.door.scene(uow))
        )
        return owed(found, visit.words)

    async def _asked_for(
        self, request: Request, visit: Visit
    ) -> tuple[Wanted, Mapping[str, tuple[Option, ...]]]:
        """What the address filters by, as far as it is offered to them, and what is."""
        offered = await self.door.read(
            lambda uow: overseeing.filters(visit.eyes, self.door.scene(uow))
        )
        return overseeing.known(overseeing.wanted_in(request.query_params), offered), offered

    async def _register(self, section: str, live: str, request: Request, visit: Visit) -> Response:
        sought, offered = await self._sought(section, request, visit)
        form = register_page.filter_form(section, sought, offered, visit.words)
        return await self._page(
            visit, section, sought, form, stream=filtering.address(sought, live)
        )

    async def _sought(
        self, section: str, request: Request, visit: Visit
    ) -> tuple[Sought, Mapping[str, tuple[Option, ...]]]:
        browsing.check_sees(section, visit.member)
        scene = await self.door.read(self.door.scene)
        offered = browsing.filters(section, scene)
        return browsing.sought_in(request.query_params, offered, scene), offered

    async def _people(self, _request: Request, visit: Visit) -> Response:
        return await self._page(visit, "people", "", stream=f"{PATH}/live/people")

    async def _ticket(self, request: Request, visit: Visit) -> Response:
        no = request.path_params["no"]
        await self.door.check_sees(no, visit)
        stream = queue_page.ticket_address(no).replace(PATH, f"{PATH}/live", 1)
        back = tag("p", tag("a", visit.words.say("board.back"), href=PATH), class_="back")
        return await self._page(visit, "ticket", no, back, stream=stream)

    async def _page(
        self, visit: Visit, section: str, about: About, *before: Inside, stream: str
    ) -> Response:
        drawn = await self.door.read(partial(self._draw, topic(visit, section, about)))
        shown = (*before, living(visit, drawn, stream))
        if section == "ticket":
            return html(page(visit, section, str(about), *shown))
        title = visit.words.say(f"board.{section}")
        return html(page(visit, section, title, tag("h1", title, class_="unseen"), *shown))

    # What is kept up to date.

    async def _queue_stream(self, request: Request, visit: Visit) -> Response:
        if not visit.eyes.tickets:
            raise UnknownTicket(written="")
        wanted, _ = await self._asked_for(request, visit)
        return self._stream(request, visit, "queue", wanted)

    async def _register_stream(self, section: str, request: Request, visit: Visit) -> Response:
        sought, _ = await self._sought(section, request, visit)
        return self._stream(request, visit, section, sought)

    async def _people_stream(self, request: Request, visit: Visit) -> Response:
        return self._stream(request, visit, "people", "")

    async def _ticket_stream(self, request: Request, visit: Visit) -> Response:
        no = request.path_params["no"]
        await self.door.check_sees(no, visit)
        return self._stream(request, visit, "ticket", no)

    def _stream(self, request: Request, visit: Visit, section: str, about: About) -> Response:
        async def may() -> bool:
            """Whether they are still signed in, and see as far as when this began."""
            try:
                now = await self.door.visit(request)
            except (Elsewhere, StoreAway):
                return False
            return now.eyes == visit.eyes

        seen = request.query_params.get("seen", "")
        frames = self.live.watch(topic(visit, section, about), seen, may)
        return StreamingResponse(frames, media_type="text/event-stream", headers=_STREAM)

    def _draw(self, about: Topic, uow: UnitOfWork) -> Drawn:
        return drawing.drawn(about, uow, self.door.scene(uow))
