"""Where one types, and the few things that are asked most, one tap away."""

from typing import Final

from adapters.play.page.attaching import Attaching
from adapters.play.page.node import Node, button, entry
from adapters.play.page.visit import Visit
from bot.commands import Command, Help, ListTickets, Mine, OpenForm

_LONGEST: Final = "12000"
"""Four times what a field takes: what is too long is to be refused by the desk, not cut here."""


class Composer:
    def __init__(self, screen: Visit, *, thread: bool) -> None:
        self._screen = screen
        self._thread = thread
        self._written = ""
        words = screen.words
        with Node("form", classes="composer") as form:
            form.on("submit.prevent", self._send, args=[])
            self._quick = Node("div", classes="quick")
            self._pages = Node("div", classes="quick")
            with Node("div", classes="line"):
                self._box = entry("textarea", "", self._typed, rows="1")
                self._box.on("keydown.enter.exact.prevent", self._send, args=[])
                self._box.attribute("maxlength", _LONGEST)
                Node("button", words.say("play.send"), "tap primary", type="submit")
            self._files = Attaching(words) if thread else None
        if not thread:
            with self._quick:
                self._taps()
            with self._pages:
                self._page()

    def _taps(self) -> None:
        """The commands themselves, for whoever does not know them yet."""
        screen, words = self._screen, self._screen.words
        asked: tuple[tuple[str, Command], ...] = (
            (words.say("button.mine"), Mine()),
            (words.say("button.list"), ListTickets()),
            (words.say("button.help"), Help()),
        )
        new = words.say("button.new")
        button(f"＋ {new}", "tap primary", lambda: screen.ask(OpenForm("new")))
        for name, command in asked:
            self._tap(name, command)

    def _page(self) -> None:
        """What customers find on the company's site; their survey comes to them in the room."""
        words = self._screen.words
        there = f"/new?lang={words.locale}"
        Node("a", f"🌐 {words.say('play.new_page')}", "tap", href=there, target="_blank")

    def _tap(self, name: str, command: Command) -> None:
        button(name, "tap", lambda: self._screen.ask(command))

    def refresh(self) -> None:
        screen, words = self._screen, self._screen.words
        to_bot = "play.write" if screen.me.staff else "play.write_customer"
        hint = words.say("play.write_thread" if self._thread else to_bot, name=screen.me.name)
        self._box.attribute("placeholder", hint)
        self._box.attribute("aria_label", hint)
        self._quick.set_visibility(screen.me.staff and not self._thread)
        self._pages.set_visibility(not screen.me.staff and not self._thread)

    def fill(self, written: str) -> None:
        self._written = written
        self._box.attribute("value", written)
        self._box.run_method("focus")

    def _typed(self, value: str) -> None:
        self._written = value
        self._box._props["value"] = value  # noqa: SLF001 - What the browser shows already.

    async def _send(self) -> None:
        written, files = self._written.strip(), self._files.tokens if self._files else ()
        if not (written or files):
            return
        if await self._screen.say(written, thread=self._thread, files=files):
            self.fill("")
        if self._files:
            self._files.clear()
