"""Why is it due then? A heading, what is counted from when, the way row by row, and the sum."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.folding import Off, Row, RowKind
from bot.domain.span import Span
from bot.phrases.past import told
from bot.views import MovedFrom, WhyDue
from bot.words import Words

_UNITS: Final = (("hours", 3600), ("minutes", 60), ("seconds", 1))


def why_title(view: WhyDue, words: Words) -> str:
    key = "why.title_stopped" if _stands(view) else "why.title"
    return words.say(key, ticket=view.ticket, duty=view.due.kind, at=moment(view.due.due_at, words))


def why_lines(view: WhyDue, words: Words) -> tuple[str, ...]:
    """One line for each row of the way, between what is counted and what it comes to."""
    lines = [_terms(view, words), *(_row(row, words) for row in view.way), *_sum(view, words)]
    lines += [words.say("why.unknown_year", years=str(year)) for year in view.unknown_years]
    if view.met_at:
        lines.append(words.say("why.met", at=moment(view.met_at, words)))
    elif view.ended:
        lines.append(words.say("why.dropped"))
    return (*lines, *(_moved(each, words) for each in view.moves))


def _stands(view: WhyDue) -> bool:
    return view.due.stopped and not view.ended


def _terms(view: WhyDue, words: Words) -> str:
    """What was promised: so long, in this calendar, from then on."""
    start = moment(view.started_at, words)
    if view.span is None:
        return words.say("why.said" if view.said else "why.gone", start=start)
    promised = _promised(view.span, words)
    if view.calendar in ("", "always"):
        return words.say("why.always", span=promised, start=start)
    zone = words.say("why.zone", zone=view.zone) if view.zone else ""
    return words.say("why.calendar", span=promised, start=start, name=view.calendar, zone=zone)


def _promised(span: Span, words: Words) -> str:
    if span.working_days:
        return words.say("why.working_days", n=span.working_days)
    return counted(span.length, words)


def _sum(view: WhyDue, words: Words) -> list[str]:
    if view.span is None:
        return []
    if view.span.working_days:
        days = words.say("why.working_days", n=view.span.working_days)
        took = words.say("why.and_pauses", span=counted(view.counted, words))
        total = days + (took if view.counted else "")
    else:
        total = counted(view.counted, words)
    if _stands(view):
        return [words.say("why.stands", counted=total)]
    return [words.say("why.sum", counted=total, at=moment(view.due.due_at, words))]


def _row(row: Row, words: Words) -> str:
    return words.say("why.row", when=_when(row, words), what=_what(row, words))


def _what(row: Row, words: Words) -> str:
    key = f"why_row.{row.kind}"
    match row.kind:
        case RowKind.SHUT if row.off:
            off = words.listed(_off(one, words) for one in row.off)
            return words.say("why_row.off", off=off)
        case RowKind.PAUSE:
            key = f"why_row.{row.why}"
            return words.say(f"{key}_because" if row.reason else key, reason=row.reason)
        case RowKind.WORKDAYS if row.days:
            first, last = row.days
            return words.say(key if first != last else "why_row.workday", first=first, last=last)
        case RowKind.SEVERAL:
            return words.say(key, n=row.folded, span=counted(row.counted, words))
        case _:
            return words.say(key, span=counted(row.counted, words))


def _off(off: Off, words: Words) -> str:
    names = "/".join(words.show(name) for name in off.names)
    what = names or words.say(f"why_off.{off.why}")
    if off.first == off.last:
        return words.say("why.one_day", what=what, day=_day(off.first, words))
    return words.say(
        "why.days", what=what, first=_day(off.first, words), last=_day(off.last, words)
    )


def _moved(moved: MovedFrom, words: Words) -> str:
    was = moment(moved.was_due_at, words)
    if moved.by is None:
        return words.say("why.moved_by_policy", was=was, at=moment(moved.moved_at, words))
    return words.say("why.moved", was=was, line=told(moved.by, words))


def _when(row: Row, words: Words) -> str:
    begins, ends = (at.astimezone(words.zone) for at in (row.begins, row.ends))
    if row.kind is RowKind.WORKDAYS:  # Whole days: their hours say nothing.
        ends -= timedelta(microseconds=1)
        first, last = _day(begins.date(), words), _day(ends.date(), words)
        return first if first == last else f"{first} – {last}"
    until = _clock(ends) if begins.date() == ends.date() else moment(ends, words)
    return f"{moment(begins, words)} – {until}"


def moment(at: datetime, words: Words) -> str:
    """Day, weekday and time, whenever it is: what is explained must not depend on today."""
    local = at.astimezone(words.zone)
    return f"{_day(local.date(), words)} {_clock(local)}"


def _clock(local: datetime) -> str:
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def _day(day: date, words: Words) -> str:
    weekday = words.say(f"weekday.{day.weekday()}")
    this_year = day.year == words.now.astimezone(words.zone).year
    return words.say("why.day", day=f"{day:%m-%d}" if this_year else f"{day}", weekday=weekday)


def counted(length: timedelta, words: Words) -> str:
    """Hours and minutes: 26 open hours are not a day and two hours."""
    left = int(length.total_seconds())
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(words.say(f"span.{unit}", n=count))
    return words.say("span.join").join(parts) or words.say("span.minutes", n=0)
