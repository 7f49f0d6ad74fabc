"""Whose turn it is at the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Signal

from bot.ports import Store, UnitOfWork


@contextmanager
def together(desk: Store) -> Iterator[None]:
    """Whatever is submitted inside waits behind one job, and so becomes one group."""
    gate, begun = Signal(), Signal()

    def wait(_unit: UnitOfWork) -> None:
        begun.set()
        assert gate.wait(20)

    first = desk.write(wait)
    assert begun.wait(20)
    yield
    gate.set()
    first.result(20)
