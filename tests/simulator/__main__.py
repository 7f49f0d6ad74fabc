"""`python -m tests.simulator --days 90 --per-day 200 --seed 1`: seasons, judged, and how fast."""

import argparse
import gc
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.simulator.disk import never_share
from tests.simulator.judge import Judge
from tests.simulator.records import Records
from tests.simulator.simulation import Season, Simulation
from tests.simulator.witness import BrokenError


def main() -> int:
    asked = _asked()
    never_share()
    seasons = [Season(asked.days, asked.per_day, seed, asked.deaths) for seed in asked.seed]
    broken = [season for season in seasons if _lived(season)]
    return 1 if broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--per-day", type=int, default=200)
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument(
        "--deaths", type=int, default=20_000, help="database statements to a crash; 0: never"
    )
    return parser.parse_args()


def _lived(season: Season) -> bool:
    """Live one season and tell of it; returns whether anything was broken."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    with tempfile.TemporaryDirectory() as folder:
        simulation = Simulation(season, Path(folder))
        judge = Judge(simulation)
        speed = _Speed(simulation)
        try:
            simulation.run(partial(_each_day, judge, speed))
            judge.at_the_end()
        except BrokenError as error:
            _explain(error, simulation)
            return True
        speed.sum_up()
    return False


def _each_day(judge: Judge, speed: "_Speed", day: int) -> None:
    judge.each_day(day)
    gc.freeze()  # What people saw is kept to the end: nobody need look through it again.
    speed.tell(day)


class _Speed:
    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._began = time.perf_counter()
        self._cpu = time.process_time()

    def tell(self, day: int) -> None:
        if day % 5 == 0:
            took, cpu = time.perf_counter() - self._began, time.process_time() - self._cpu
            faster = self._simulation.loop.time() / took
            sys.stderr.write(
                f"seed {self._simulation.season.seed} day {day}: {took:.1f} s ({cpu:.1f} of CPU),"
                f" {len(self._simulation.stories)} tickets, {faster:,.0f} times real time\n"
            )

    def sum_up(self) -> None:
        made, machine = self._simulation, self._simulation.machine
        seen, answers = made.witness.counts, made.hands.answers
        took = time.perf_counter() - self._began
        print(f"seed {made.season.seed}: {took:.1f} s, nothing broken, trace {made.witness.trace}")
        print(f"  {len(made.stories)} tickets, {made.hands.deliveries} commands: {dict(answers)}")
        print(f"  said: {dict(seen)}")
        print(
            f"  {made.mortality.deaths} crashes, {len(made.weather.off.all)} downtimes,"
            f" {sum(len(w.all) for w in made.weather.outages.values())} outages,"
            f" {len(made.weather.skewed.all)} clock changes, {machine.lives} starts"
        )


def _explain(error: BrokenError, simulation: Simulation) -> None:
    """What is broken, where to find it again, and the whole story of the ticket."""
    print(f"BROKEN seed {simulation.season.seed} at {simulation.clock.true()}: {error.what}")
    if not error.ticket:
        return
    records = Records(simulation.platter.link)
    print(f"ticket {error.ticket}")
    for event in records.events(error.ticket):
        print(f"  {event}")
    for row in records.duties(error.ticket):
        print(f"  {row}")
    for reminded in simulation.witness.reminded.get(error.ticket, []):
        print(f"  {reminded}")


if __name__ == "__main__":
    sys.exit(main())
