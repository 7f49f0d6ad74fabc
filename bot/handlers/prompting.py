"""Reminders of improvement actions: to their owner, and from a miss on to the managers."""

from collections.abc import Mapping
from typing import Any

from bot import commands as ask
from bot.domain import privacy
from bot.domain.duties import Call, Duty, wake
from bot.domain.improvement import Action, State, number_of
from bot.domain.people import Member, Roster
from bot.domain.policy import DutyKind
from bot.domain.presence import Presence
from bot.domain.records import replace
from bot.handlers import hush, telling
from bot.handlers.ledger import Ledger
from bot.handlers.scene import Scene, people
from bot.ports import Outgoing, Saying, UnitOfWork
from bot.views import Button, Done, Reminder


def given(action: Action, there: Presence) -> list[Outgoing]:
    """To whoever answers for it from now on."""
    owner = there.roster.members[action.owner]
    return telling.memo("action_given", action.no, there.called([owner]), action=action.no)


def woken(duty: Duty, ledger: Ledger) -> None:
    """What a duty of an action has to say now; one whose action is gone sleeps for good."""
    action = ledger.uow.actions.get(number_of(duty.ticket))
    if action is None:
        ledger.keep([replace(duty, wake_at=None)])
        return
    after, call = wake(duty, ledger.policy.ladder, ledger.now)
    ledger.keep([after])
    if call is not None:
        said = _calls(after, call, action, ledger.there)
        ledger.say(hush.held_back(said, None, ledger.policy, ledger.now))


def _calls(duty: Duty, call: Call, action: Action, there: Presence) -> list[Outgoing]:
    lanes = [m.address.lane for m in there.called(_people(call, action, there.roster)) if m.address]
    return [
        Outgoing(
            key=f"{call.value}:{duty.kind.value}:{action.no}:{duty.seq}:{lane}",
            lane=lane,
            saying=Saying.REMINDER,
            about={"duty": duty.id, "call": call.value, "action": action.no},
        )
        for lane in dict.fromkeys(lanes)
    ]


def _people(call: Call, action: Action, roster: Roster) -> tuple[Member, ...]:
    owner = roster.members.get(action.owner)
    own = (owner,) if owner else ()
    return own if call is Call.WARN else (*own, *roster.managers)


def reminder(about: Mapping[str, Any], uow: UnitOfWork, scene: Scene) -> Reminder | None:
    """The reminder as it is now, or None where the action is over meanwhile."""
    action = uow.actions.get(about["action"])
    duty = (uow.duties.get(about["duty"]) or _put_back(action, uow)) if action else None
    if action is None or duty is None or not duty.running:
        return None
    call = Call(about["call"])
    if call is Call.WARN and duty.due_at <= scene.now:
        return None  # Too late for a warning: the breach speaks.
    return Reminder(
        call=call,
        kind=duty.kind,
        ticket=action.no,
        urgency=None,
        rank=0,
        customer="",
        problem=privacy.text(action.measure),
        started_at=duty.started_at,
        due_at=duty.due_at,
        at=scene.now,
        people=people(_people(call, action, scene.roster), scene.there),
        buttons=steps(action.no),
    )


def _put_back(action: Action, uow: UnitOfWork) -> Duty | None:
    """The row that stands for the one that was there when this was said: somebody removed that."""
    owed = uow.duties.newest(action.subject)
    return next((duty for duty in owed if duty.kind is DutyKind.IMPROVEMENT), None)


def memo(no: str, uow: UnitOfWork, scene: Scene) -> Done | None:
    action = uow.actions.get(no)
    if action is None or action.state is not State.OPEN:
        return None
    blanks = {
        "action": no,
        "by": scene.roster.name(action.opened_by),
        "measure": privacy.text(action.measure),
        "at": action.due_at,
    }
    return Done("memo_action_given", blanks, steps(no))


def steps(no: str) -> tuple[Button, Button]:
    return Button(ask.FinishAction(no), primary=True), Button(ask.ListActions())
