"""The desk: a request in, an answer out, one transaction in between."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from bot.awaiting import outcome
from bot.clock import Clock
from bot.commands import Request, Typed
from bot.commands.storing import storable
from bot.domain.errors import DeskError, Overloaded
from bot.domain.people import Roster
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.handlers import dispatch
from bot.handlers.context import Context, Reread, no_policy_file
from bot.ports import Store, StoreAway, UnitOfWork
from bot.views import FormView, Profile, Refused, Reply, Silent
from bot.words import Words, known_locale


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker alone is shown, and the words of their language."""

    view: Reply
    words: Words


class _CameToNothing(Exception):
    """A refusal or a form changes nothing, so that not even its delivery counts as handled.

    Whoever may do it can then still do it under the same delivery: two people who react to one
    message make one ticket, whichever of them may make tickets.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(type(answer.view).__name__)
        self.answer = answer


class Desk(Protocol):
    async def ask(self, request: Request) -> Answer: ...


class Policies(Protocol):
    """Whatever knows the policy in force; it may change between two requests."""

    @property
    def current(self) -> Policy: ...


Spoke = Callable[[Collection[str]], None]
"""Is told in which lanes something was just said."""

Answered = tuple[Answer, Collection[str]]
Job = Callable[[UnitOfWork], Answered]


@dataclass(frozen=True, slots=True)
class LiveDesk:
    """The desk on a real store. `spoke` is called after every commit of a command."""

    store: Store
    policies: Policies
    clock: Clock
    spoke: Spoke
    secret: bytes = field(repr=False)
    public_url: str = ""  # Where the world finds our pages,
    home_url: str = ""  # and where colleagues do, if the operator has not said.
    reread: Reread = no_policy_file

    async def ask(self, request: Request) -> Answer:
        """Answer one request; whatever it changed is committed before this returns."""
        request = _read(request, self.policies.current)
        reads = isinstance(request.command, dispatch.READS)
        job = partial(self._answered, request, reads=reads)
        future = self._way(request, reads=reads)(job)
        return await self._committed(request, future, reads=reads)

    def _way(self, request: Request, *, reads: bool) -> "Callable[[Job], Future[Answered]]":
        if reads:
            return self.store.read
        long = isinstance(request.command, dispatch.LONG)
        return self.store.write if long else self.store.write_brief

    async def _committed(
        self, request: Request, future: "Future[Answered]", *, reads: bool
    ) -> Answer:
        try:
            answer, lanes = await outcome(future)
        except _CameToNothing as nothing:
            return nothing.answer
        except StoreAway:
            return Answer(Refused(Overloaded()), self._words(request, Roster()))
        if not reads:
            self.spoke(lanes)
        return answer

    def _answered(self, request: Request, uow: UnitOfWork, *, reads: bool) -> Answered:
        return self._answer(request, uow, reads=reads), tuple(uow.outbox.spoken_in())

    def _answer(self, request: Request, uow: UnitOfWork, *, reads: bool) -> Answer:
        roster = uow.people.roster()
        words = self._words(request, roster)
        if not reads and request.delivery and uow.inbox.seen(request.delivery, words.now):
            return Answer(Silent(), words)
        ctx = Context(
            request,
            uow,
            self.policies.current,
            roster,
            words,
            self.secret,
            self.public_url,
            self.home_url,
            self.reread,
        )
        answer = _answered_in(words, dispatch.answer(request.command, ctx))
        if not reads and not ctx.wrote and isinstance(answer.view, Refused | FormView):
            raise _CameToNothing(answer)
        return answer

    def _words(self, request: Request, roster: Roster) -> Words:
        """The asker's own language: as the roster says, else as their profile does."""
        policy = self.policies.current
        member = roster.who(request.who)
        own = (member.locale if member else "") or request.locale
        return Words(known_locale(own, policy.locale), policy.zone, self.clock.now())


def _answered_in(words: Words, view: Reply) -> Answer:
    """Who has just chosen another language is answered in that one."""
    if isinstance(view, Profile):
        words = Words(view.locale, words.zone, words.now)
    return Answer(view, words)


def _read(request: Request, policy: Policy) -> Request:
    """A typed line as the command it means; one that cannot be read is left to be refused.

    So is one with files that the command itself cannot hold: they must not get lost on the way.
    """
    typed = request.command
    if not isinstance(typed, Typed):
        return replace(request, command=storable(typed))
    try:
        meant = dispatch.read_line(typed, policy)
    except DeskError:
        return request
    if typed.files and not dispatch.keeps_files(meant):
        return request
    return replace(request, command=meant)
