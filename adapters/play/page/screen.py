"""One browser's view of the playground: through whose eyes, which room, which thread."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from nicegui import ui

from adapters.play.chat import Chat, Message
from adapters.play.page.card import Countdowns, Drawing
from adapters.play.page.clockbar import ClockBar
from adapters.play.page.composer import Composer
from adapters.play.page.dialog import FormDialog
from adapters.play.page.node import Node, button
from adapters.play.page.sidebar import Sidebar
from adapters.play.page.stream import Stream
from adapters.play.page.tour import Tour
from adapters.play.people import PERSONAS, PLACES, SYNC, Persona, rooms_of
from adapters.play.stage import Stage
from adapters.play.talk import Where
from bot.commands import Command
from bot.desk import Answer
from bot.views import FormView
from bot.words import Words

SOON: Final = 0.1
TICK: Final = 1.0
"""Seconds between two looks at the clock."""


class Screen:
    def __init__(self, stage: Stage, locale: str) -> None:
        self._stage = stage
        self._locale = locale
        self.me: Persona = PERSONAS[0]
        self.chat_id = SYNC
        self.thread = ""
        self._countdowns = Countdowns()
        self._counting: asyncio.TimerHandle | None = None
        self._left = False

    @property
    def words(self) -> Words:
        return self._stage.words(self._locale)

    @property
    def chat(self) -> Chat:
        return self._stage.chat

    def where(self, *, thread: bool = False) -> Where:
        return Where(self.me.user, self.chat_id, self.thread if thread else "")

    # What it is made of.

    def build(self) -> None:
        words = self.words
        with Node("div", classes="play"):
            self._clock = ClockBar(self, self._locale, self.tour_again)
            with Node("div", classes="body"):
                self._side = Sidebar(words, self.become, self.enter)
                self._middle()
                self._side_thread()
        self.become(self.me)
        self.chat.watch(self.changed)
        ui.context.client.on_delete(self._leave)
        ui.timer(TICK, self.tick)

    def _leave(self) -> None:
        self._left = True
        self.chat.leave(self.changed)

    def _middle(self) -> None:
        words = self.words
        with Node("section", classes="middle", aria_label=words.say("play.messages")):
            self._tour_place = Node("div")
            with self._tour_place:
                self.tour = Tour(self)
            with Node("header", classes="room"):
                self._room_name = Node("h1")
                self._room_note = Node("p", classes="quiet")
            self._stream = Stream(self, words.say("play.messages"))
            self.composer = Composer(self, thread=False)

    def _side_thread(self) -> None:
        with Node("aside", classes="thread", aria_label=self.words.say("play.thread")) as panel:
            self._panel = panel
            with Node("header", classes="room"):
                Node("h2", self.words.say("play.thread"))
                button("✕", "close", self.close_thread, aria_label=self.words.say("play.close"))
            self._thread_stream = Stream(self, self.words.say("play.thread"), thread=True)
            self._thread_composer = Composer(self, thread=True)

    # Where one is.

    def become(self, persona: Persona) -> None:
        self.me = persona
        private = self.chat_id.startswith("@")
        mine = rooms_of(persona)
        if private:
            self.chat_id = mine[-1]
        elif self.chat_id not in mine:
            self.chat_id = mine[0]
        self.enter(self.chat_id)

    def enter(self, chat: str) -> None:
        self.chat_id = chat
        self.close_thread()
        self._room_name.shows(self.room_name)
        private = chat.startswith("@")
        self._room_note.shows(
            self.words.say("play.private_note" if private else f"play.room.{chat}")
        )
        self.chat.read(chat, self.me.user)
        self._stream.fill(self.chat.in_room(chat, self.me.user))
        self.composer.refresh()
        self._side.refresh(self.me, self.chat_id, self.chat)
        self.tour.looked_through()

    @property
    def room_name(self) -> str:
        if self.chat_id.startswith("@"):
            return self.words.say("play.private")
        place = next(place for place in PLACES if place.chat == self.chat_id)
        return self.words.show(place.name)

    def open_thread(self, first: str) -> None:
        self.thread = first
        known = self.chat.get(first)
        shown = [known, *self.chat.in_thread(first, self.me.user)] if known else []
        self._thread_stream.fill(shown)
        self._thread_composer.refresh()
        self._panel.classes(add="open")

    def show_card(self, ticket: str) -> None:
        self.enter(SYNC)
        cards = (m for m in self.chat.in_room(SYNC, self.me.user) if m.happened == "card")
        card = next((m for m in cards if m.about == ticket), None)
        if card is not None:
            self._stream.show(card.id)

    def close_thread(self) -> None:
        self.thread = ""
        self._panel.classes(remove="open")

    # What happens.

    def changed(self, message: Message) -> None:
        """Somebody said something, or a card was shown anew."""
        here = message.lane.endswith(f"/{self.chat_id}")
        self.tour.heard(message)
        if here and message.seen_by(self.me.user):
            if not message.thread:
                self._stream.put(message)
                self.chat.read(self.chat_id, self.me.user)
            elif first := self.chat.get(message.thread):
                self._stream.put(first)  # It counts its replies.
            if self.thread and self.thread in (message.thread, message.id):
                self._thread_stream.put(message)
        elif here:
            self._stream.drop(message.id)
        self._count_soon()

    def _count_soon(self) -> None:
        """Messages that come close together are counted once."""
        if self._counting is None:
            self._counting = asyncio.get_running_loop().call_later(SOON, self._count)

    def _count(self) -> None:
        self._counting = None
        if not self._left:
            self._side.refresh(self.me, self.chat_id, self.chat)

    def tick(self) -> None:
        words = self.words
        self._clock.tick(words)
        self._countdowns.tick(words)

    def drawing(self) -> Drawing:
        return Drawing(self.words, self.me.user, self._countdowns)

    async def travel_to(self, at: datetime) -> None:
        await self._travelled(self._stage.travel.past(at))

    async def travel_by(self, span: timedelta) -> None:
        await self._travelled(self._stage.travel.forward(span))

    async def to_next_deadline(self) -> None:
        await self._travelled(self._stage.travel.to_next_deadline())

    async def _travelled(self, way: Awaitable[None]) -> None:
        """Whoever moves the clock wants to see what came of it."""
        self._clock.moves()
        await way
        self._clock.stands(self.words)
        self._stream.to_end()

    async def tapped(self, encoded: str, *, thread: bool) -> None:
        where = self.where(thread=thread)
        self.opened(where, await self._stage.talk.tap(where, encoded, self.words))

    def write(self, line: str) -> None:
        self.composer.fill(line)

    async def ask(self, command: Command, *, thread: bool = False) -> None:
        where = self.where(thread=thread)
        self.opened(where, await self._stage.talk.ask(where, command, self.words))

    async def say(self, written: str, *, thread: bool, files: Sequence[str] = ()) -> bool:
        """Whether it was taken; what was refused stays in the composer."""
        where = self.where(thread=thread)
        handed_in = await self._stage.tray.handed_in(files)
        answer = await self._stage.talk.say(where, written, self.words, handed_in)
        if answer is not None:
            self.opened(where, answer)
        return answer is None or not self._stage.talk.is_refused(answer)

    async def report(self, message: str) -> None:
        where, spoken = self.where(), self.chat.get(message)
        if spoken is not None:
            self.opened(where, await self._stage.talk.report(where, spoken, self.words))

    def opened(self, where: Where, answer: Answer) -> None:
        """A form opens as a dialog; every other answer stands in the chat already, to be seen."""
        if isinstance(answer.view, FormView):
            submit = partial(self._stage.talk.submit, where, words=self.words)
            with self._tour_place:
                FormDialog(answer.words, submit, self._stage.tray).open(answer.view.form)
        else:
            (self._thread_stream if where.thread else self._stream).to_end()

    def tour_again(self) -> None:
        self.tour.restart()
