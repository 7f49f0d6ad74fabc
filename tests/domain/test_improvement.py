"""Improvement actions (S0-43, S2-54, S4-26): due when it was said, done once, missed → manager."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.duties import Duty, reconcile_about
from bot.domain.duty_rules import RULE_OF, Called
from bot.domain.errors import ActionIsOver
from bot.domain.improvement import (
    Action,
    Metric,
    State,
    found_on,
    is_called_for,
    number_of,
    owed_on,
    usual_due,
)
from bot.domain.policy import DutyKind
from tests.domain.builders import NOW, later, policy, ticket

ACTION = Action(
    "A7", "更换密封圈供应商", "tang", later(days=10), NOW, "chen", metric="complaint_rate"
)


def rows(action: Action, known: tuple[Duty, ...], at: datetime) -> tuple[Duty, ...]:
    owing = owed_on(action, policy())
    return reconcile_about(action.subject, owing, known, at, policy().ladder)


def test_it_is_due_as_set_and_warned_of_three_days_before() -> None:
    [row] = rows(ACTION, (), NOW)
    assert (row.ticket, row.kind, row.owner) == ("action:A7", DutyKind.IMPROVEMENT, "tang")
    assert (row.due_at, row.warn_at) == (later(days=10), later(days=7))
    assert number_of(row.ticket) == "A7"
    assert number_of("20261123001") == ""
    assert RULE_OF[DutyKind.IMPROVEMENT].missed is Called.MANAGER


def test_done_meets_it_and_cancelled_drops_it() -> None:
    opened = rows(ACTION, (), NOW)
    done = ACTION.done("tang", later(days=1), "已更换", "yes")
    [met] = rows(done, opened, later(days=1))
    assert (met.ending, met.met_at, done.moved) == ("met", later(days=1), "yes")
    cancelled = ACTION.cancelled("chen", later(days=1), "停产")
    [dropped] = rows(cancelled, opened, later(days=1))
    assert (dropped.ending, cancelled.state) == ("dropped", State.CANCELLED)


def test_what_is_over_is_over() -> None:
    done = ACTION.done("tang", later(days=1), "已更换", "")
    for end in (done.done, lambda by, at, said, _m: done.cancelled(by, at, said)):
        with pytest.raises(ActionIsOver):
            end("tang", later(days=2), "又一次", "")


def test_a_severe_complaint_and_an_unhappy_customer_call_for_a_look_back() -> None:
    severe = ticket(kind="complaint", severity="severe", analysis="密封圈老化")
    unhappy = ticket(dissatisfied_at=NOW, remedy_reason="约好没来", overdue_reason="缺件")
    assert is_called_for(severe)
    assert is_called_for(unhappy)
    assert not is_called_for(replace(severe, severity="minor"))
    assert not is_called_for(replace(severe, kind="repair"))
    assert found_on(severe) == ("密封圈老化", Metric.COMPLAINT_RATE)
    assert found_on(unhappy) == ("约好没来", Metric.CSAT)
    assert found_on(ticket()) == ("", None)


def test_where_nobody_says_by_when_the_policys_fifteen_working_days_count() -> None:
    assert usual_due(policy(), NOW) == later(days=21)  # Monday to Monday, three weeks on.
    quiet = {**policy().duties, DutyKind.IMPROVEMENT: replace(
        policy().duty(DutyKind.IMPROVEMENT), enabled=False
    )}  # fmt: skip
    assert usual_due(policy(duties=quiet), NOW) is None
    assert owed_on(ACTION, policy(duties=quiet)) == ()
