"""`closeloop roster`: people, departments and rooms from a file."""

import json
from datetime import UTC, datetime

from storage.store import open_store
from tests.cli.terminal import ROSTER, Terminal
from tests.storage.samples import a_ticket


def test_a_roster_is_imported_once_and_shown(terminal: Terminal) -> None:
    file = terminal.write("roster.toml", ROSTER)
    dry = terminal.give("roster", "import", file, "--dry-run")
    assert dry.status == 0
    assert "Added 4" in dry.out
    assert "Nothing was written" in dry.out
    assert list(terminal.folder.glob("*.db")) == []
    first = json.loads(terminal.give("roster", "import", file, "--json").out)
    assert first["added"] == ["department service", "member chen", "member root", "room sync"]
    again = terminal.give("roster", "import", file)
    assert (again.status, again.out) == (0, "Unchanged: 4\n")
    shown = terminal.give("roster", "show").out
    assert "member chen  陈伟  supervisor  service  slack:T111/U3" in shown
    as_json = json.loads(terminal.give("roster", "show", "--json").out)
    assert [m["id"] for m in as_json["members"]] == ["chen", "root"]
    assert as_json["rooms"][0]["slack"] == "T111/C1"


def test_pruning_says_who_is_gone(terminal: Terminal) -> None:
    terminal.give("roster", "import", terminal.write("roster.toml", ROSTER))
    other = ROSTER.replace('"chen"', '"wei"').replace("T111/U3", "T111/U2")
    file = terminal.write("other.toml", other)
    assert "Added 1: member wei" in terminal.give("roster", "import", file).out
    told = terminal.give("roster", "import", file, "--prune")
    assert (told.status, told.out.splitlines()[0]) == (0, "Gone 1: member chen"), told
    assert "inactive" in terminal.give("roster", "show").out


def test_the_supervisor_is_told_of_what_somebody_leaves_behind(terminal: Terminal) -> None:
    leaver = '[[member]]\nid="li"\nname="Li"\nrole="agent"\ndepartment="service"\nslack="T111/U9"\n'
    terminal.give("roster", "import", terminal.write("roster.toml", ROSTER + leaver))
    url = f"sqlite:///{terminal.folder / 'closeloop.db'}"
    store = open_store(url)
    store.write(lambda uow: uow.tickets.add(a_ticket("7", assignee="li"))).result()
    store.close()
    file = terminal.write("roster.toml", ROSTER)
    assert "li left open tickets (1)" in terminal.give("roster", "import", file, "--prune").out
    store = open_store(url)
    lanes = store.read(lambda uow: uow.outbox.ready_lanes(datetime.now(UTC))).result()  # noqa: TID251 - the command's own clock.
    store.close()
    assert lanes == ["slack:T111/@U3"]


def test_a_bad_roster_is_refused_with_every_line_and_nothing_is_written(
    chinese: Terminal,
) -> None:
    bad = ROSTER.replace('role = "supervisor"', 'role = "boss"').replace('"T111/C1"', '"#sync"')
    told = chinese.give("roster", "import", chinese.write("roster.toml", bad))
    assert (told.status, told.out) == (1, "")
    first, second = told.err.splitlines()
    assert first.startswith("第 9 行：member chen：“boss”不在角色")
    assert second.startswith("第 20 行：room sync：“#sync”不是 Slack 中的位置")
    assert list(chinese.folder.glob("*.db")) == []
