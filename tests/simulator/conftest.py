import shutil
from pathlib import Path
from typing import Protocol

import pytest

from bot.domain.policy import Policy
from tests.databases import sqlite_template
from tests.simulator.judge import Judge
from tests.simulator.simulation import Season, Simulation

__all__ = ["sqlite_template"]


class Live(Protocol):
    def __call__(self, season: Season, policy: Policy | None = None) -> Simulation: ...


@pytest.fixture
def live(sqlite_template: Path, tmp_path: Path) -> Live:
    """Lives a season and judges it, each in a folder of its own."""

    def lived(season: Season, policy: Policy | None = None) -> Simulation:
        folder = tmp_path / f"season{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "desk.db")
        simulation = Simulation(season, folder)
        simulation.policies.current = policy or simulation.policies.current
        judge = Judge(simulation)
        simulation.run(judge.each_day)
        judge.at_the_end()
        return simulation

    return lived
