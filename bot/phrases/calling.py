"""What calls people: notices, reminders, digests and alarms."""

from bot.domain.policy import Name
from bot.phrases.parts import DOT, filled, left, next_due, urgency
from bot.views import Alarm, Digest, Notice, Reminder
from bot.words import Words


def notice(view: Notice, words: Words) -> str:
    """What happened to which ticket; an urgency is called by the policy's own name for it."""
    blanks = {"urgency": view.urgency or "", "ticket": view.ticket, **filled(view.blanks)}
    return words.say(f"notice.{view.code}", **blanks).strip()


def notice_about(view: Notice, words: Words) -> str:
    """Which ticket that is, and what is due on it next."""
    mark = urgency(view.urgency, view.rank, words)
    due = next_due(view.next, words) if view.next else ""
    return DOT.join(p for p in (mark, view.customer, view.problem, due) if p)


def alarm(view: Alarm, words: Words) -> str:
    return words.say(f"alarm.{view.code}", **filled(view.blanks))


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
