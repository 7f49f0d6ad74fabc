"""A browser with its cookies, and a desk whose board it looks at, over real HTTP on loopback."""

import html
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.web.board.guard import Guard
from adapters.web.board.site import Site
from adapters.web.server import WebServer, web_app
from bot.views import BoardLink
from tests.desk.office import Office

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Page:
    status: int
    text: str
    headers: Mapping[str, str]
    path: str

    @property
    def seen(self) -> str:
        """What a person reads: without tags, entities resolved."""
        return html.unescape(re.sub(r"<[^>]*>", " ", self.text))

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that leads there."""
        found = re.search(
            rf'<form(?=[^>]*action="{re.escape(action)}")[^>]*>(.*?)</form>', self.text, re.DOTALL
        )
        assert found, (action, self.text)
        return dict(_HIDDEN.findall(found[1]))

    @property
    def tickets(self) -> list[str]:
        return re.findall(r'href="/board/ticket/(\d+)" class="no"', self.text)


@dataclass
class Browser:
    address: str
    client: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> Page:
        async with self.client.get(self.address + path, headers=headers) as answer:
            return Page(answer.status, await answer.text(), answer.headers, answer.url.path)

    async def post(self, path: str, said: Mapping[str, Any], **headers: str) -> Page:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.post(self.address + path, data=said, headers=sent) as answer:
            return Page(answer.status, await answer.text(), answer.headers, answer.url.path)

    async def send(self, page: Page, action: str, **typed: str) -> Page:
        """Fill in the form of a page and send it."""
        return await self.post(action, {**page.hidden(action), **typed})

    @asynccontextmanager
    async def stream(self, path: str) -> AsyncIterator["Stream"]:
        async with self.client.get(self.address + path) as answer:
            assert answer.status == 200, await answer.text()
            yield Stream(answer)


@dataclass
class Stream:
    answer: aiohttp.ClientResponse

    async def told(self) -> dict[str, str]:
        """The next event's data; {"event": …} where it has a name."""
        named = ""
        while line := (await self.answer.content.readline()).decode():
            if line.startswith("event: "):
                named = line[7:].strip()
            elif line.startswith("data: "):
                said: dict[str, str] = {"event": named} if named else json.loads(line[6:])
                return said
        return {"event": "end"}


@dataclass
class Watched:
    """An office with its board open to browsers."""

    office: Office
    server: WebServer
    site: Site
    open_browsers: list[aiohttp.ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        client = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.open_browsers.append(client)
        return Browser(self.server.address, client)

    async def link(self, who: str) -> str:
        view = await self.office.ask(who, "board")
        assert isinstance(view, BoardLink), view
        return view.url

    async def signed_in(self, who: str) -> Browser:
        browser = self.browser()
        page = await browser.post(await self.link(who), {})
        assert page.status == 200, page.text
        return browser


@asynccontextmanager
async def opened(office: Office, home: str = "") -> AsyncIterator[Watched]:
    site = Site(office.desk, office.store, office.policies, office.clock, Guard(b"secret", home))
    server = WebServer(web_app(site.routes()), "127.0.0.1", 0)
    await server.start()
    watched = Watched(office, server, site)
    try:
        yield watched
    finally:
        for client in watched.open_browsers:
            await client.close()
        site.close()
        await server.stop()
