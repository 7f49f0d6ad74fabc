"""`closeloop demo`: the real desk, store and pump behind a chat in the browser.

No account, no `.env`: SQLite in a folder, a clock that visitors move, and on the first start a
week of history, lived through before anybody sees it.
"""

import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.awaiting import outcome
from bot.clock import MovableClock
from bot.finding import Fault
from bot.platforms import Platform
from bot.ports import UnitOfWork
from bot.serving import Announce, until_told
from bot.settings import Settings
from bot.wiring import Running, running
from bot.words import Words, known_locale

if TYPE_CHECKING:
    from adapters.play.play import Play

HOST: Final = "127.0.0.1"
PAGE: Final = "/play"
POLICY: Final = """\
# The demonstration's policy: edit it, and let the admin say `/ticket admin policy reload`.
preset = "rapid-response"
approvers = ["technical", "service"]
"""
"""With departments that approve, so that what becomes of a severe complaint can be tried."""

UPLOAD: Final = 128 * 1024 * 1024
"""Bytes that a browser may send here: what is too large for evidence is to be told so."""


def free_port() -> int:
    """A port that nobody listens on; links in the chat must name it before it is listened on."""
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def settings_of(folder: Path, port: int) -> Settings:
    """The environment has no say here, so that a demonstration never meets real accounts."""
    return Settings(
        database_url=f"sqlite:///{folder / 'desk.db'}",
        http_host=HOST,
        http_port=port,
        public_url=f"http://{HOST}:{port}",
        public_form="on",
        policy_file=str(folder / "policy.toml"),
    )


class Demo:
    """One demonstration in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._settings = settings_of(folder, port or free_port())
        self._clock = MovableClock()

    async def shown(self, announce: Announce) -> None:
        """Up until a signal ends it."""
        await until_told(self.opened(), announce)

    def opened(self) -> AbstractAsyncContextManager[tuple[Running, str]]:
        policy = Path(self._settings.policy_file)
        if not policy.exists():
            policy.write_text(POLICY, encoding="utf-8")
        return running(
            self._settings,
            clock=self._clock,
            make={"play": self._playground},
            furnish=self._furnish,
        )

    def _playground(self, desk: Running) -> Platform:
        try:
            from adapters.play.play import Play  # noqa: PLC0415 - an extra, slow to load.
            from adapters.play.travel import Travel  # noqa: PLC0415 - of the same extra.
        except ModuleNotFoundError as error:
            raise Fault("no_extra", platform="/play", extra="web") from error
        desk.sockets = True
        desk.largest_body = UPLOAD
        journal, words = self._folder / "chat.jsonl", self._words(desk)
        travel = Travel(desk.pump, desk.store, self._clock)
        return Play(journal, desk.desk, travel, self._clock, desk.custody, words)

    def _words(self, desk: Running) -> Callable[[str], Words]:
        def words(locale: str) -> Words:
            policy = desk.policies.current
            return Words(known_locale(locale, policy.locale), policy.zone, self._clock.now())

        return words

    async def _furnish(self, desk: Running) -> None:
        """People, rooms and a week of history where there are none; else on from where it was."""
        play: Play = desk.platforms["play"]  # type: ignore[assignment] # It is what we made.
        known = await outcome(desk.store.read(_is_furnished))
        if known:
            play.go_on()
        else:
            await outcome(desk.store.write(partial(_move_in, play)))
            await play.live_through_the_week()


def _is_furnished(uow: UnitOfWork) -> bool:
    return bool(uow.people.roster().members)


def _move_in(play: "Play", uow: UnitOfWork) -> None:
    uow.people.replace(play.roster())
