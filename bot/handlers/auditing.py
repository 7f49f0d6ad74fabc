"""The audit's own reckoning: the rows that a ticket must have, whoever took them away.

A batch of tickets a run, those that changed lately first, then the open ones by number: what each
owes is computed anew and compared with its duties, and what its history must have said in the
rooms with the keys of the outbox. Known keys are ignored, so nothing is said twice; what is older
than the outbox is kept is not said again. Whatever is missing is put back.
"""

import logging
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import duties
from bot.domain.duties import Call, Duty
from bot.domain.duty_rules import BREACHES
from bot.domain.history import Event, Happening
from bot.domain.improvement import number_of, owed_on
from bot.domain.people import Room, RoomKind, Roster
from bot.domain.policy import DutyKind, Policy
from bot.domain.presence import Presence
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import announcing, playbooks, telling
from bot.handlers.ledger import Ledger
from bot.handlers.listening import Listening
from bot.ports import Outgoing, UnitOfWork

log = logging.getLogger(__name__)

BATCH: Final = 200
"""So many tickets a run: of ten thousand, all in 100 minutes. Half of them, at most, because
something happened to them since the last run; the rest are the next by number."""

RECENT: Final = 50
"""So many of a ticket's last events are compared with what was said."""

KEPT: Final = timedelta(days=29)
"""What is younger has not been purged yet."""

Numbered = tuple[int, Event]


@dataclass(frozen=True, slots=True)
class Round:
    """How far the audit has come: the last ticket by number, and the last event it knows of.

    Improvement actions are looked at when all tickets were, by what their duties are about.
    `settled`: every open ticket was gone through since the policy changed. Before that another
    duty is no sign that somebody removed one.
    """

    policy: Policy
    after: str = ""
    event: int = 0
    settled: bool = False

    def under(self, policy: Policy) -> "Round":
        """The same, or the beginning of another round if the policy has changed."""
        return self if policy is self.policy else Round(policy, event=self.event)

    def batch(self, most: int, uow: UnitOfWork) -> tuple["Round", list[str]]:
        """The round as it will be, and the numbers of the tickets to look at."""
        half = most // 2
        lately = uow.history.lately(self.event, half)
        tickets = uow.tickets.open_after(self.after, half)
        whole = len(tickets) < half
        last = max((number for number, _ in lately), default=self.event)
        numbers = [*(no for _, no in lately), *(ticket.no for ticket in tickets)]
        if whole:  # There are few of these.
            numbers += [action.subject for action in uow.actions.find("", most, over=False)[0]]
        after = "" if whole else tickets[-1].no
        gone_on = replace(self, after=after, event=last, settled=self.settled or whole)
        return gone_on, list(dict.fromkeys(numbers))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A ticket, the duties it lacks, and by key all that must have been said of it.

    `blamed`: how many of the duties somebody must have taken away.
    """

    ticket: Ticket
    duties: tuple[Duty, ...]
    must: Mapping[str, Outgoing]
    blamed: int

    def unsaid(self, said: Container[str]) -> list[Outgoing]:
        return [message for key, message in self.must.items() if key not in said]


@dataclass(frozen=True, slots=True)
class Auditor:
    """What tickets are judged by."""

    policy: Policy
    listening: Listening
    now: datetime
    settled: bool = True

    def suspects(self, numbers: Sequence[str], uow: UnitOfWork) -> list[str]:
        """Those of these tickets that seem to lack something; cheap, and nothing is locked."""
        found = (uow.tickets.get(no) for no in numbers if not number_of(no))
        reviewed = [self._reviewed(ticket, uow) for ticket in found if ticket]
        said = uow.outbox.said_of([one.ticket.no for one in reviewed])
        tickets = [one.ticket.no for one in reviewed if one.duties or one.unsaid(said)]
        return [*tickets, *(no for no in numbers if number_of(no) and self._of_action(no, uow)[0])]

    def mended(self, numbers: Sequence[str], uow: UnitOfWork) -> int:
        """Put back what these lack; returns how many rows had been removed."""
        return sum(
            self._mended_action(no, uow) if number_of(no) else self._mended(no, uow)
            for no in sorted(numbers)
        )

    def _of_action(self, subject: str, uow: UnitOfWork) -> tuple[tuple[Duty, ...], int]:
        """The duties that an improvement action lacks, and how many somebody must have removed."""
        action = uow.actions.get(number_of(subject))
        if action is None:
            return (), 0
        rows = uow.duties.newest(subject)
        owing = owed_on(action, self.policy)
        ladder = self.policy.ladder
        changed = duties.reconcile_about(subject, owing, rows, self.now, ladder)
        lacking = (*changed, *self._asleep(rows, changed))
        return lacking, len(lacking) if self.settled or not rows else 0

    def _mended_action(self, subject: str, uow: UnitOfWork) -> int:
        lacking, blamed = self._of_action(subject, uow)
        if lacking:
            Ledger(uow, self.policy, uow.people.roster(), self.now).keep(lacking)
        return blamed

    def _mended(self, no: str, uow: UnitOfWork) -> int:
        ticket = uow.tickets.get(no)
        if ticket is None:
            return 0
        uow.tickets.hold(ticket)  # Nobody changes it while it is looked at again.
        reviewed = self._reviewed(ticket, uow)
        unsaid = reviewed.unsaid(uow.outbox.said_of([no]))
        ledger = Ledger(uow, self.policy, uow.people.roster(), self.now)
        if reviewed.duties:
            ledger.keep(reviewed.duties)
            ledger.say([telling.card(no, lane) for lane in uow.outbox.card_lanes(no)])
        ledger.say(unsaid, ticket)
        return reviewed.blamed + len(unsaid)

    def _reviewed(self, ticket: Ticket, uow: UnitOfWork) -> Reviewed:
        events = uow.history.numbered(ticket.no, RECENT)
        rows = uow.duties.newest(ticket.no)
        owed = self._owed(ticket, rows, [event for _, event in events])
        said = self._must_be_said(ticket, rows, events, uow.people.roster())
        blamed = len(owed) if self.settled or not rows else 0
        return Reviewed(ticket, owed, {m.key: m for m in said}, blamed)

    # --- duties ---------------------------------------------------------------------------------

    def _owed(
        self, ticket: Ticket, rows: Sequence[Duty], events: Sequence[Event]
    ) -> tuple[Duty, ...]:
        """The rows to write so that the duties say what is owed, and wake when they must."""
        changed = duties.reconcile(ticket, self.policy, rows, self.now)
        remembered = (self._remembered(row, events) for row in changed)
        return (*remembered, *self._asleep(rows, changed))

    def _asleep(self, rows: Sequence[Duty], changed: Sequence[Duty]) -> list[Duty]:
        """Rows that would not wake when they must, as they should be."""
        written = {row.id for row in changed if row.id}
        awake = [
            replace(row, wake_at=duties.next_wake(row, self.policy.ladder))
            for row in rows
            if row.id not in written and row.running
        ]
        return [row for row in awake if row not in rows]

    def _remembered(self, row: Duty, events: Sequence[Event]) -> Duty:
        """A row that is opened anew, with what the history knows of the one that was there."""
        if row.id or not row.running:
            return row
        for event in events:
            if event.happening in (Happening.WARNED, Happening.BREACHED) and _is_about(event, row):
                row = _called(row, event)
            climbs = row.missed_at is not None and row.kind in BREACHES
            if event.happening is Happening.ACKNOWLEDGED and climbs:
                row = replace(row, acknowledged_at=event.at, acknowledged_by=event.by)
        return replace(row, wake_at=duties.next_wake(row, self.policy.ladder))

    # --- messages -------------------------------------------------------------------------------

    def _must_be_said(
        self, ticket: Ticket, rows: Sequence[Duty], events: Sequence[Numbered], roster: Roster
    ) -> Iterator[Outgoing]:
        department, at_fault = ticket.department, ticket.responsible_department
        there = Presence(roster, self.policy.zone, self.now)
        for number, event in reversed(events):
            for room in roster.rooms_showing(department):
                if self._heard(room, event.at):
                    yield from self._shown(ticket, number, event, room)
            department = event.changes.get("department", (department,))[0]
            asked = announcing.to_departments(ticket, event, number, at_fault, there)
            yield from (one for one in asked if self._was_told(one, event, roster))
            at_fault = event.changes.get("responsible_department", (at_fault,))[0]
        yield from self._calls(ticket, rows, roster)

    def _was_told(self, notice: Outgoing, event: Event, roster: Roster) -> bool:
        """Whether a department's room must have been told of a complaint then."""
        if event.at <= self.now - KEPT:
            return False
        heard = (r.address.lane for r in roster.rooms.values() if self._heard(r, event.at))
        return notice.lane in heard

    def _heard(self, room: Room, at: datetime) -> bool:
        """Whether what was said then was said in this room."""
        since = self.listening.get(room.id)
        return since is not None and since < at and not room.broken

    def _shown(self, ticket: Ticket, number: int, event: Event, room: Room) -> Iterator[Outgoing]:
        """The card that this event has drawn, and what it has said in the thread."""
        if self._left_to_agent(event, room):
            return
        lane, kept = room.address.lane, self.now - KEPT
        said = telling.of_event(ticket, event, number, [lane], "")
        for one in (*said, *playbooks.beside(said, event)):
            if one.key == telling.card(ticket.no, lane).key:
                if ticket.open or ticket.created_at > kept:
                    yield one
            elif event.at > kept and event.changes.get("heard_in") != ("", lane):
                yield one

    def _left_to_agent(self, event: Event, room: Room) -> bool:
        by_agent = self.policy.duty(DutyKind.SYNC).by == "agent"
        return event.happening is Happening.CREATED and by_agent and room.kind is RoomKind.SYNC

    def _calls(self, ticket: Ticket, rows: Sequence[Duty], roster: Roster) -> Iterator[Outgoing]:
        """The last call of each duty that still has a reason, in the sync rooms."""
        there = Presence(roster, self.policy.zone, self.now)
        for row in rows:
            call, at = _last_call(row, self.now)
            if call is None or at is None or at <= self.now - KEPT:
                continue
            lanes = {room.address.lane for room in roster.sync_rooms if self._heard(room, at)}
            said = telling.of_call(row, call, ticket, there)
            yield from (one for one in said if one.lane in lanes)


def put_back(ticket: str, uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    """Somebody missed a duty of this ticket just now: it need not wait for the next audit."""
    if restored := Auditor(policy, {}, now).mended([ticket], uow):
        log.error("put back %d rows that had been removed", restored, extra={"ticket": ticket})
        tell_admins("removed", {"rows": restored}, now, uow)


def tell_admins(code: str, numbers: Mapping[str, int], now: datetime, uow: UnitOfWork) -> None:
    """What an audit has found, once an hour."""
    blanks = {name: str(number) for name, number in numbers.items()}
    said = telling.alarm(code, f"{now:%Y%m%d%H}", uow.people.roster(), **blanks)
    uow.outbox.say(said, now)


def _is_about(event: Event, row: Duty) -> bool:
    due = event.changes.get("due_at", ("", ""))[1]
    return event.note == row.kind.value and due == row.due_at.isoformat()


def _called(row: Duty, event: Event) -> Duty:
    if event.happening is Happening.WARNED:
        return replace(row, warned_at=event.at)
    return replace(
        row, missed_at=row.due_at, missed_by=row.owner, called_at=event.at, rung=max(1, row.rung)
    )


def _last_call(row: Duty, now: datetime) -> tuple[Call | None, datetime | None]:
    """What was said last of a duty that still runs, and when; nothing once somebody knows.

    A breach counts from its due time, for it was said to whoever was there then: in quiet hours it
    is heard, and the next rung counts, from their end on.
    """
    if not row.running or row.acknowledged_at is not None:
        return None, None
    if row.rung:
        calls = (Call.BREACH, Call.MANAGER, Call.REPEAT)
        said_at = row.missed_at if row.rung == 1 else row.called_at
        return calls[min(row.rung, len(calls)) - 1], said_at
    warned = row.warned_at is not None and row.due_at > now
    return (Call.WARN, row.warned_at) if warned else (None, None)
