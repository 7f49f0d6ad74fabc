"""`closeloop why`: a deadline explained on the command line, from the store as it is."""

import json
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import pytest

from bot import console
from bot.domain.people import Roster
from bot.domain.ticket import Report, Ticket
from bot.handlers.ledger import Ledger
from bot.policyfile import load
from bot.ports import UnitOfWork
from storage.schema import upgrade
from storage.store import open_store
from tests.calendars import at
from tests.cli.terminal import Terminal
from tests.clock import HandClock

POLICY = """
[calendar.office]
days = { mon-fri = ["09:00-12:00", "13:30-18:00"] }
holidays = "CN"
[[urgency]]
id = "urgent"
first_response = "2h"
resolution = "7 working days"
calendar = "office"
"""
FRIDAY = at("2026-02-13 17:00")


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In the year of the deadlines: of another year it is said which."""
    monkeypatch.setattr(console, "SystemClock", lambda: HandClock(FRIDAY))
    found = Terminal(tmp_path, {"POLICY_FILE": "policy.toml"})
    found.write("policy.toml", POLICY)
    return found


@pytest.fixture
def ticket(terminal: Terminal) -> Ticket:
    """One urgent ticket in the store, reported on the Friday before a worked Saturday."""
    url = f"sqlite:///{terminal.folder}/closeloop.db"
    upgrade(url)
    policy = load(terminal.folder / "policy.toml").policy
    new = Ticket("20260213001", Report("停机", FRIDAY), FRIDAY, "li", urgency="urgent")

    def add(uow: UnitOfWork) -> None:
        Ledger(uow, policy, Roster(), FRIDAY).add(new)

    store = open_store(url)
    added: Future[None] = store.write(add)
    added.result()
    store.close()
    return new


@pytest.mark.usefixtures("ticket")
def test_a_deadline_is_told_span_by_span_in_the_language_asked_for(terminal: Terminal) -> None:
    told = terminal.give("why", "20260213001", "first_response", "--lang", "en")
    lines = told.out.splitlines()
    assert (told.status, told.err) == (0, "")
    assert lines[0] == "20260213001 First response: why Sat 02-14 10:00?"
    assert "make-up working day, counts 1 h" in lines[4]
    assert lines[-1] == "Together 2 h, at Sat 02-14 10:00."
    chinese = terminal.give("why", "001", "首次响应", "--lang", "zh")
    assert chinese.out.startswith("20260213001 首次响应：为什么是 02-14 周六 10:00？")


@pytest.mark.usefixtures("ticket")
def test_another_program_reads_the_same_and_can_add_it_up(terminal: Terminal) -> None:
    told = json.loads(terminal.give("why", "001", "first_response", "--json").out)
    spans = told["spans"]
    assert (told["ticket"], told["duty"], told["target"]) == (
        "20260213001", "first_response", "2h",
    )  # fmt: skip
    assert sum(span["counted_seconds"] for span in spans) == timedelta(hours=2).total_seconds()
    assert spans[0]["from"] == told["started_at"] == "2026-02-13T17:00:00+08:00"
    assert spans[-1]["to"] == told["due_at"] == "2026-02-14T10:00:00+08:00"


@pytest.mark.usefixtures("ticket")
def test_working_days_are_counted_over_the_whole_festival(terminal: Terminal) -> None:
    told = terminal.give("why", "001", "resolution", "--lang", "zh").out.splitlines()
    assert told[2] == "02-13 周五 – 02-14 周六：第 1 个工作日"
    assert told[3].endswith("农历除夕/春节 02-15 周日 至 02-23 周一，不计")
    assert told[-1] == "合计 7 个工作日，到 03-02 周一 17:00。"


@pytest.mark.usefixtures("ticket")
def test_a_bad_number_or_duty_is_one_clear_sentence(terminal: Terminal) -> None:
    assert terminal.give("why", "999").refused(2, "999")
    assert terminal.give("why", "001", "callback").refused(2, "has no deadline", "First response")
    assert terminal.give("why", "001", "--lang", "fr").refused(2, "fr")


def test_without_a_store_there_is_nothing_to_explain(terminal: Terminal) -> None:
    assert terminal.give("why", "001").refused(1, "closeloop db upgrade")
