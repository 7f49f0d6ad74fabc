"""Imported by the fork server alone: the story is told there once, and its children begin warm.

What a process reads, compiles and remembers the first time would otherwise be most of what each
of thousands of short lives costs.
"""

import asyncio
import logging
import tempfile
from pathlib import Path

from storage.schema import upgrade
from tests.faults.child import tell
from tests.faults.world import opened_world


def _told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'desk.db')}"
        upgrade(url)
        with opened_world(url) as world:
            asyncio.run(tell(world.place()))


logging.disable(logging.CRITICAL)
_told()
