"""What views are made from, and the few things that all of them say alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import privacy
from bot.domain.people import Member, Roster
from bot.domain.policy import Name, Policy
from bot.domain.presence import Presence
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers.choices import name_of
from bot.views import Person

PROBLEM_SHOWN: Final = 300
"""The first lines of what the customer said; the whole is a tap away."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What views are made from: the policy's words, the people, and the present moment."""

    policy: Policy
    roster: Roster
    now: datetime

    @property
    def there(self) -> Presence:
        return Presence(self.roster, self.policy.zone, self.now)

    def name(self, source: str, slug: str) -> Name | None:
        return name_of(source, slug, self.policy, self.roster)

    def department(self, key: str) -> str | Name:
        """As people call it; one that the policy does not know, by its id."""
        return self.name("departments", key) or key

    def rank(self, urgency: str) -> int:
        ids = [u.id for u in self.policy.urgencies]
        return ids.index(urgency) if urgency in ids else len(ids)


def person(member: Member) -> Person:
    return Person(member.name, member.identities)


def people(members: Iterable[Member], there: Presence) -> tuple[Person, ...]:
    """Those to be mentioned: who is away is named beside their stand-in, who left is not named."""
    found: dict[str, list[str]] = {}
    for member in members:
        other = there.standing_in(member)
        if member.active:
            found.setdefault((other or member).id, []).extend([member.name] if other else [])
    return tuple(
        replace(person(there.roster.members[id_]), stands_for=tuple(absent))
        for id_, absent in found.items()
    )


def problem(ticket: Ticket) -> str:
    """What the customer said, as far as a room may read it."""
    return cut(privacy.text(ticket.report.description))


def cut(text: str, limit: int = PROBLEM_SHOWN) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
