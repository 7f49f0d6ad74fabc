"""After the fix: callbacks in two rounds, care, and the case of a dissatisfied customer.

What the customer says may open a ticket of its own (a new problem) and the supervisor's case (a
dissatisfied answer); the case is over once they have been asked again and are satisfied.
"""

from typing import Final

from bot.commands import CallBack, Remedy, Satisfied, Show, Surveyed
from bot.domain import aftercare
from bot.domain.aftercare import Said
from bot.domain.assignment import guess_category, place
from bot.domain.errors import (
    LoyaltyAsked,
    NothingToAskAgain,
    NothingToCallBack,
    NothingToRemedy,
    TooEarlyToCallBack,
    UnknownField,
)
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.policy import DutyKind
from bot.domain.records import replace
from bot.domain.ticket import Report, Ticket
from bot.forms import ANSWERS
from bot.handlers import guiding, telling
from bot.handlers.context import Context
from bot.handlers.intake import placed
from bot.views import Button, Done, Reply


def call_back(command: CallBack, ctx: Context) -> Reply:
    """Record the promised call after closing: the first round, the second, or care (S2-41, S3-20).

    The policy's days say which it is; a key customer who is owed neither was called in care.
    """
    ticket = ctx.find(command.ticket, "callback")
    ctx.permit(Act.CALL_BACK, ticket)
    answer = ctx.choice("answer", command.answer, "reached")
    word = said_in(command, command.outcome, ticket, ctx)
    call = _call_now(ticket, ctx)
    if answer == "unreachable":
        return _unreached(ticket, call, word.words, ctx)
    new = opened(ticket, command.problem, ctx)
    told = replace(heard(ticket, word, ctx), related=(*ticket.related, *new))
    ctx.save(ticket, aftercare.called(told, call, ctx.now, word), Happening.CALLED_BACK, word.words)
    if new:
        return Done("called_back_problem", {"ticket": ticket.no, "new": new[0]}, (_show(new[0]),))
    case = told.remedy_owner if told.dissatisfied_at == ctx.now else ""
    blanks = {"ticket": ticket.no, "who": ctx.roster.name(case)}
    return Done(_CALLED[call], blanks, more="case_opened" if case else "")


_CALLED: Final = {
    DutyKind.CALLBACK: "called_back",
    DutyKind.SECOND_CALLBACK: "called_again",
    DutyKind.CARE_CALL: "cared",
}


def _show(no: str) -> Button:
    return Button(Show(no))


def _call_now(ticket: Ticket, ctx: Context) -> DutyKind:
    call = aftercare.call_now(ticket, ctx.policy, ctx.now)
    if call is not None:
        return call
    if opens := aftercare.second_opens(ticket, ctx.policy):
        raise TooEarlyToCallBack(ticket=ticket.no, opens_at=opens)
    raise NothingToCallBack(ticket=ticket.no, status=ticket.status.value)


def _unreached(ticket: Ticket, call: DutyKind, words: str, ctx: Context) -> Reply:
    """One more try; the policy's last one ends the round, so that nobody is rung for ever."""
    most = ctx.policy.unreachable_after
    after = aftercare.unreached(ticket, call, ctx.now, words, most)
    ctx.save(ticket, after, Happening.CALL_TRIED, note=words)
    tries = after.call_tries or most
    code = "call_tried" if after.call_tries else "call_given_up"
    return Done(code, {"ticket": ticket.no, "tries": tries, "needed": most})


# What the customer said, whoever took it down.


def said_in(command: CallBack | Surveyed, words: str, ticket: Ticket, ctx: Context) -> Said:
    """The answers, looked up in the policy's scale; raises what cannot be understood."""
    loyalty = ctx.choice("loyalty", command.loyalty, "loyalty")
    if loyalty and not guiding.may_ask_loyalty(ticket, ctx):
        raise LoyaltyAsked(field="loyalty", ticket=ticket.no)
    return Said(
        csat=ctx.answer(command.csat, words),
        answers=_answers(command, ctx),
        words=words.strip(),
        suggestion=command.suggestion.strip() if isinstance(command, CallBack) else "",
        needs=command.needs.strip(),
        loyalty=loyalty,
    )


def _answers(command: CallBack | Surveyed, ctx: Context) -> dict[str, str]:
    known = {one.id: one.name for one in ctx.policy.dimensions}
    found = {}
    for key, written in command.answers.items():
        if key not in known:
            raise UnknownField(field=f"{ANSWERS}{key}", written=key)
        found[key] = ctx.choice(f"{ANSWERS}{key}", written, "csat", known[key])
    return {key: answer for key, answer in found.items() if answer}


def heard(ticket: Ticket, word: Said, ctx: Context) -> Ticket:
    """A dissatisfied answer is the supervisor's own case from now on (S2-45)."""
    return aftercare.heard(ticket, word.judgements, ctx.policy, ctx.now, _owner(ticket, ctx))


def _owner(ticket: Ticket, ctx: Context) -> str:
    return next((m.id for m in telling.supervisors_of(ticket, ctx.roster)), "")


def opened(of: Ticket, problem: str, ctx: Context) -> tuple[str, ...]:
    """A new problem of the same customer is a ticket of its own at once (S2-44), tied to this."""
    if not problem.strip():
        return ()
    draft = Ticket(
        no="",
        report=Report(problem.strip(), ctx.now, of.report.channel),
        created_at=ctx.now,
        created_by=ctx.by,
        first_responder=ctx.by or of.first_responder,
        customer=of.customer,
        purchase=of.purchase,
        region=of.region,
        category=guess_category(problem, ctx.policy),
        related=(of.no,),
    )
    ticket = placed(draft, place(draft, ctx.policy, ctx.there, ctx.uow.queues), ctx)
    ctx.ledger.add(ticket)
    return (ticket.no,)


# The case of a dissatisfied customer.


def remedy(command: Remedy, ctx: Context) -> Reply:
    """Why the customer was dissatisfied, and what the supervisor offered them (S2-45, S2-46)."""
    ticket = ctx.find(command.ticket, "remedy")
    ctx.permit(Act.REMEDY, ticket)
    if not aftercare.has_case(ticket):
        raise NothingToRemedy(ticket=ticket.no)
    offered = command.remedy.strip()
    after = aftercare.remedied(ticket, ctx.now, offered, command.reason.strip())
    ctx.save(ticket, after, Happening.REMEDIED, note=offered)
    return Done("remedied", {"ticket": ticket.no})


def satisfied(command: Satisfied, ctx: Context) -> Reply:
    """The second question: are they satisfied now? If not, the case begins anew (S3-31)."""
    ticket = ctx.find(command.ticket, "satisfied")
    ctx.permit(Act.REMEDY, ticket)
    answer = ctx.choice("answer", command.answer, "satisfaction")
    if not aftercare.waits_for_word(ticket):
        raise NothingToAskAgain(ticket=ticket.no)
    now = "yes" if answer == "satisfied" else "no"
    after = aftercare.asked_again(ticket, ctx.now, now, _owner(ticket, ctx))
    happening = Happening.SATISFIED if now == "yes" else Happening.STILL_DISSATISFIED
    ctx.save(ticket, after, happening, note=command.comment.strip())
    return Done(f"asked_again_{now}", {"ticket": ticket.no})
