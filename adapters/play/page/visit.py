"""What the parts of a page ask of the page: who is here, where, and what can be done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from adapters.play.chat import Chat
from adapters.play.page.card import Drawing
from adapters.play.people import Persona
from bot.commands import Command
from bot.words import Words


class Visit(Protocol):
    me: Persona

    @property
    def words(self) -> Words: ...

    @property
    def chat(self) -> Chat: ...

    @property
    def room_name(self) -> str: ...

    def drawing(self) -> Drawing: ...

    def become(self, persona: Persona) -> None: ...

    def enter(self, chat: str) -> None: ...

    def open_thread(self, first: str) -> None: ...

    def show_card(self, ticket: str) -> None:
        """Bring the ticket's card in the sync room before whoever looks."""
        ...

    def write(self, line: str) -> None:
        """Put a line into the composer, to be sent or changed."""
        ...

    async def ask(self, command: Command, *, thread: bool = False) -> None: ...

    async def say(self, written: str, *, thread: bool, files: Sequence[str] = ()) -> bool:
        """`files` are tokens of the tray."""
        ...

    async def tapped(self, encoded: str, *, thread: bool) -> None: ...

    async def report(self, message: str) -> None: ...

    async def travel_to(self, at: datetime) -> None: ...

    async def travel_by(self, span: timedelta) -> None: ...

    async def to_next_deadline(self) -> None: ...
