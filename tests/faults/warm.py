"""Imported by the fork server alone: the story is told there once, and its children begin warm.

What a process reads, compiles and remembers the first time would otherwise be most of what each
of thousands of short lives costs.
"""

import asyncio
import gc
import logging
import tempfile
from pathlib import Path

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


logging.disable(logging.CRITICAL)
_told()
_compiled()
gc.freeze()
