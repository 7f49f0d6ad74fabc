"""Fakes of both platforms with everybody in them, one database, and the children at work."""

import multiprocessing
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from adapters.feishu.access import Access
from bot.domain.people import Roster
from bot.ports import UnitOfWork
from bot.rosterfile import plan, read_text
from storage.store import open_store
from tests.e2e import plaza, shop
from tests.fakes.feishu import ThreadedFeishu, feishu_in_thread
from tests.fakes.slack import ThreadedSlack, slack_in_thread
from tests.faults.child import Order, Place, Report, work
from tests.faults.points import DIED
from tests.faults.toll import is_card

_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.warm", "tests.faults.__main__"])
_SPANS: Final = re.compile(r"（[^）]*）|\([^)]*\)")
_DIGITS: Final = re.compile(r"(?<!\d)(?!\d{11}(?!\d))\d+(?:[:.\-]\d+)*")
"""All but the numbers of tickets."""
_TICKET: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")


class ChildDiedError(Exception):
    """The child came to the boundary at which it was to die."""


@dataclass
class Worker:
    """A child and the parent's end of its pipe."""

    process: Any
    pipe: Connection

    def obey(self, order: Order) -> Report:
        try:
            self.pipe.send(order)
            report = self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join(20)
            if self.process.exitcode != DIED:
                raise
            raise ChildDiedError from None
        assert isinstance(report, Report)
        return report

    def close(self) -> None:
        self.pipe.close()
        self.process.join(20)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(20)


@dataclass
class World:
    database: str
    slack: ThreadedSlack
    feishu: ThreadedFeishu
    answers_within: float = 15.0

    def place(self, *, takes_over: bool = False) -> Place:
        """Where a child of this world works."""
        access = Access(self.feishu.app_id, self.feishu.app_secret, domain=self.feishu.domain)
        slack = self.slack
        return Place(
            self.database, slack.api_url, slack.bot_token, access, takes_over, self.answers_within
        )

    @contextmanager
    def worker(self, *, takes_over: bool = False) -> Iterator[Worker]:
        place = self.place(takes_over=takes_over)
        ours, theirs = _PROCESSES.Pipe()
        process = _PROCESSES.Process(target=work, args=(theirs, place), daemon=True)
        process.start()
        theirs.close()
        child = Worker(process, ours)
        try:
            yield child
        finally:
            with suppress(OSError):
                child.close()

    def screens(self) -> Counter[str]:
        """Everything of ours that somebody can see, each as place and words."""
        return Counter(seen for place, words in self._shown() for seen in _screens(place, words))

    def _shown(self) -> Iterator[tuple[str, str]]:
        for channel in self.slack.read(lambda s: list(s.workspace.channels.values())):
            shown = [m for m in channel.messages if m.by_app and not m.deleted]
            yield from ((f"slack {channel.id}", shop.said(m)) for m in shown)
        for chat in self.feishu.read(lambda f: list(f.tenant.chats.values())):
            posted = [m for m in chat.messages if m.by_app and not m.recalled]
            yield from ((f"feishu {chat.name}", self.feishu.words(m)) for m in posted)

    def references(self) -> Counter[str]:
        """What each message of ours is, as the desk tells Slack."""
        channels = self.slack.read(lambda s: list(s.workspace.channels.values()))
        said = [(c.id, m.metadata or {}) for c in channels for m in c.messages if m.by_app]
        return Counter(f"{at} {how['event_payload']['ref']}" for at, how in said if how)

    def look(self, job: Any) -> Any:
        store = open_store(self.database)
        try:
            return store.read(job).result(20)
        finally:
            store.close()


def _screens(place: str, words: str) -> list[str]:
    """A card as a whole; of a digest each call, since after a crash others may come together.

    Without digits and spans of time: after a crash the same is said a minute later.
    """
    plain = _DIGITS.sub("#", _SPANS.sub("(…)", words)).splitlines()
    calls = {} if is_card(words) else _calls(plain)
    said = [" / ".join(call) for call in calls.items()] or [" / ".join(plain)]
    return [f"{place} | {each}" for each in said]


def _calls(lines: list[str]) -> dict[str, str]:
    """What is said of each ticket, whomever it names, and the line below."""
    following = zip(lines, [*lines[1:], ""], strict=True)
    found = ((_TICKET.search(line), line, below) for line, below in following)
    return {line[at.start() :]: below for at, line, below in found if at}


def roster() -> Roster:
    """Who works in the shop of the stories, on both platforms."""
    return plan(Roster(), read_text(plaza.roster(slack=True))).roster


def hire(uow: UnitOfWork) -> None:
    uow.people.replace(roster())


@contextmanager
def opened_world(database: str, *, answers_within: float = 15.0) -> Iterator[World]:
    """A world on a database that has its tables and nothing else."""
    store = open_store(database)
    store.write(hire).result(20)
    store.close()
    with slack_in_thread() as slack, feishu_in_thread() as feishu:
        shop.furnish(slack)
        plaza._furnish(feishu)
        yield World(database, slack, feishu, answers_within)
