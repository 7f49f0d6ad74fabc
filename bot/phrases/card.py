"""A ticket's card: what it says of the ticket, and how things stand."""

from collections.abc import Iterable

from bot.domain.policy import DutyKind
from bot.phrases.archive import earlier
from bot.phrases.parts import DOT, Fact, Rich, next_due, people, status, urgency
from bot.phrases.requests import request_fact
from bot.views import Answer, Detail, TicketCard
from bot.words import Words


def headline(card: TicketCard, words: Words) -> str:
    parts = (card.no, urgency(card.urgency, card.rank, words), status(card.status, words))
    return DOT.join(parts)


def summary(card: TicketCard, words: Words) -> str:
    """One line for notifications and lists."""
    return DOT.join(p for p in (headline(card, words), card.customer, card.problem) if p)


def customer(card: TicketCard, words: Words) -> str:
    level = words.show(card.level) if card.level else ""
    return DOT.join(p for p in (card.customer, level) if p) or words.say("word.none")


def card_facts(card: TicketCard, words: Words) -> tuple[Fact, ...]:
    """The labelled fields of a card, in order; empty ones are left out."""
    names = ("kind", card.kind), ("category", card.category), ("department", card.department)
    facts: list[tuple[str, Rich]] = [
        ("customer", (customer(card, words),)),
        ("earlier", (earlier(card, words),)),
        ("product", (card.product,)),
        ("warranty", (_warranty(card, words),)),
        *((key, (words.show(name),)) for key, name in names if name),
        ("reported", (words.moment(card.reported_at),)),
        ("assignee", _assignee(card, words)),
        ("first_responder", (card.first_responder or "",)),
        ("solution", (card.solution,)),
        ("cost", (card.cost,)),
        ("agreed", (_agreed(card, words),)),
        ("details", (card.details,)),
        *_complaint_facts(card, words),
        ("close_reason", (words.name("close_reason", card.close_reason),)),
        ("duplicate_of", (card.duplicate_of,)),
        ("related", (words.listed(card.related),)),
        ("incident", (words.say("card.incident") if card.incident else card.parent,)),
    ]
    named = ((words.name("field", key), rich) for key, rich in facts if rich != ("",))
    own = (detail(one, words) for one in card.own)
    return (*named, *own, *(request_fact(one, words) for one in card.requests))


def _warranty(card: TicketCard, words: Words) -> str:
    if card.warranty_ends is None:
        return ""
    said = "in_warranty" if card.in_warranty else "out_of_warranty"
    return words.say(f"card.{said}", ends=card.warranty_ends)


def _complaint_facts(card: TicketCard, words: Words) -> Iterable[tuple[str, Rich]]:
    """Of a complaint: how grave, why, whose, and what the departments say of its remedy (S4)."""
    fault = words.show(card.at_fault) if card.at_fault else ""
    fault = words.say("card.not_ours") if card.not_ours else fault
    answers = words.listed(_approval(one, words) for one in card.approvals)
    names = ("severity", card.severity), ("cause", card.cause)
    yield from ((key, (words.show(name),)) for key, name in names if name)
    yield "responsibility", (fault,)
    yield "approvals", (answers,)


def _approval(one: Answer, words: Words) -> str:
    """Say `技术部 已同意（唐敏）`."""
    state = {None: "waits", True: "yes", False: "no"}[one.approves]
    said = words.say(f"approval.{state}", department=one.department, by=one.by)
    return words.say("approval.because", said=said, reason=one.reason) if one.reason else said


def _agreed(card: TicketCard, words: Words) -> str:
    """When the customer said yes to it, and who took that down."""
    return words.say("card.agreed", at=card.agreed_at, by=card.agreed_by) if card.agreed_at else ""


def _assignee(card: TicketCard, words: Words) -> Rich:
    return (card.assignee or words.say("card.unassigned"),)


def responsible(card: TicketCard, words: Words) -> Rich:
    """The line that @-names who must act; empty when there is nobody to name."""
    if not card.responsible:
        return ()
    lead = f"{words.say('card.responsible')} "
    return (lead, *people(card.responsible, words))


def card_marks(card: TicketCard, words: Words) -> tuple[str, ...]:
    """Next deadline, breaches, hold and a late sync: each a line of its own."""
    lines: list[str] = []
    if card.next:
        lines.append(f"⏳ {next_due(card.next, words)}")
    if card.missed:
        lines.append(f"⚠️ {words.say('card.missed', duty=card.missed)}")
    if card.chases:
        lines.append(f"📣 {words.say('card.chases', n=card.chases)}")
    if card.suggested:
        level, reason = card.suggested
        lines.append(f"💡 {words.say('guide.suggested', urgency=level, reason=reason)}")
    if card.asked:
        lines.append(f"❓ {words.say('guide.ask', missing=card.asked)}")
    if card.on_hold:
        lines.append(f"⏸️ {_hold(card, words)}")
    if card.synced_late and not _is_nobodys(card):
        lines.append(f"⚠️ {words.say('card.synced_late')}")
    return tuple(lines)


def _is_nobodys(card: TicketCard) -> bool:
    """A sync is still owed where the card stands already: what is missing is somebody to name."""
    return card.next is not None and card.next.kind is DutyKind.SYNC


def _hold(card: TicketCard, words: Words) -> str:
    if card.hold_until:
        return words.say("card.on_hold_until", until=card.hold_until, reason=card.hold_reason)
    return words.say("card.on_hold", reason=card.hold_reason)


def detail(one: Detail, words: Words) -> Fact:
    label = words.show(one.label) if one.label else words.name("field", one.key)
    return label, (words.show(one.value) or words.say("word.none"),)
