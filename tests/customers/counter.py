"""Where customers come in, served on loopback in front of the tests' office."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from adapters.web.intake import Intake, signature
from adapters.web.openapi import Docs
from adapters.web.pages import Pages
from adapters.web.server import WebServer, web_app
from tests.desk.office import Office

SECRET = b"0123456789abcdef"
BODY: Mapping[str, Any] = {
    "description": "空调不制冷",
    "customer": {"name": "张三", "phone": "13812345678", "level": "vip"},
    "product": "KFR-35GW",
    "order_no": "A-1",
    "channel": "app",
    "urgency": "urgent",
    "mood": "anxious",
    "wish": "repair",
}


@dataclass(frozen=True)
class Heard:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Counter:
    office: Office
    per_minute: int = 600
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.office.desk = replace(self.office.desk, public_url="https://desk.acme.com")
        self.intake = Intake(self.office.desk, self.office.clock, SECRET, self.per_minute)
        self.pages = Pages(self.office.desk, self.office.clock, self.office.desk.secret)
        docs = Docs(self.office.policies)
        routes = [*self.pages.routes(), *self.intake.routes(), *docs.routes()]
        self.server = WebServer(web_app(routes), "127.0.0.1", 0)

    def signed(self, raw: bytes, key: str = "order-1") -> dict[str, str]:
        stamp = str(int(self.office.clock.at.timestamp()))
        return {
            "x-closeloop-timestamp": stamp,
            "x-closeloop-signature": signature(SECRET, stamp, raw),
            "idempotency-key": key,
        }

    async def post(self, body: Any = BODY, key: str = "order-1", **headers: str | None) -> Heard:
        """Send a report; a header given as None is left out."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = {k.replace("_", "-"): v for k, v in headers.items()}
        given = {**self.signed(raw, key), **told}
        return await self.call("POST", "/intake", raw, {k: v for k, v in given.items() if v})

    def numbers(self) -> list[str]:
        """Every ticket there is."""
        return self.office.store.read(lambda uow: uow.tickets.numbers_like("")).result()

    async def call(
        self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None
    ) -> Heard:
        async with (
            aiohttp.ClientSession(headers=self.headers) as session,
            session.request(
                method, self.server.address + path, data=data, headers=headers
            ) as answer,
        ):
            return Heard(answer.status, answer.headers, await answer.text())
