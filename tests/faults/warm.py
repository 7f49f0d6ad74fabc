"""Imported by the fork server alone: the story is told there once, and its children begin warm.

What a process reads, compiles and remembers the first time would otherwise be most of what each
of thousands of short lives costs.
"""

import asyncio
import gc
import logging
import tempfile
from pathlib import Path
from typing import Final

from storage import postgres
from storage.link import Statement
from storage.schema import upgrade
from tests.faults.child import tell
from tests.faults.world import opened_world


def _told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'desk.db')}"
        upgrade(url)
        with opened_world(url) as world:
            asyncio.run(tell(world.place()))


def _compiled() -> None:
    """What was used on SQLite, for PostgreSQL too."""
    for statement in [each for each in gc.get_objects() if isinstance(each, Statement)]:
        if "sqlite" in statement._made:
            statement.on("postgresql")


FEW: Final = {"WRITERS": 2, "READERS": 1}
"""So many connections of a child: each costs the server a process of its own."""

logging.disable(logging.CRITICAL)
vars(postgres).update(FEW)
_told()
_compiled()
gc.freeze()
