"""A room opens with its newest messages; older ones are shown when they are asked for."""

from dataclasses import replace

from adapters.play.chat import Message
from adapters.play.page.older import AT_ONCE, Older
from adapters.play.shown import written
from tests.play.conftest import MORNING


def messages(count: int) -> list[Message]:
    said = written(("好",))
    return [Message(str(n), "play:demo/sync", "li", MORNING, said) for n in range(count)]


def test_the_newest_are_shown_first_and_every_older_one_in_its_turn() -> None:
    room, older = messages(2 * AT_ONCE + 5), Older()
    shown = older.hold_back(room)
    assert shown == room[-AT_ONCE:]
    while older:
        shown = older.next() + shown
    assert shown == room
    assert older.next() == []


def test_what_changes_before_it_is_shown_is_shown_as_it_is_then() -> None:
    room, older = messages(AT_ONCE + 3), Older()
    older.hold_back(room)
    card = replace(room[1], shown=written(("改过",)))
    assert older.changed(card)
    assert not older.changed(room[-1])
    assert "1" in older
    older.dropped("0")
    assert older.next() == [card, room[2]]
