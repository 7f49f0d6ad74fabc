"""On top: what time it is in the playground, and the buttons that move it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from adapters.play.page.node import Node, button
from adapters.play.travel import Travel
from bot.words import Words

STEPS: Final = (
    ("play.minute", timedelta(minutes=1)),
    ("play.ten_minutes", timedelta(minutes=10)),
    ("play.hour", timedelta(hours=1)),
)


class ClockBar:
    def __init__(self, travel: Travel, words: Words, locale: str, tour: Callable[[], None]) -> None:
        self._travel = travel
        with Node("header", classes="top"):
            with Node("div", classes="brand"):
                Node("span", "闭环", "logo", aria_hidden="true")
                Node("span", "Closeloop", "product")
                Node("span", words.say("play.demo"), "chip")
            with Node("div", classes="clock", role="group", aria_label=words.say("play.clock")):
                self._now = Node("output", classes="now")
                for key, span in STEPS:
                    self._step(words.say(key), span)
                button(f"⏭ {words.say('play.next')}", "tap primary", self._to_next)
            with Node("div", classes="links"):
                button(words.say("play.tour"), "tap", tour)
                other = "en" if locale == "zh" else "zh"
                Node(
                    "a", words.say("play.other_language"), "tap", href=f"/play/{other}", lang=other
                )
        self.tick(words)

    def _step(self, name: str, span: timedelta) -> None:
        button(name, "tap", lambda: self.moving(self._travel.forward(span)))

    async def _to_next(self) -> None:
        await self.moving(self._travel.to_next_deadline())

    async def moving(self, way: Awaitable[None]) -> None:
        self._now.classes(add="moving")
        await way
        self._now.classes(remove="moving")

    def tick(self, words: Words) -> None:
        local = words.now.astimezone(words.zone)
        day = words.say(f"play.day.{local.weekday()}")
        self._now.shows(f"{local:%m-%d} {day} {local:%H:%M:%S}")
