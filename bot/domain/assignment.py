"""Who gets a new ticket: the policy's rules in order, the first match wins (S1-37, S2-24…28)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from bot.domain.derived import Derived
from bot.domain.people import Member, Role, Roster
from bot.domain.policy import AssignRule, Category, Policy, SuggestRule, Target
from bot.domain.presence import Presence, may_work_in
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a rule puts a ticket; `assignee` is empty when only the department is known."""

    department: str = ""
    assignee: str = ""


def guess_category(description: str, policy: Policy) -> str:
    """The category whose keywords occur in the text most often; none if two are equally likely."""
    low = description.lower()
    scores = [
        (sum(low.count(word) for word in words if word in low), category)
        for category, words in _keywords(policy.categories)
    ]
    most = max((score for score, _ in scores), default=0)
    best = [category for score, category in scores if score == most]
    return best[0] if most and len(best) == 1 else ""


_keywords: Final = Derived[tuple[Category, ...], list[tuple[str, tuple[str, ...]]]](
    lambda categories: [(c.id, tuple(k.lower() for k in c.keywords if k)) for c in categories]
)


class Loads(Protocol):
    """Who has how much to do; asked only where a pool has to pick."""

    def open_counts(self) -> Mapping[str, int]:
        """Open tickets per member."""
        ...

    def last_assigned(self, members: Iterable[str]) -> Mapping[str, datetime]:
        """When each of these was last given a ticket; who never was is left out."""
        ...


def place(ticket: Ticket, policy: Policy, there: Presence, loads: Loads) -> Placing:
    """Where the ticket goes. A category gives its department; only a rule gives a person."""
    rule = _rule_for(ticket, policy)
    placed = _placed(ticket, rule.to, there, loads) if rule else Placing()
    category = policy.category(ticket.category)
    fallback = (category.department or "") if category else ""
    department = ticket.department or placed.department or fallback
    return Placing(department, placed.assignee if _fits(placed, department, there) else "")


def involved(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """The departments that help beside its own: finance, where money goes back (S2-27).

    The first rule places the ticket; this is asked of every rule that fits it.
    """
    fitting = (rule.to.also for rule in policy.assign if rule.to.also and _matches(rule, ticket))
    found = dict.fromkeys(department for also in fitting for department in also)
    return tuple(one for one in found if one != ticket.department)


def successor(
    ticket: Ticket, policy: Policy, there: Presence, loads: Loads, without: Collection[str]
) -> Member | None:
    """The next of the ticket's pool, for one that somebody let lie; seniors where its rule says."""
    rule = _rule_for(ticket, policy)
    senior = rule is not None and rule.to.pool == ticket.department and rule.to.senior
    others = [m for m in _here(ticket.department, there) if m.id not in without]
    return _least_busy(_fittest(others, ticket, senior=senior), loads)


def unstaffed(policy: Policy, roster: Roster) -> Iterable[tuple[str, str]]:
    """Offices that a rule looks at while nobody works there, and of which pool, if of one."""
    found = (
        (office, rule.to.pool or "")
        for rule in policy.assign
        for office in rule.when.get("region", ())
        if not rule.to.member
    )
    return dict.fromkeys(
        (office, pool)
        for office, pool in found
        if all(m.region != office for m in roster.active(*WORKERS, department=pool or None))
    )


def _rule_for(ticket: Ticket, policy: Policy) -> AssignRule | None:
    return next((rule for rule in policy.assign if _matches(rule, ticket)), None)


def _fits(placed: Placing, department: str, there: Presence) -> bool:
    """Whether the rule's person may work where the ticket lies: a named department wins."""
    if department == placed.department:
        return True
    member = there.roster.members.get(placed.assignee)
    return member is not None and may_work_in(member, department, there.roster)


def _matches(rule: AssignRule | SuggestRule, ticket: Ticket) -> bool:
    return all(_condition(name, wanted, ticket) for name, wanted in rule.when.items())


def suggestion(ticket: Ticket, policy: Policy) -> SuggestRule | None:
    """How urgent its mood, impact and kind make it, and why; the person decides (S2-17, S3-12)."""
    return next((rule for rule in policy.suggest if _matches(rule, ticket)), None)


def _condition(name: str, wanted: tuple[str, ...], ticket: Ticket) -> bool:
    if name == "keywords":
        low = ticket.report.description.lower()
        return any(word.lower() in low for word in wanted)
    return _fact(name, ticket) in wanted


def _fact(name: str, ticket: Ticket) -> str:
    match name:
        case "level":
            return ticket.customer.level
        case "product":
            return ticket.purchase.product
        case "channel" | "wish" | "mood":
            return str(getattr(ticket.report, name))
        case "category" | "kind" | "urgency" | "region" | "severity" | "impact":
            return str(getattr(ticket, name))
        case _:
            return ""


def _placed(ticket: Ticket, to: Target, there: Presence, loads: Loads) -> Placing:
    if to.member:
        member = there.roster.members.get(to.member)
        return _given(member, member.department, there) if member and member.active else Placing()
    if to.supervisor and to.department:
        return _given(there.roster.supervisor_of(to.department), to.department, there)
    if to.pool:
        fit = _fittest(_here(to.pool, there), ticket, senior=to.senior)
        return _given(_least_busy(fit, loads), to.pool, there)
    return Placing(to.department or "")


def _given(member: Member | None, department: str, there: Presence) -> Placing:
    """To the member, or to whoever does their work while they are away."""
    acting = there.acting(member) if member else None
    return Placing(department, acting.id if acting else "")


WORKERS: Final = (Role.AGENT, Role.TECH, Role.LIAISON)
"""Who is in a department's pool."""


def _here(pool: str, there: Presence) -> list[Member]:
    return [m for m in there.roster.active(*WORKERS, department=pool) if there.is_here(m)]


def _fittest(here: list[Member], ticket: Ticket, *, senior: bool) -> list[Member]:
    """Seniors where the rule asks for them (S1-37), then whoever is at its office (S4-06).

    Where there are none such, everybody who is there: no ticket waits for an empty office.
    """
    able = [m for m in here if m.senior] if senior else []
    able = able or here
    near = [m for m in able if ticket.region and m.region == ticket.region]
    return near or able


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _least_busy(able: list[Member], loads: Loads) -> Member | None:
    """The one with the fewest open tickets, in turn where several have so few."""
    if len(able) <= 1:
        return able[0] if able else None
    counts = loads.open_counts()
    fewest = min(counts.get(m.id, 0) for m in able)
    equal = [m for m in able if counts.get(m.id, 0) == fewest]
    last = loads.last_assigned([m.id for m in equal]) if len(equal) > 1 else {}
    return min(equal, key=lambda m: (last.get(m.id, _NEVER), m.id))
