"""The lookout for bursts: what stands out of a product's own past is told once (S1-01).

Nothing is counted while tickets are written. The audit looks at what was reported within the last
hour and day, and remembers for a while what was usual in the weeks before. Measured on SQLite with
3,500 tickets a day: a look takes 25 to 85 ms, the weeks before 0.8 s, both beside the one writer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from bot import commands as ask
from bot.domain import privacy
from bot.domain.burst import PAST, WINDOWS, Burst, Past, bursts
from bot.domain.incident import common, common_to
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from bot.handlers import incidents, telling
from bot.handlers.ledger import Ledger
from bot.handlers.scene import Scene
from bot.ports import Outgoing, Tally, UnitOfWork
from bot.views import Button, Done

USUAL_FOR: Final = timedelta(hours=6)
"""What was usual in four weeks is no other an hour later."""

LISTED: Final = 10


def usual(uow: UnitOfWork, now: datetime) -> Past:
    """What the weeks before the longest window had, from the first ticket there is in them."""
    until = now - max(WINDOWS)
    tallies = uow.incidents.tally(until - PAST, until)
    first_at = min((each.first_at for each in tallies), default=until)
    return Past(_counted(tallies, attrgetter("tickets")), until - first_at)


def standing_out(uow: UnitOfWork, past: Past, policy: Policy, now: datetime) -> list[Burst]:
    """The bursts that nobody has heard of for as long as one lasts."""
    found: dict[str, Burst] = {}
    for within in WINDOWS:
        customers = _counted(uow.incidents.tally(now - within, now), attrgetter("customers"))
        for burst in bursts(customers, within, past, policy.burst):
            found.setdefault(burst.key, burst)
    return [burst for burst in found.values() if not incidents.noted(burst.key, uow, now)]


def _counted(tallies: Iterable[Tally], number: Callable[[Tally], int]) -> Mapping[str, int]:
    """By what tickets have in common, however their product is spelt."""
    counts: Counter[str] = Counter()
    for each in tallies:
        counts[common_to(each.category, each.product)] += number(each)
    return counts


def tell(burst: Burst, policy: Policy, now: datetime, uow: UnitOfWork) -> None:
    """Open the incident, where the policy lets the desk do so, and raise the alarm."""
    if not incidents.remember(burst.key, uow, now) or uow.incidents.lead(burst.key):
        return
    reported = uow.incidents.tallied(burst.category, now - burst.within)
    alike = [one for one in reported if common(one) == burst.key]
    waiting = [one for one in alike if one.open]
    ledger = Ledger(uow, policy, uow.people.roster(), now)
    if waiting and policy.burst.opens_incident:
        incidents.led(waiting[0], ledger)
    if alike:
        ledger.say(_alarm(burst, (waiting or alike)[0], alike, ledger))


def _alarm(burst: Burst, first: Ticket, alike: Iterable[Ticket], ledger: Ledger) -> list[Outgoing]:
    """In the sync rooms, and to whoever answers for the department."""
    roster = ledger.roster
    people = ledger.there.called(telling.supervisors_of(first, roster))
    lanes = [*telling.lanes(roster.sync_rooms), *(m.address.lane for m in people if m.address)]
    about = {
        "ticket": first.no,
        "tickets": [one.no for one in alike],
        "customers": burst.customers,
        "seconds": int(burst.within.total_seconds()),
        "weekly": round(burst.weekly, 1),
    }
    key = f"{first.no}:{ledger.now.isoformat()}"
    return [telling.memo_to_room("burst", key, lane, **about) for lane in dict.fromkeys(lanes)]


def memo(about: Mapping[str, Any], uow: UnitOfWork, scene: Scene) -> Done | None:
    """The alarm as it is now: an incident is under way, or somebody is to say whether it is one."""
    ticket = uow.tickets.get(about["ticket"])
    if ticket is None:
        return None
    lead = uow.incidents.lead(common(ticket))
    tickets = tuple(about["tickets"])
    blanks = {
        "ticket": lead or ticket.no,
        "product": privacy.text(ticket.purchase.product),
        "category": scene.name("categories", ticket.category) or ticket.category,
        "customers": about["customers"],
        "within": timedelta(seconds=about["seconds"]),
        "weekly": f"{about['weekly']:g}",
        "count": len(tickets),
        "tickets": tickets[:LISTED],
    }
    return Done("memo_burst_opened" if lead else "memo_burst", blanks, _steps(ticket, lead))


def _steps(ticket: Ticket, lead: str) -> tuple[Button, ...]:
    if lead:
        update, over = Button(ask.UpdateIncident(lead), primary=True), Button(ask.EndIncident(lead))
        return (update, Button(ask.Show(lead)), Button(ask.ListTickets(incident=lead)), over)
    opens = (Button(ask.OpenIncident(ticket.no), primary=True),) if ticket.open else ()
    return (*opens, Button(ask.Show(ticket.no)))
