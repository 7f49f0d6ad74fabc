"""The one way a ticket changes: ticket, history, duties and outbox, written together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from bot.domain import collaboration, complaint, duties
from bot.domain.collaboration import Collaboration
from bot.domain.customers import Look
from bot.domain.evidence import Exhibit, Kept, handed_in, is_too_large
from bot.domain.history import Event, Happening, changes
from bot.domain.improvement import Action, owed_on
from bot.domain.incident import common
from bot.domain.people import Roster
from bot.domain.policy import Policy
from bot.domain.presence import Presence
from bot.domain.record import is_complete
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import alerting, announcing, hush, playbooks, requesting, telling, watching
from bot.ports import LIVING, Outgoing, UnitOfWork
from bot.words import bilingual

_REQUEST: Final = "C"
_REQUESTS: Final = "collaboration"

TAKES_ON: Final = frozenset(
    {Happening.CLASSIFIED, Happening.ASSIGNED, Happening.ACCEPTED, Happening.CONTACTED}
)
"""Whoever does one of these first to an intake ticket is its first responder for good (S1-35)."""


@dataclass
class Ledger:
    """Writes in the name of `by` (empty: the desk itself).

    `heard_in` is the lane and the ticket of the thread where it was asked: people there have read
    a note on that ticket already.
    """

    uow: UnitOfWork
    policy: Policy
    roster: Roster
    now: datetime
    by: str = ""
    platform: str = ""
    heard_in: tuple[str, str] = ("", "")
    wrote: bool = field(default=False, init=False)

    @cached_property
    def there(self) -> Presence:
        return Presence(self.roster, self.policy.zone, self.now)

    def add(self, ticket: Ticket, note: str = "", files: Sequence[str] = ()) -> Ticket:
        """Write a new ticket with its first event, its duties and its cards."""
        self.wrote = True
        ticket = self._recorded(self._joined(ticket))
        self.uow.tickets.add(ticket)
        steps = playbooks.said_with(Happening.CREATED, {}, ticket, self.policy)
        event = self._event(ticket, Happening.CREATED, steps, note, files)
        event_id = self._appended(event)
        self._write_duties(ticket, ())
        told = telling.of_new(ticket, event_id, self.policy, self.there)
        alerts = alerting.of(None, ticket, event, event_id, self.there)
        self.say([*told, *alerts, *self._steps(told, event)], ticket)
        self._refuse_files(ticket, event)
        return self._helped(ticket)

    def save(
        self,
        before: Ticket,
        after: Ticket,
        happening: Happening,
        note: str = "",
        files: Sequence[str] = (),
    ) -> Ticket:
        """Write a changed ticket and everything that must follow from it."""
        self.wrote = True
        after = complaint.in_step(after, self.policy, self.now)
        if common(after) != common(before):
            after = self._joined(self._parted(before, after))
        taken_on = self._recorded(self._taken_on(after, happening))
        after = replace(taken_on, version=before.version + 1)
        self.uow.tickets.save(after, before.version)
        if after.collaborations is not before.collaborations:
            moved = collaboration.changed(before.collaborations, after.collaborations)
            self.uow.collaborations.put(after.no, moved)
        changed = changes(before, after)
        changed |= playbooks.said_with(happening, changed, after, self.policy)
        event = self._event(after, happening, changed, note, files)
        event_id = self._appended(event)
        self._write_duties(after, self.uow.duties.newest(after.no))
        self._tell(after, event, event_id)
        told = telling.of_change(before, after, event, event_id, self.policy, self.there)
        told += announcing.of_change(after, event, event_id, self.there)
        told += alerting.of(before, after, event, event_id, self.there)
        told += requesting.of_change(before, after, event, event_id, self.there)
        told += watching.of_change(before, after, event, event_id, self.there)
        self.say(told, after)
        self._refuse_files(after, event)
        return self._helped(after)

    def _helped(self, ticket: Ticket) -> Ticket:
        """The desk itself asks those whom the policy wants beside the ticket's own, in turn."""
        for department in requesting.wanted(ticket, self.policy, self.roster):
            need = bilingual("request.by_rule").of(self.policy.locale)
            draft = Collaboration("", need, "", self.now, department)
            return Ledger(self.uow, self.policy, self.roster, self.now).ask(ticket, draft)
        return ticket

    def ask(self, ticket: Ticket, draft: Collaboration) -> Ticket:
        """Write a collaboration request with the next number (S0-30)."""
        ticket.asking(draft)  # Refused before a number is taken.
        request = replace(draft, no=f"{_REQUEST}{self.uow.tickets.next_serial(_REQUESTS)}")
        return self.save(ticket, ticket.asking(request), Happening.COLLAB_ASKED, note=request.need)

    def record(
        self,
        ticket: Ticket,
        happening: Happening,
        note: str = "",
        files: Sequence[str] = (),
        *,
        told: bool = True,
    ) -> int:
        """Write an event that changes nothing on the ticket (a note, a look at the record)."""
        self.wrote = True
        lane, thread_of = self.heard_in
        heard_in = lane if happening is Happening.NOTED and thread_of == ticket.no else ""
        changes = {"heard_in": ("", heard_in)} if heard_in else {}
        event = self._event(ticket, happening, changes, note, files)
        event_id = self._appended(event)
        if told:
            self._tell(ticket, event, event_id, heard_in)
        self._refuse_files(ticket, event)
        return event_id

    def note_look(self, look: Look) -> None:
        """Write down who looked at a customer."""
        self.wrote = True
        self.uow.customers.note(look)

    def record_file(self, ticket: Ticket, why: Happening, name: str, limit: int) -> None:
        """Write that a file could not be kept, and how large it might have been."""
        self.wrote = True
        event = self._event(ticket, why, {"limit": ("", str(limit))}, name)
        self._tell(ticket, event, self._appended(event))

    def _appended(self, event: Event) -> int:
        """Write an event; files that came with it are kept, or to be fetched, from now on."""
        if event.files:
            self.uow.exhibits.note(_handed_in(event))
        return self.uow.history.append(event)

    def _refuse_files(self, ticket: Ticket, event: Event) -> None:
        """Say in the ticket's threads which files were not taken."""
        limit = self.policy.evidence_limit
        for one in _handed_in(event):
            if one.state is Kept.REFUSED:
                large = is_too_large(one.size, limit)
                why = Happening.FILE_TOO_LARGE if large else Happening.FILE_NOT_TAKEN
                self.record_file(ticket, why, one.name, limit)

    def record_duty(
        self,
        ticket: Ticket,
        happening: Happening,
        duty: duties.Duty,
        said_at: datetime | None = None,
    ) -> None:
        """Write that a duty was missed or spoken of, or will be then, and by when it was due."""
        self.wrote = True
        written = {"due_at": ("", duty.due_at.isoformat())}
        if said_at is not None:
            written["said_at"] = ("", said_at.isoformat())
        event = self._event(ticket, happening, written, str(duty.kind))
        self._tell(ticket, event, self._appended(event))

    def forgotten(self, before: Ticket, after: Ticket) -> None:
        """Write a ticket that says no more who its customer was: nobody is called, nothing owed.

        What differs is not written down, since that is what had to go.
        """
        self.wrote = True
        after = replace(after, version=before.version + 1)
        self.uow.tickets.save(after, before.version)
        self._appended(self._event(after, Happening.ERASED, {}, ""))
        self._write_duties(after, self.uow.duties.newest(after.no))
        self.say([telling.card(after.no, lane) for lane in self.uow.outbox.card_lanes(after.no)])

    def move(self, event: Event, to: Ticket) -> None:
        """Put a note of another ticket on this one, with its own author, time and files."""
        self.wrote = True
        moved = replace(event, ticket=to.no, version=to.version)
        self._tell(to, moved, self._appended(moved))

    def keep_action(
        self, before: Action | None, after: Action, happening: Happening, note: str
    ) -> None:
        """Write an improvement action with its history and what is owed on it."""
        self.wrote = True
        if before is None:
            self.uow.actions.add(after)
        else:
            self.uow.actions.end(after, before.state)
        changed = changes(before or after, after)
        version = 1 if before is None else 3 if before.ended_at else 2  # Opened, over, measured.
        self.uow.history.append(self._event_on(after.subject, version, happening, changed, note))
        known, owing = self.uow.duties.newest(after.subject), owed_on(after, self.policy)
        ladder = self.policy.ladder
        rows = duties.reconcile_about(after.subject, owing, known, self.now, ladder)
        self.uow.duties.write(rows)

    def reconcile(self, ticket: Ticket) -> None:
        """Let the stored duties say what is owed now; if they did not, the cards are drawn anew."""
        before = self.wrote
        self.wrote = False
        self._write_duties(ticket, self.uow.duties.newest(ticket.no))
        if self.wrote:
            self.say([telling.card(ticket.no, x) for x in self.uow.outbox.card_lanes(ticket.no)])
        self.wrote = self.wrote or before

    def breached(self, ticket: Ticket) -> None:
        """Write what a miss that was just recorded calls for."""
        known = self.uow.duties.misses(ticket.no)
        if called_for := duties.breached(ticket, self.policy, known, self.now):
            self.keep(called_for)

    def say(self, messages: Sequence[Outgoing], ticket: Ticket | None = None) -> None:
        """Say it now; what may wait on this ticket after the quiet hours."""
        if messages:
            self.wrote = True
            if ticket is not None:
                messages = hush.held_back(messages, ticket, self.policy, self.now)
            self.uow.outbox.say(self._where_they_can(messages), self.now)

    def _where_they_can(self, messages: Sequence[Outgoing]) -> Sequence[Outgoing]:
        """The same messages; cards of rooms that are gone wait until they are back."""
        gone = self.roster.broken_lanes
        if not gone:
            return messages
        return [replace(one, shut=one.saying in LIVING and one.lane in gone) for one in messages]

    def _tell(self, ticket: Ticket, event: Event, event_id: int, heard_in: str = "") -> None:
        if event.happening in telling.UNSPOKEN:
            return  # Where it would be said need not be looked up.
        shown_in = telling.everywhere(ticket, self.roster)
        known = self.uow.outbox.card_lanes(ticket.no)
        everywhere = dict.fromkeys([*known, *shown_in])
        silent = {heard_in, *self.roster.broken_lanes}
        told = telling.of_event(ticket, event, event_id, everywhere, silent)
        self.say([*told, *self._steps(told, event)])

    def _steps(self, told: Sequence[Outgoing], event: Event) -> list[Outgoing]:
        """What its category's playbook says, in the threads of rooms that can be posted to."""
        gone = self.roster.broken_lanes
        return [one for one in playbooks.beside(told, event) if one.lane not in gone]

    def _event(
        self,
        ticket: Ticket,
        happening: Happening,
        changed: Mapping[str, tuple[Any, Any]],
        note: str,
        files: Sequence[str] = (),
    ) -> Event:
        event = self._event_on(ticket.no, ticket.version, happening, changed, note)
        return replace(event, files=tuple(files)) if files else event

    def _event_on(
        self,
        subject: str,
        version: int,
        happening: Happening,
        changed: Mapping[str, tuple[Any, Any]],
        note: str,
    ) -> Event:
        return Event(
            subject, self.now, happening, self.by, self.platform, changed, note, version=version
        )

    def _joined(self, ticket: Ticket) -> Ticket:
        """A case of the mass incident that its product and category have, if one is under way."""
        key = common(ticket)
        if not key or ticket.parent or ticket.incident or not ticket.open:
            return ticket
        lead = self.uow.incidents.lead(key)
        return replace(ticket, parent=lead) if lead else ticket

    def _parted(self, before: Ticket, after: Ticket) -> Ticket:
        """What was a case for what it had in common, and has it no more, is none."""
        if not after.parent or self.uow.incidents.lead(common(before)) != after.parent:
            return after
        return replace(after, parent="")

    def _taken_on(self, ticket: Ticket, happening: Happening) -> Ticket:
        if ticket.first_responder or not self.by or happening not in TAKES_ON:
            return ticket
        return replace(ticket, first_responder=self.by)

    def _recorded(self, ticket: Ticket) -> Ticket:
        """The record is complete from the moment at which nothing required is missing (S2-10)."""
        if ticket.recorded_at is not None or not is_complete(ticket, self.policy):
            return ticket
        return replace(ticket, recorded_at=self.now)

    def _write_duties(self, ticket: Ticket, known: Sequence[duties.Duty]) -> None:
        changed = duties.reconcile(ticket, self.policy, known, self.now)
        if changed:
            self.keep(changed)

    def woken(self, duty: duties.Duty) -> None:
        """Write a duty that has just spoken, or was woken too soon."""
        self.wrote = True
        self.uow.duties.woken([duty])

    def keep(self, changed: Sequence[duties.Duty]) -> None:
        """Write duties that were opened, met, moved or acknowledged."""
        self.wrote = True
        self.uow.duties.write(changed)


def _handed_in(event: Event) -> list[Exhibit]:
    known = (handed_in(each, event.ticket, event.by, event.at) for each in event.files)
    return [one for one in known if one is not None]
