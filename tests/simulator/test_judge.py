"""The judge goes red: a season is lived on a desk that is broken in one place, and found out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import duties
from bot.domain.duties import Duty
from bot.domain.promises import Ladder
from bot.handlers import telling
from bot.handlers.ledger import Ledger
from bot.policyfile import load_text
from bot.pump import Pump
from storage.duties import SqlDuties
from storage.inbox import SqlInbox
from storage.outbox import SqlOutbox
from tests.simulator import office, simulation
from tests.simulator.conftest import Live
from tests.simulator.platforms import Odds, Platform
from tests.simulator.simulation import Season
from tests.simulator.witness import BrokenError

FAIR = Season(days=1, per_day=8, seed=1, deaths=0, fair=True, tail=0.5, tick=240)
CRASHING = replace(FAIR, deaths=150)

Patch = pytest.MonkeyPatch


async def _nothing(*_: Any, **__: Any) -> None:
    return None


def _nobody(*_: Any) -> list[Any]:
    return []


def test_a_fair_day_is_found_right(live: Live) -> None:
    assert live(FAIR).witness.counts["doubles"] == 0


def test_a_desk_that_counts_by_another_policy_is_found_out(live: Live) -> None:
    other = load_text(office.POLICY + '[duty.sync]\ndue = "11m"\n').policy
    with pytest.raises(BrokenError, match="owed"):
        live(FAIR, other)


def test_a_desk_that_never_sweeps_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Pump, "sweep", _nothing)
    with pytest.raises(BrokenError, match=r"nobody was warned|unnoticed"):
        live(FAIR)


def test_breaches_that_are_told_nobody_are_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(telling, "of_call", _nobody)
    with pytest.raises(BrokenError, match="nobody was told"):
        live(FAIR)


def test_a_desk_that_never_asks_why_it_was_late_is_found_out(
    live: Live, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(duties, "_after_breaches", _nobody)
    with pytest.raises(BrokenError, match=r"owed .*overdue_reason"):
        live(FAIR)


def test_a_record_that_is_never_complete_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Ledger, "_recorded", lambda _ledger, ticket: ticket)
    with pytest.raises(BrokenError, match="complete by None"):
        live(FAIR)


def test_a_ladder_that_never_ends_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(simulation, "_CONCERN", -1)  # Nobody ever says that they know.
    endless = Ladder(repeat=timedelta(minutes=5), max_repeats=99)
    with pytest.raises(BrokenError, match="times in"):
        live(FAIR, replace(office.policy(), ladder=endless))


def test_reminders_of_what_is_over_are_found_out(live: Live, monkeypatch: Patch) -> None:
    """Those that waited out an outage are said as if nothing had happened meanwhile."""
    get = SqlDuties.get

    def still_running(self: SqlDuties, duty_id: int) -> Duty | None:
        duty = get(self, duty_id)
        return duty and replace(duty, ended_at=None)

    monkeypatch.setattr(SqlDuties, "get", still_running)
    with pytest.raises(BrokenError, match="of what was over"):
        live(replace(FAIR, per_day=24, fair=False))


def test_a_change_that_nobody_is_told_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(telling, "of_event", _nobody)
    with pytest.raises(BrokenError, match=r"never told|shows"):
        live(FAIR)


def test_a_resend_without_a_look_up_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Platform, "find", _nothing)
    monkeypatch.setattr(simulation, "GENTLE", Odds(0, 0, 0.2, 0, 0))
    with pytest.raises(BrokenError, match="said twice"):
        live(FAIR)


def test_deliveries_that_nobody_gives_back_are_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(SqlOutbox, "rescue", lambda *_: 0)
    with pytest.raises(BrokenError, match=r"leased|never told|nobody was told|shows"):
        live(CRASHING)


def test_a_delivery_that_is_handled_twice_is_found_out(live: Live, monkeypatch: Patch) -> None:
    monkeypatch.setattr(SqlInbox, "seen", lambda *_: False)
    with pytest.raises(BrokenError, match=r"repeated delivery|tickets made of one report"):
        live(replace(CRASHING, per_day=16))
