"""What a handler works with: one request, one unit of work, one snapshot of roster and policy.

Handlers *look, refuse, change, save, post*: every refusal has had its chance before anything is
written, and a handler never commits.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from bot.commands import WAYS_IN, Request
from bot.domain import permits
from bot.domain.errors import (
    DeskError,
    NotAMember,
    NoTicketHere,
    Overloaded,
    TimePast,
    UnknownTicket,
)
from bot.domain.history import Happening
from bot.domain.people import Act, Identity, Member, Roster
from bot.domain.policy import Name, Policy
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.grammar import names_a_day, parse_time
from bot.handlers import colleagues
from bot.handlers.choices import begun, chosen
from bot.handlers.ledger import Ledger
from bot.handlers.numbers import number_meant
from bot.handlers.scene import Scene
from bot.policyfile import PolicyMistakes
from bot.ports import UnitOfWork
from bot.words import Words

_MYSELF: Final = frozenset({"me", "我", "自己", "本人"})
_A_DAY: Final = timedelta(days=1)
_AHEAD: Final = frozenset({"since", "until", "due"})
"""Fields that are asked of what is to come: there Friday is the coming one."""


Reread = Callable[[], Policy | PolicyMistakes | None]
"""Looks at the policy's file as it is now; None where there is none."""


def no_policy_file() -> None:
    return None


@dataclass(frozen=True)
class Context:
    request: Request
    uow: UnitOfWork
    policy: Policy
    roster: Roster
    words: Words
    secret: bytes = b""  # Signs what people carry from one place to another.
    public_url: str = ""  # Where the world finds our pages.
    home_url: str = ""  # Where colleagues find them, also when the operator has not said.
    reread: Reread = no_policy_file

    @property
    def now(self) -> datetime:
        return self.words.now

    @property
    def today(self) -> date:
        return self.now.astimezone(self.words.zone).date()

    @cached_property
    def actor(self) -> Member:
        member = self.roster.who(self.request.who)
        if member is None:
            raise NotAMember(identity=str(self.request.who))
        return member

    @property
    def from_customer(self) -> bool:
        return self.request.place.platform in WAYS_IN

    @property
    def by(self) -> str:
        """Who does it, for the record: a member's id, or empty for a customer."""
        return "" if self.from_customer else self.actor.id

    def permit_customer(self) -> None:
        """What customers ask is taken where customers come in, and nowhere else."""
        if not self.from_customer:
            raise NotAMember(identity=str(self.request.who))

    def know_actor(self) -> None:
        """Refuse a stranger before anything else is looked at."""
        _ = self.actor

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(
            self.uow,
            self.policy,
            self.roster,
            self.now,
            by=self.by,
            platform=self.request.place.platform,
            heard_in=(self.request.place.lane, self.thread_of),
        )

    @cached_property
    def there(self) -> Presence:
        return Presence(self.roster, self.policy.zone, self.now)

    @property
    def scene(self) -> Scene:
        return Scene(self.policy, self.roster, self.now)

    @property
    def wrote(self) -> bool:
        """Whether this request has changed anything yet."""
        return "ledger" in self.__dict__ and self.ledger.wrote

    def permit(self, act: Act, ticket: Ticket | None = None) -> None:
        permits.check(self.actor, act, ticket, *(self._stands if ticket else ()))

    def may(self, act: Act, ticket: Ticket | None = None) -> bool:
        return permits.may(self.actor, act, ticket, *self._stands)

    def permit_over(self, act: Act, member: Member) -> None:
        """For what is done about a colleague rather than a ticket."""
        permits.check_over(self.actor, act, member, self.there.homes(self.actor))

    @cached_property
    def _stands(self) -> tuple[Collection[str], Collection[str]]:
        """The departments that the actor answers for besides, and in whose names they act."""
        return self.there.homes(self.actor), self.there.selves(self.actor)

    def save(
        self,
        before: Ticket,
        after: Ticket,
        happening: Happening,
        note: str = "",
        files: Sequence[str] = (),
    ) -> Ticket:
        return self.ledger.save(before, after, happening, note, files)

    def find(self, written: str, command: str = "") -> Ticket:
        """The ticket that a full or shortened number, or this thread, means."""
        number = written.strip().lstrip("#")
        ticket = self.uow.tickets.get(number) if number else None  # Buttons say it in full.
        if ticket is None:
            number = self._number(number, command)
            ticket = self.uow.tickets.get(number)
        if ticket is None:
            raise UnknownTicket(written=written or number)
        return ticket

    def _number(self, written: str, command: str) -> str:
        if not written:
            return self._number_of_thread(command)
        return number_meant(written, self.uow.tickets, self.policy.number.scope(self.today))

    def _number_of_thread(self, command: str) -> str:
        if not self.thread_of:
            place = self.request.place
            if place.thread and self.uow.outbox.posts_card(place.lane):
                raise Overloaded  # It may be this very card: quiet words come again by themselves.
            raise NoTicketHere(command=command)
        return self.thread_of

    @cached_property
    def thread_of(self) -> str:
        """The ticket in whose thread this was asked; empty anywhere else."""
        place = self.request.place
        return self.uow.outbox.ticket_of_card(place.lane, place.thread) if place.thread else ""

    def member(self, written: str, *, gone: bool = False) -> Member:
        """The active colleague that an @-mention, an account, an id, a name or "me" means.

        With `gone` somebody who left is meant too.
        """
        plain = written.strip().removeprefix("<@").removesuffix(">").partition("|")[0].lstrip("@")
        if plain.lower() in _MYSELF:
            return self.actor
        place = self.request.place
        if found := self.roster.who(Identity(place.platform, place.workspace, plain)):
            return found
        return colleagues.named(plain, self._colleagues(gone=gone))

    def _colleagues(self, *, gone: bool = False) -> list[Member]:
        return [m for m in self.roster.members.values() if m.active or gone]

    def first_named(self, written: str, following: str) -> tuple[str, str]:
        """Who is named, and what follows, where a name of several words ran on into that."""
        return colleagues.first_named(written, following, self._colleagues())

    def choice(self, field: str, written: str, source: str, named: Name | None = None) -> str:
        """The slug of one of the policy's choices; empty stays empty."""
        if not written.strip():
            return ""
        try:
            return chosen(field, written, source, self.policy, self.roster)
        except DeskError as error:
            error.named = named  # type: ignore[misc] # Of this one refusal.
            raise

    def answer(self, written: str, words: str) -> str:
        """How satisfied the customer is; `回访 001 不满意，等太久` needs no key.

        Were it taken for a comment, nobody would owe a dissatisfied customer anything.
        """
        if written.strip():
            return self.choice("csat", written, "csat")
        return begun(words, "csat", self.policy, self.roster)

    def coming(
        self, field: str, written: str, begins: Callable[[datetime], datetime] | None = None
    ) -> datetime | None:
        """A time that is still to come; raises TimePast.

        A day alone is when work begins on it, by `begins` or else by the office's calendar: nobody
        means midnight.
        """
        at = self.time(field, written)
        if at is not None and names_a_day(written) and at + _A_DAY > self.now:
            at = (begins or self.policy.calendar(self.policy.workdays).opens_at)(at)
        if at is not None and at <= self.now:
            raise TimePast(field=field, at=at)
        return at

    def time(self, field: str, written: str) -> datetime | None:
        if not written.strip():
            return None
        ahead = field in _AHEAD
        return parse_time(written, self.now, self.words.zone, field, ahead=ahead)
