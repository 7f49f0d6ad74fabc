"""What an outbox row says now: it looks again at the ticket, and may find nothing left to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import commands as ask
from bot.domain import privacy
from bot.domain.duties import Call, Duty
from bot.domain.duty_rules import BREACHES, RULE_OF
from bot.domain.history import Happening
from bot.domain.life_cycle import Status
from bot.domain.owed import owed
from bot.domain.people import Address, Identity, Member, RoomKind, Roster
from bot.domain.policy import DutyKind, Policy
from bot.domain.presence import Presence
from bot.domain.record import missing
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import (
    alerting,
    announcing,
    auditing,
    bursting,
    exhibiting,
    memos,
    owing,
    playbooks,
    prompting,
    requested,
    showing,
    telling,
)
from bot.handlers.ledger import Ledger
from bot.handlers.scene import Scene, people, problem
from bot.ports import Leased, Saying, UnitOfWork
from bot.views import Alarm, Button, Done, Message, Notice, Reminder
from bot.words import Words, known_locale


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message ready to go: what, through whose eyes, and in which thread."""

    view: Message
    words: Words
    to: Address
    thread: str = ""


def compose(row: Leased, uow: UnitOfWork, policy: Policy, now: datetime) -> Spoken | None:
    """The message of a leased row, or None where its reason is gone."""
    if row.saying is Saying.RECEIPT:
        return _receipt(row, uow, policy, now)
    roster = uow.people.roster()
    view = _view(row, uow, Scene(policy, roster, now))
    if view is None:
        return None
    thread = uow.outbox.card(row.ticket, row.lane) if row.saying is Saying.LINE else ""
    if row.saying is Saying.LINE and not thread:
        return None
    to = Address.of_lane(row.lane)
    return Spoken(view, _words(to, roster, policy, now), to, thread)


def _receipt(row: Leased, uow: UnitOfWork, policy: Policy, now: datetime) -> Spoken | None:
    """To whoever wrote, in the language they wrote in, in answer to their own mail."""
    letter = uow.letters.get(row.about["letter"])
    if letter is None:
        return None
    blanks: dict[str, Any] = {"ticket": letter.ticket, "subject": letter.subject}
    blanks |= exhibiting.refusals(letter, uow, policy)
    code = "received_by_mail_but" if "files" in blanks else "received_by_mail"
    view = Done("files_refused" if row.about.get("of") == "files" else code, blanks)
    words = Words(known_locale(row.about["locale"], policy.locale), policy.zone, now)
    return Spoken(view, words, Address(ask.MAIL, "", user=letter.sender), letter.message_id)


def _view(row: Leased, uow: UnitOfWork, scene: Scene) -> Message | None:
    match row.saying:
        case Saying.ALARM:
            return Alarm(row.about["code"], row.about["blanks"])
        case Saying.REMINDER if "action" in row.about:
            return prompting.reminder(row.about, uow, scene)
        case Saying.MEMO:
            return _memo(row.about["code"], row.about["blanks"], uow, scene)
        case Saying.LINE if "playbook" in row.about:
            return playbooks.shown(row.about["playbook"], uow.tickets.get(row.ticket), scene)
        case Saying.LINE:
            event = uow.history.get(row.about["event"])
            return showing.line(event, scene) if event else None
        case _:
            ticket = uow.tickets.get(row.ticket)
            return _about(row, ticket, uow, scene) if ticket else None


def _memo(code: str, about: Mapping[str, Any], uow: UnitOfWork, scene: Scene) -> Done | None:
    match code:
        case "action_given":
            return prompting.memo(about["action"], uow, scene)
        case "burst":
            return bursting.memo(about, uow, scene)
        case _:
            return memos.shown(code, about, scene)


def _about(row: Leased, ticket: Ticket, uow: UnitOfWork, scene: Scene) -> Message | None:
    match row.saying:
        case Saying.CARD:
            return showing.card(ticket, scene)
        case Saying.REQUEST:
            asked = ticket.request(row.about["request"])
            return requested.request_card(ticket, asked, scene) if asked else None
        case Saying.REMINDER:
            return _reminder(row, ticket, uow, scene)
        case Saying.NOTICE:
            return _notice(row, ticket, uow, scene)
        case _:
            return None


def _words(to: Address, roster: Roster, policy: Policy, now: datetime) -> Words:
    """The room's language in a room, a person's own in private."""
    in_room = roster.room_at(to.platform, to.workspace, to.chat) if to.chat else None
    reader = in_room or (_member_at(to, roster) if to.user else None)
    return Words(known_locale(reader.locale if reader else "", policy.locale), policy.zone, now)


def _member_at(to: Address, roster: Roster) -> Member | None:
    return roster.behind(Identity(to.platform, to.workspace, to.user))


def _reminder(row: Leased, ticket: Ticket, uow: UnitOfWork, scene: Scene) -> Reminder | None:
    """A reminder of a duty that still runs; what was met a moment before is not spoken of."""
    call = Call(row.about["call"])
    duty = uow.duties.get(row.about["duty"]) or _put_back(row, call, uow, scene)
    if duty is None or not duty.running:
        return None
    if call is Call.WARN and duty.due_at <= scene.now:
        return None  # Too late for a warning: the breach speaks.
    if call is not Call.WARN and duty.acknowledged_at is not None:
        return None
    return Reminder(
        call=call,
        kind=duty.kind,
        ticket=ticket.no,
        urgency=scene.name("urgencies", ticket.urgency),
        rank=scene.rank(ticket.urgency),
        customer=privacy.called(ticket),
        problem=problem(ticket),
        started_at=duty.started_at,
        due_at=duty.due_at,
        at=scene.now,
        people=people(telling.named(call, duty, ticket, scene.there), scene.there),
        buttons=_reminder_buttons(call, duty, ticket),
        about=owing.which(duty, ticket, scene),
        missing=missing(ticket, scene.policy) if duty.kind is DutyKind.RECORD else (),
    )


def _put_back(row: Leased, call: Call, uow: UnitOfWork, scene: Scene) -> Duty | None:
    """The row that stands for the one that was there when this was said: somebody removed that.

    The audit may have put it back already; if not, it is put back now, or the call were lost.
    """
    if (found := _stands_in(row, call, uow)) is None:
        auditing.put_back(row.ticket, uow, scene.policy, scene.now)
        found = _stands_in(row, call, uow)
    return found


def _stands_in(row: Leased, call: Call, uow: UnitOfWork) -> Duty | None:
    """By what it is, whatever rung of the ladder it is known to have reached."""
    for duty in uow.duties.newest(row.ticket):
        key, _, _ = telling.key_of_call(duty, call).rpartition(":")
        if row.key.startswith(f"{key}:"):
            return duty
    return None


def _reminder_buttons(call: Call, duty: Duty, ticket: Ticket) -> tuple[Button, ...]:
    rule = RULE_OF[duty.kind]
    if duty.kind is DutyKind.APPROVAL:
        return (*announcing.answers(ticket.no, duty.about), Button(ask.Show(ticket.no)))
    if not rule.meets:
        return ()
    buttons = [Button(owing.meeting(duty, ticket.no), primary=True)]
    if call is not Call.WARN and duty.kind in BREACHES:
        buttons.append(Button(ask.Acknowledge(ticket.no)))
    return (*buttons, Button(ask.Show(ticket.no)))


def _notice(row: Leased, ticket: Ticket, uow: UnitOfWork, scene: Scene) -> Notice | None:
    event = uow.history.get(row.about["event"])
    code, department = row.about["code"], row.about.get("department", "")
    over = announcing.is_over(code, department, ticket) or alerting.is_over(code, ticket)
    if event is None or over:
        return None
    if code == "assigned" and not _still_assigned(row, ticket, scene.there):
        return None
    was, now = event.changes.get("assignee", ("", ""))
    return Notice(
        code=code,
        ticket=ticket.no,
        blanks={
            "by": scene.roster.name(event.by),
            "note": privacy.text(event.note),
            "chases": ticket.chases,
            "was": scene.roster.name(was),
            "member": scene.roster.name(now),
            **announcing.blanks(department, ticket, scene),
            **_request_blanks(row, ticket, scene),
        },
        people=people(_called(row, event.by, ticket, scene.there), scene.there),
        urgency=scene.name("urgencies", ticket.urgency),
        rank=scene.rank(ticket.urgency),
        customer=privacy.called(ticket),
        problem=problem(ticket),
        next=showing.next_due(ticket, owed(ticket, scene.policy)),
        buttons=_notice_buttons(row, ticket, scene.there),
    )


def _request_blanks(row: Leased, ticket: Ticket, scene: Scene) -> dict[str, Any]:
    """Which collaboration request a notice is about, and who was asked."""
    number = row.about.get("request", "")
    request = ticket.request(number)
    return {"request": number, "asked": requested.asked(request, scene)} if request else {}


def _called(row: Leased, by: str, ticket: Ticket, there: Presence) -> tuple[Member, ...]:
    match row.about["code"]:
        case "critical":
            return telling.leading(ticket, there.roster)
        case "escalated":
            return telling.above(by, ticket, there)
        case "resumed":
            return showing.responsible(ticket, there.roster)
        case str() as code if code in announcing.CODES:
            department = row.about.get("department", "")
            return announcing.called(code, department, ticket, there.roster)
        case _:
            return ()


def _notice_buttons(row: Leased, ticket: Ticket, there: Presence) -> tuple[Button, ...]:
    """Accept, for whoever may be about to; and the way to the ticket itself."""
    code = row.about["code"]
    if code in announcing.CODES:
        return announcing.buttons(code, row.about.get("department", ""), ticket.no)
    if code == "unsolved" or (code == "wrote" and not ticket.open):
        reopen = Button(ask.OpenForm("reopen", ticket.no), primary=True)
        return (reopen, Button(ask.Show(ticket.no)))
    if code == alerting.UNHAPPY:
        return (Button(ask.Remedy(ticket.no), primary=True), Button(ask.Show(ticket.no)))
    told = _member_at(Address.of_lane(row.lane), there.roster)
    waits = ticket.status in (Status.PENDING, Status.ASSIGNED)
    theirs = told is None or ticket.assignee in {"", *there.selves(told)}
    accept = (Button(ask.Accept(ticket.no), primary=True),) if waits and theirs else ()
    return (*accept, Button(ask.Show(ticket.no)))


def _still_assigned(row: Leased, ticket: Ticket, there: Presence) -> bool:
    """Nobody is told of an assignment that somebody else has taken over meanwhile."""
    to = Address.of_lane(row.lane)
    told = _member_at(to, there.roster)
    if told is None:
        return bool(to.chat)
    return not there.selves(told).isdisjoint((ticket.assignee, ticket.first_responder))


def shown(row: Leased, spoken: Spoken, uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    """The card stands in the sync room and names somebody: the sync is done (S1-34).

    A receipt that has gone out meets the duty to acknowledge (S2-09). Called when the platform has
    taken the message, in the transaction that settles its row.
    """
    roster = uow.people.roster()
    if row.saying is Saying.RECEIPT and "of" not in row.about:
        _receipted(row.ticket, Ledger(uow, policy, roster, now))
    if row.saying is not Saying.CARD or not getattr(spoken.view, "responsible", ()):
        return
    room = roster.room_at(spoken.to.platform, spoken.to.workspace, spoken.to.chat)
    if room is None or room.kind is not RoomKind.SYNC:
        return
    ticket = uow.tickets.get(row.ticket)
    if ticket is None or ticket.synced_at:
        return
    ledger = Ledger(uow, policy, roster, now)
    ledger.save(ticket, replace(ticket, synced_at=now), Happening.SYNCED)


def _receipted(no: str, ledger: Ledger) -> None:
    ticket = ledger.uow.tickets.get(no)
    if ticket is not None and ticket.receipt_at is None:
        ledger.save(ticket, replace(ticket, receipt_at=ledger.now), Happening.RECEIPTED)
