"""Collaboration requests in words: their own card, a line on their ticket's, a row of a queue."""

from bot.phrases.parts import DOT, Fact, deadline, left, urgency
from bot.views import Due, RequestCard, RequestLine, RequestRow
from bot.words import Words


def request_fact(one: RequestLine, words: Words) -> Fact:
    """`协作 C12`, and `仓储部 · 已完成（侯军）· 查库存 → 有货`."""
    stage = _stage(one.stage, one.by, words)
    said = f"{one.need} → {one.answer}" if one.answer else one.need
    label = words.say("request.label", request=one.no)
    return label, (DOT.join((words.show(one.asked), stage, said)),)


def _stage(stage: str, by: str, words: Words) -> str:
    said = words.name("request_stage", stage)
    return words.say("request.stage_by", stage=said, by=by) if by else said


def request_headline(card: RequestCard, words: Words) -> str:
    title = words.say("request.title", request=card.no, asked=card.asked)
    return DOT.join((title, words.name("request_stage", card.stage)))


def request_summary(card: RequestCard, words: Words) -> str:
    """One line for notifications."""
    return DOT.join((request_headline(card, words), card.need))


def request_facts(card: RequestCard, words: Words) -> tuple[Fact, ...]:
    about = DOT.join(p for p in (card.ticket, _mark(card, words), card.customer) if p)
    asked = words.say("request.asked_by", by=_asker(card, words), at=card.asked_at)
    taken = _stage(card.stage, card.by, words) if card.by else ""
    facts = (
        ("ticket", about),
        ("product", card.product),
        ("problem", card.problem),
        ("asked_by", asked),
        ("handled_by", taken),
        ("answered", card.answer),
        ("due", _due(card.next, words)),
    )
    return tuple((words.name("request_field", key), (value,)) for key, value in facts if value)


def _asker(view: RequestCard | RequestRow, words: Words) -> str:
    return view.asked_by or words.say("word.bot")


def _mark(card: RequestCard, words: Words) -> str:
    return urgency(card.urgency, card.rank, words) if card.urgency else ""


def _due(due: Due | None, words: Words) -> str:
    if due is None:
        return ""
    return words.say("request.due", due_at=due.due_at, left=left(due.due_at, words))


def requests_heading(rows: tuple[RequestRow, ...], words: Words) -> str:
    return words.say("request.heading", n=len(rows))


def request_row(row: RequestRow, words: Words) -> tuple[str, str]:
    """A row in two lines: which request, and what is wanted by whom until when."""
    first = (f"{row.no} {words.show(row.asked)}", _stage(row.stage, row.by, words), row.ticket)
    due = deadline(row.next, words) if row.next else ""
    asked = words.say("request.wanted_by", by=_asker(row, words), need=row.need)
    return DOT.join(first), DOT.join(p for p in (asked, due) if p)
