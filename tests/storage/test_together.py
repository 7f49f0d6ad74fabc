"""What is written together is parted into what each row says and what all of them say."""

from storage.together import parted

NAMES = ("id", "owner", "warn_at")


def test_what_stands_in_every_row_is_said_once() -> None:
    each, same = parted(NAMES, [[1, "wang", None], [2, "wang", None]])
    assert each == [{"id": 1}, {"id": 2}]
    assert same == {"owner": "wang", "warn_at": None}


def test_what_differs_anywhere_each_row_says_by_itself() -> None:
    each, same = parted(NAMES, [[1, "wang", None], [1, "li", "2026-11-23"]])
    assert each == [{"owner": "wang", "warn_at": None}, {"owner": "li", "warn_at": "2026-11-23"}]
    assert same == {"id": 1}


def test_rows_that_are_all_alike_are_as_many_as_they_were() -> None:
    assert parted(("id",), [[1], [1], [1]]) == ([{}, {}, {}], {"id": 1})
