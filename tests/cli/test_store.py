"""`closeloop db`, and a store that cannot be had."""

from tests.cli.terminal import Terminal


def test_the_tables_are_checked_and_made(terminal: Terminal) -> None:
    assert terminal.give("db", "check").refused(1, "no tables yet")
    assert list(terminal.folder.iterdir()) == []
    assert terminal.give("db", "upgrade").status == 0
    assert terminal.give("db", "check").status == 0


def test_a_store_that_cannot_be_had_is_told_in_words(terminal: Terminal) -> None:
    (terminal.folder / "closeloop.db").mkdir()
    assert terminal.give("db", "upgrade").refused(1, "closeloop.db", "cannot be used")
    (terminal.folder / "closeloop.db").rmdir()
    (terminal.folder / "closeloop.db").write_bytes(b"this is no database at all" * 100)
    assert terminal.give("db", "check").refused(1, "closeloop.db", "not a database")
    terminal.environment["DATABASE_URL"] = "postgresql+psycopg://desk:hunter2@127.0.0.1:1/desk"
    told = terminal.give("db", "check")
    assert told.refused(1, "postgresql://127.0.0.1/desk cannot be used", "refused")
    assert "hunter2" not in told.err


def test_a_store_without_its_folder_is_told_with_what_to_do(on_slack: Terminal) -> None:
    on_slack.environment["DATABASE_URL"] = "sqlite:///none/desk.db"
    folder = str(on_slack.folder / "none")
    told = on_slack.give("check").out
    assert f"none/desk.db cannot be made: there is no folder {folder}. Make it" in told
    for command in (["run"], ["db", "upgrade"]):
        assert on_slack.give(*command).refused(1, f"there is no folder {folder}. Make it")
