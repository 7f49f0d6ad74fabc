"""Who gets a new ticket: the policy's rules in order, the first match wins (S1-37, S2-24…28)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.derived import Derived
from bot.domain.people import Member, Role, Roster
from bot.domain.policy import AssignRule, Category, Policy, Target
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


Loads = Callable[[], Mapping[str, int]]
"""Open tickets per member, counted only where a pool has to pick."""


def place(ticket: Ticket, policy: Policy, roster: Roster, loads: Loads) -> Placing:
    """Where the ticket goes. A category gives its department; only a rule gives a person."""
    rule = next((r for r in policy.assign if _matches(r, ticket)), None)
    placed = _placed(rule.to, roster, loads) if rule else Placing()
    category = policy.category(ticket.category)
    fallback = (category.department or "") if category else ""
    department = ticket.department or placed.department or fallback
    return Placing(department, placed.assignee if _fits(placed, department, roster) else "")


def _fits(placed: Placing, department: str, roster: Roster) -> bool:
    """Whether the rule's person may work where the ticket lies: a named department wins."""
    if department == placed.department:
        return True
    member = roster.members.get(placed.assignee)
    return member is not None and may_work_in(member, department, roster)


def _matches(rule: AssignRule, ticket: Ticket) -> bool:
    return all(_condition(name, wanted, ticket) for name, wanted in rule.when.items())


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
        case "category" | "kind" | "urgency" | "region" | "severity":
            return str(getattr(ticket, name))
        case _:
            return ""


def _placed(to: Target, roster: Roster, loads: Loads) -> Placing:
    if to.member:
        member = roster.members.get(to.member)
        return Placing(member.department, member.id) if member and member.active else Placing()
    if to.supervisor and to.department:
        boss = roster.supervisor_of(to.department)
        return Placing(to.department, boss.id if boss else "")
    if to.pool:
        picked = _pick(to.pool, roster, loads(), senior=to.senior)
        return Placing(to.pool, picked.id if picked else "")
    return Placing(to.department or "")


def _pick(pool: str, roster: Roster, load: Mapping[str, int], *, senior: bool) -> Member | None:
    """The one with the fewest open tickets; seniors only where the rule asks and there are any."""
    able = roster.active(Role.AGENT, Role.TECH, Role.LIAISON, department=pool)
    seniors = [m for m in able if m.senior] if senior else []
    return min(seniors or able, key=lambda m: (load.get(m.id, 0), m.id), default=None)


def may_work_in(member: Member, department: str, roster: Roster) -> bool:
    """Whether a ticket of this department can be given to the member."""
    if not member.active or member.role is Role.ADMIN:
        return False
    at_home = ("", member.department, *roster.supervised_by(member.id))
    return department in at_home or member.role is Role.MANAGER
