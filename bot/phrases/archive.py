"""A customer's archive in words: who they are, how it went, and each earlier ticket in a line."""

from bot.views import CustomerFile, CustomerList, CustomerRow, PastTicket, TicketCard
from bot.words import Words

DOT = " · "


def customer_title(view: CustomerFile, words: Words) -> str:
    parts = (view.id, view.name or view.contact, words.show(view.level) if view.level else "")
    return DOT.join(part for part in parts if part)


def customer_facts(view: CustomerFile, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The labelled fields of an archive; what is not known is left out."""
    times = words.say("archive.tickets", total=view.total, lately=view.lately)
    csat = [words.say("archive.answers", answer=name, n=n) for name, n in view.csat]
    facts = (
        ("contact", view.contact),
        ("phone", view.phone),
        ("email", view.email),
        ("address", view.address),
        ("since", words.moment(view.since)),
        ("tickets", times),
        ("products", words.listed(view.products)),
        ("csat", words.listed(csat)),
    )
    return tuple((words.say(f"archive_field.{key}"), (said,)) for key, said in facts if said)


def past_ticket(one: PastTicket, words: Words) -> tuple[str, str]:
    """One earlier ticket in two lines: which, and how it went."""
    first = (one.no, words.moment(one.reported_at), words.name("status", one.status))
    named = (words.show(name) if name else "" for name in (one.category, one.csat))
    return DOT.join(first), DOT.join(part for part in (one.product, *named) if part) or "—"


def customers_title(view: CustomerList, words: Words) -> str:
    return words.say("archive.several", words=view.words)


def customer_row(row: CustomerRow, words: Words) -> str:
    level = words.show(row.level) if row.level else ""
    times = words.say("archive.times", total=row.total)
    return DOT.join(part for part in (row.id, row.called, level, times) if part)


def customers_more(view: CustomerList, words: Words) -> str:
    return words.say("archive.more") if view.more else ""


def earlier(card: TicketCard, words: Words) -> str:
    """`第3次报单（90天内），上次评价：满意`; empty for somebody's first ticket."""
    nth = words.say("archive.nth", n=card.nth) if card.nth > 1 else ""
    last = words.say("archive.last_csat", answer=card.last_csat) if card.last_csat else ""
    return words.listed(part for part in (nth, last) if part)
