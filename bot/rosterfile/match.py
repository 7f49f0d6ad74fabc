"""Accounts found by e-mail: who is to be looked for, and what becomes of what was found. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.domain.people import Identity, Member, Roster
from bot.rosterfile.draft import Draft

Accounts = Mapping[str, Mapping[str, Identity]]
"""Of each platform that could be asked: e-mail → account."""


@dataclass(frozen=True, slots=True)
class Match:
    """`account` is None where nobody has the e-mail; `owner` is whose the account is already."""

    member: str
    platform: str
    email: str
    account: Identity | None = None
    owner: str = ""

    @property
    def holds(self) -> bool:
        return self.account is not None and not self.owner


def sought(planned: Roster, draft: Draft, platform: str) -> list[Member]:
    """Who states an e-mail and would have no account on the platform after the import."""
    stated = (m for m in draft.members.values() if m.email and m.active)
    return [m for m in stated if not planned.members[m.id].on(platform)]


def matches(planned: Roster, draft: Draft, found: Accounts) -> Iterator[Match]:
    """What each e-mail led to. An account stays whose it is, and goes to one member only."""
    owners = {i: m.id for m in planned.members.values() for i in m.identities}
    for platform, accounts in found.items():
        for member in sought(planned, draft, platform):
            account = accounts.get(member.email)
            owner = owners.setdefault(account, member.id) if account else ""
            taken = "" if owner == member.id else owner
            yield Match(member.id, platform, member.email, account, taken)


def with_accounts(draft: Draft, made: tuple[Match, ...]) -> Draft:
    """The draft as if it had stated the accounts that were matched."""
    members = dict(draft.members)
    for match in made:
        if match.holds and match.account:
            member = members[match.member]
            members[member.id] = replace(member, identities=(*member.identities, match.account))
    return replace(draft, members=members)
