"""The messages of a room or a thread; one that changes is drawn anew in its place."""

from datetime import datetime
from typing import Final

from nicegui import ui

from adapters.play.chat import BOT, Message
from adapters.play.page.node import DO, Node, listening
from adapters.play.page.older import Older
from adapters.play.page.visit import Visit
from adapters.play.people import by_user

_SHOW: Final = """requestAnimationFrame(() => {
  const place = getHtmlElement(%d);
  place?.scrollIntoView({block: 'center'});
  place?.animate([{background: '#ffe8b3'}, {background: 'transparent'}], 2000);
})"""


class Stream:
    def __init__(self, screen: Visit, name: str, *, thread: bool = False) -> None:
        self._screen = screen
        self._thread = thread
        self._shown: dict[str, Node] = {}
        self._older = Older()
        self._more: Node | None = None
        with Node("div", classes="scroll", tabindex="0", role="log", aria_label=name) as scroll:
            self._scroll = scroll
            self._list = Node("div", classes="list")
        listening(self._list, self._done)

    async def _done(self, what: str) -> None:
        """A button of a message was tapped."""
        kind, _, about = what.partition(" ")
        match kind:
            case "tap":
                await self._screen.tapped(about, thread=self._thread)
            case "thread":
                self._screen.open_thread(about)
            case "older":
                self._show_older()
            case "report":
                await self._screen.report(about)
            case _:  # "skip"
                await self._screen.travel_to(datetime.fromisoformat(about))

    def fill(self, messages: list[Message]) -> None:
        self._list.clear()
        self._shown.clear()
        newest = self._older.hold_back(messages)
        with self._list:
            self._more = self._link(self._screen.words.say("play.older"), "older")
        self._more.set_visibility(bool(self._older))
        for message in newest:
            self.put(message)
        self.to_end()

    def _show_older(self) -> None:
        """Above what is shown; who reads stays where they are, since the list is turned around."""
        for at, message in enumerate(self._older.next(), start=1):
            self.put(message)
            self._shown[message.id].move(target_index=at)
        if self._more is not None:
            self._more.set_visibility(bool(self._older))

    def to_end(self) -> None:
        """To the newest message; the list is turned around, so its end is the top."""
        with self._scroll:
            ui.run_javascript(f"getHtmlElement({self._scroll.id}).scrollTop = 0")

    def show(self, message: str) -> None:
        """Bring a message into view, and mark it for a moment."""
        while message in self._older:
            self._show_older()
        if place := self._shown.get(message):
            with self._scroll:
                ui.run_javascript(_SHOW % place.id)

    def put(self, message: Message) -> None:
        if self._older.changed(message):
            return
        place = self._shown.get(message.id)
        if place is None:
            with self._list:
                place = self._shown[message.id] = Node("article", classes="message")
        place.clear()
        with place:
            self._draw(message)

    def drop(self, message: str) -> None:
        self._older.dropped(message)
        if place := self._shown.pop(message, None):
            place.delete()

    def _draw(self, message: Message) -> None:
        words = self._screen.words
        author = by_user(message.author)
        colour = author.colour if author else "#b45309"
        name = author.name if author else words.say("word.bot")
        Node(
            "span",
            name[:1] if author else "闭",
            "face",
            style=f"background:{colour}",
            aria_hidden="true",
        )
        with Node("div", classes="words"):
            with Node("div", classes="by"):
                Node("strong", name)
                Node("time", words.moment(message.at))
                if message.author == BOT:
                    Node("span", words.say("play.bot"), "chip")
            if message.only_for and not message.lane.endswith(f"/@{message.only_for}"):
                Node("p", f"👁 {words.say('play.only_you')}", "only")
            self._screen.drawing().draw(message.shown[words.locale])
            self._below(message)

    def _below(self, message: Message) -> None:
        """Ways on from a message: its thread, or a ticket made of it."""
        screen, words = self._screen, self._screen.words
        with Node("div", classes="below"):
            if message.written and not message.thread and screen.me.staff:
                self._link(f"🎫 {words.say('button.report_message')}", f"report {message.id}")
            if not self._thread and message.author == BOT and not message.only_for:
                replies = len(screen.chat.in_thread(message.id, screen.me.user))
                said = words.say("play.replies", n=replies) if replies else words.say("play.reply")
                self._link(f"💬 {said}", f"thread {message.id}")

    def _link(self, name: str, what: str) -> Node:
        return Node("button", name, "link", **{DO: what})
