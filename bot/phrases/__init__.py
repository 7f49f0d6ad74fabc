"""How views are worded, for every platform alike: views and words in, short plain strings out.

Nothing here is escaped or marked up. Where people are named for a real mention, the answer is
`Rich`: strings, which a platform escapes, between persons, whom it mentions.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.commands import Command, OpenForm, Why, slug
from bot.domain.errors import DeskError
from bot.domain.policy import DutyKind, Name
from bot.domain.shifts import DAYS as WEEKDAYS
from bot.forms import FilledForm
from bot.phrases.archive import (
    customer_facts,
    customer_row,
    customer_title,
    customers_more,
    customers_title,
    earlier,
    past_ticket,
)
from bot.phrases.asking import (
    as_labelled,
    field_hint,
    field_label,
    form_title,
    guide,
    label_of,
    submit_label,
)
from bot.phrases.evidence import exhibit
from bot.phrases.helping import help_lines, help_title
from bot.phrases.listing import (
    at_fault,
    effect,
    register_about,
    register_button,
    register_counts,
    register_row,
    register_title,
)
from bot.phrases.parts import DOT, Fact, Rich, deadline, flat, left, people, status, urgency
from bot.phrases.past import changes, file_name, happenings, history, told
from bot.phrases.requests import (
    request_fact,
    request_facts,
    request_headline,
    request_row,
    request_summary,
    requests_heading,
)
from bot.phrases.why import why_lines, why_title
from bot.views import (
    Alarm,
    Answer,
    Detail,
    Digest,
    Done,
    Due,
    HomePage,
    Notice,
    Person,
    Profile,
    Queue,
    QueueRow,
    Refused,
    Reminder,
    TicketCard,
)
from bot.words import Words

__all__ = [
    "DOT",
    "Fact",
    "Rich",
    "at_fault",
    "changes",
    "customer_facts",
    "customer_row",
    "customer_title",
    "customers_more",
    "customers_title",
    "deadline",
    "effect",
    "exhibit",
    "field_hint",
    "field_label",
    "file_name",
    "flat",
    "form_title",
    "guide",
    "happenings",
    "help_lines",
    "help_title",
    "history",
    "label_of",
    "past_ticket",
    "people",
    "register_about",
    "register_button",
    "register_counts",
    "register_row",
    "register_title",
    "request_facts",
    "request_headline",
    "request_row",
    "request_summary",
    "requests_heading",
    "status",
    "submit_label",
    "told",
    "urgency",
    "why_lines",
    "why_title",
]

_DAYS: Final = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")
_CLUES: Final = ("possible", "near", "known", "hint", "happenings", "owed")
"""Fields of a refusal that may be empty; when they are not, a second sentence is added."""


def label(command: Command, words: Words) -> str:
    """What a button says."""
    return words.name(*label_key(command))


def label_key(command: Command) -> tuple[str, str]:
    """Where the words of its button stand; one that opens a form is named for what that does."""
    if isinstance(command, Why) and command.duty:
        return "duty", command.duty
    return "button", command.form if isinstance(command, OpenForm) else slug(command)


# The card.


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
        lines.append(f"⏳ {_next(card.next, words)}")
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


def _next(due: Due, words: Words) -> str:
    if due.kind is not DutyKind.SYNC:
        return deadline(due, words)
    key = "card.nobody" if due.due_at >= words.now else "card.nobody_missed"
    return words.say(key, due_at=due.due_at, left=left(due.due_at, words))


def _hold(card: TicketCard, words: Words) -> str:
    if card.hold_until:
        return words.say("card.on_hold_until", until=card.hold_until, reason=card.hold_reason)
    return words.say("card.on_hold", reason=card.hold_reason)


def detail(one: Detail, words: Words) -> Fact:
    label = words.show(one.label) if one.label else words.name("field", one.key)
    return label, (words.show(one.value) or words.say("word.none"),)


# Answers.


def refusal(error: DeskError, words: Words, form: FilledForm | None = None) -> str:
    """One clear sentence, and a second where there is a clue; fields as their form calls them."""
    blanks = {name: _named(value) for name, value in error.blanks().items()}
    if form is not None:
        blanks |= as_labelled(form, blanks, words)
    said = words.say(f"error.{error.code}", **blanks)
    more = f"error_more.{error.code}"
    if words.has(more) and any(blanks.get(name) for name in _CLUES):
        said += words.say(more, **blanks)
    return said


def refused(view: Refused, words: Words) -> str:
    return refusal(view.error, words)


def done(view: Done, words: Words) -> str:
    """What was done. A missing word must not make a success look like a failure."""
    key, blanks = f"done.{view.code}", _filled(view.blanks)
    said = words.say(key if words.has(key) else "hint.done", **blanks)
    return said + words.say(f"done_more.{view.more}", **blanks) if view.more else said


def notice(view: Notice, words: Words) -> str:
    """What happened to which ticket; an urgency is called by the policy's own name for it."""
    blanks = {"urgency": view.urgency or "", "ticket": view.ticket, **_filled(view.blanks)}
    return words.say(f"notice.{view.code}", **blanks).strip()


def notice_about(view: Notice, words: Words) -> str:
    """Which ticket that is, and what is due on it next."""
    mark = urgency(view.urgency, view.rank, words)
    due = deadline(view.next, words) if view.next else ""
    return DOT.join(p for p in (mark, view.customer, view.problem, due) if p)


def alarm(view: Alarm, words: Words) -> str:
    return words.say(f"alarm.{view.code}", **_filled(view.blanks))


def _filled(blanks: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _named(value) for name, value in blanks.items()}


def _named(value: Any) -> Any:
    """Persons by their names, days as they are written."""
    match value:
        case Person():
            return value.name
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case tuple() | list():
            return tuple(_named(each) for each in value)
        case _:
            return value


# Reminders.


def reminder_headline(view: Reminder, words: Words) -> str:
    """What is due, by when, and how far off that is."""
    return words.say(
        f"reminder.{view.call}.headline",
        ticket=view.ticket,
        duty=_duty(view, words),
        due_at=view.due_at,
        left=left(view.due_at, words),
    )


def _duty(view: Reminder, words: Words) -> str:
    """The duty's name; of several of a kind, also which one it is."""
    if not view.about:
        return words.name("duty", view.kind)
    of = view.about if isinstance(view.about, Name) else words.name("duty", view.about)
    return words.say("reminder.of", duty=view.kind, of=of)


def reminder_about(view: Reminder, words: Words) -> str:
    """Which ticket that is, and since when it counts."""
    since = words.say("reminder.since", started_at=view.started_at)
    mark = urgency(view.urgency, view.rank, words) if view.customer or view.urgency else ""
    lacks = words.say("reminder.missing", missing=view.missing) if view.missing else ""
    return DOT.join(p for p in (mark, view.customer, view.problem, since, lacks) if p)


def digest_headline(view: Digest, words: Words) -> str:
    """How many tickets need somebody; after a downtime, from when to when nothing was said."""
    n = len({part.ticket for part in view.parts}) + view.more
    if view.away is None:
        return words.say("reminder.digest", n=n)
    since, until = view.away
    return words.say("reminder.away", n=n, since=since, until=until)


def digest_part(part: Reminder | Notice, words: Words) -> tuple[str, str]:
    """One call of a digest: what is to be done, and which ticket that is."""
    if isinstance(part, Notice):
        return notice(part, words), notice_about(part, words)
    return reminder_headline(part, words), reminder_about(part, words)


# Lists and pages.


def queue_title(view: Queue, words: Words) -> str:
    if view.words:
        return words.say("queue.words", words=view.words, n=view.total)
    return words.say("queue.total", title=words.say(f"queue.{view.title}"), n=view.total)


def queue_row(row: QueueRow, words: Words) -> tuple[str, str]:
    """A row in two lines: which ticket, and what about it."""
    mark = urgency(row.urgency, row.rank, words)
    overdue = f"⚠️ {words.say('queue.overdue')}" if row.overdue else ""
    first = (row.no, mark, status(row.status, words), overdue)
    who = row.assignee or words.say("queue.nobody")
    due = deadline(row.next, words) if row.next else ""
    second = (row.customer, row.problem, who, due)
    return DOT.join(p for p in first if p), DOT.join(p for p in second if p)


def hidden_rows(view: Queue, shown: int, words: Words) -> str:
    """How many tickets the list does not show; empty if it shows all."""
    hidden = max(view.total, len(view.rows)) - shown
    return words.say("hint.more_rows", n=hidden) if hidden > 0 else ""


def home_headings(view: HomePage, words: Words) -> tuple[str, str, str]:
    """The greeting, and the headings of the two queues."""
    return (
        words.say("home.hello", name=view.name),
        words.say("home.mine", n=view.mine.total),
        words.say("home.waiting", n=view.waiting.total),
    )


def profile_facts(view: Profile, words: Words) -> tuple[Fact, ...]:
    department = words.show(view.department) if view.department else ""
    facts = (
        ("name", view.name),
        ("role", words.name("role", view.role)),
        ("department", department or words.say("profile.no_department")),
        ("region", words.show(view.region) if view.region else ""),
        ("locale", words.name("profile.locale", view.locale)),
        ("shift", shift(view.shift, words) or words.say("profile.any_time")),
        ("away", _away(view, words)),
        ("stand_in", view.stand_in or words.say("word.none")),
        ("stands_for", words.listed(view.stands_for)),
        ("identities", words.listed(view.identities) or words.say("word.none")),
    )
    return tuple((words.say(f"field.{key}"), (value,)) for key, value in facts if value)


def shift(written: str, words: Words) -> str:
    """`mon-fri 09:00-18:00` with the days in the reader's words."""

    def said(found: re.Match[str]) -> str:
        first, last = (
            words.say(f"weekday.{WEEKDAYS.index(day)}") for day in found.groups(found[1])
        )
        return words.say("profile.days", first=first, last=last) if found[2] else first

    return _DAYS.sub(said, written)


def _away(view: Profile, words: Words) -> str:
    if view.away_since is None:
        return ""
    if view.away_until is None:
        return words.say("profile.away", since=view.away_since)
    return words.say("profile.away_until", since=view.away_since, until=view.away_until)


# Forms.


def form_faults(form: FilledForm, words: Words) -> dict[str, str]:
    """What is wrong with each field, by its name; with nothing but refusals among them."""
    return {
        name: refusal(error, words, form)
        for name, error in form.errors.items()
        if isinstance(error, DeskError)
    }


def duty_name(kind: DutyKind, words: Words) -> str:
    return words.name("duty", kind)
