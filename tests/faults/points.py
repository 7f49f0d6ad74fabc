"""The boundaries of a process: every statement to a database, every call to a platform.

They are counted where the drivers themselves let one in (a connection class, a cursor class, the
tracing of an HTTP session), so the product runs as it is.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Final

import aiohttp
import psycopg
from sqlalchemy import Engine, event

DIED: Final = 66
"""The exit code of a process that reached the boundary it was to die at."""


class Points:
    """Counts boundaries; the process ends at the one it was armed for."""

    def __init__(self) -> None:
        self.crossed = 0
        self._last: int | None = None
        self._one_at_a_time = threading.Lock()

    def arm(self, last: int | None) -> None:
        """Die at so many boundaries from here; None: live."""
        with self._one_at_a_time:
            self.crossed, self._last = 0, last

    def cross(self) -> None:
        with self._one_at_a_time:
            self.crossed += 1
            if self.crossed == self._last:
                os._exit(DIED)

    def watch(self) -> None:
        """Count every statement of every connection that is opened from now on."""
        event.listen(Engine, "do_connect", self._connected)

    def _connected(self, dialect: Any, _record: Any, where: list[Any], how: dict[str, Any]) -> Any:
        if dialect.name == "sqlite":
            return sqlite3.connect(*where, factory=_sqlite(self.cross), **how)
        return psycopg.connect(*where, cursor_factory=_postgres(self.cross), **how)

    def trace(self) -> aiohttp.TraceConfig:
        """For an HTTP session: before a request leaves, and when its answer has come."""

        async def crossed(*_: object) -> None:
            self.cross()

        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(crossed)
        trace.on_request_end.append(crossed)
        return trace


def _sqlite(cross: Callable[[], None]) -> type[sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, *told: Any) -> Any:
            cross()
            return super().execute(*told)

        def executemany(self, *told: Any) -> Any:
            cross()
            return super().executemany(*told)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, *told: Any) -> Any:
            cross()
            return super().execute(*told)

    return Connection


def _postgres(cross: Callable[[], None]) -> type[psycopg.Cursor[Any]]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *told: Any, **how: Any) -> Any:
            cross()
            return super().execute(*told, **how)

        def executemany(self, *told: Any, **how: Any) -> None:
            cross()
            super().executemany(*told, **how)

    return Cursor
