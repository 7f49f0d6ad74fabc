"""`python -m tests.bench [goal…]`: every figure as a ratio of both sides in one run.

Each side is measured in turn, three rounds, and the median of the ratios is printed beside what it
must be and what it aims at. Absolute figures are printed too, but nothing is judged by them.
"""

import sys
from collections.abc import Callable
from typing import Final

from bot.serving import settled
from tests.bench import (
    board,
    burden,
    burst,
    demo,
    desk,
    drained,
    feishu,
    intake,
    overdue,
    sending,
    traffic,
    waking,
    workers,
)
from tests.bench.goals import Goal
from tests.bench.processes import any_core

GOALS: Final[dict[str, Callable[[], list[Goal]]]] = {
    "g1": traffic.g1,
    "g1c": traffic.g1c,
    "ack": traffic.ack,
    "g3": desk.g3,
    "g4": waking.g4,
    "g4c": waking.g4c,
    "g5": waking.g5,
    "burst": burst.burst,
    "g6": overdue.g6,
    "late": overdue.late,
    "g7": workers.g7,
    "send": sending.send,
    "g8": waking.g8,
    "g9": burden.g9,
    "g13": drained.g13,
    "g12": burden.g12,
    "intake": intake.intake,
    "board": board.board,
    "demo": demo.demo,
    "f-burst": feishu.f_burst,
    "f-start": feishu.f_start,
    "f-tap": feishu.f_tap,
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in GOALS]:
        print(f"No such goal: {', '.join(unknown)}. There are: {', '.join(GOALS)}", file=sys.stderr)
        return 2
    settled()  # As the product is when it has started.
    missed = 0
    for name in names or list(GOALS):
        with any_core():
            goals = GOALS[name]()
        for goal in goals:
            print(goal, flush=True)
            missed += not goal.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
