"""On top: what time it is in the playground, and the buttons that move it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from adapters.play.page.node import Node, button
from adapters.play.page.visit import Visit
from bot.words import Words

STEPS: Final = (
    ("play.minute", timedelta(minutes=1)),
    ("play.ten_minutes", timedelta(minutes=10)),
    ("play.hour", timedelta(hours=1)),
)


class ClockBar:
    def __init__(self, visit: Visit, locale: str, tour: Callable[[], None]) -> None:
        self._visit = visit
        words = visit.words
        with Node("header", classes="top"):
            with Node("div", classes="brand"):
                Node("span", "闭环", "logo", aria_hidden="true")
                Node("span", "Closeloop", "product")
                Node("span", words.say("play.demo"), "chip")
            with Node("div", classes="clock", role="group", aria_label=words.say("play.clock")):
                self._now = Node("output", classes="now")
                for key, span in STEPS:
                    self._step(words.say(key), span)
                button(f"⏭ {words.say('play.next')}", "tap primary", visit.to_next_deadline)
            with Node("div", classes="links"):
                button(words.say("play.tour"), "tap", tour)
                other = "en" if locale == "zh" else "zh"
                Node(
                    "a", words.say("play.other_language"), "tap", href=f"/play/{other}", lang=other
                )
        self.tick(words)

    def _step(self, name: str, span: timedelta) -> None:
        button(name, "tap", lambda: self._visit.travel_by(span))

    def moves(self) -> None:
        self._now.classes(add="moving")

    def stands(self, words: Words) -> None:
        self._now.classes(remove="moving")
        self.tick(words)

    def tick(self, words: Words) -> None:
        local = words.now.astimezone(words.zone)
        day = words.say(f"play.day.{local.weekday()}")
        self._now.shows(f"{local:%m-%d} {day} {local:%H:%M:%S}")
