"""Feishu on the real process: a burst of changes, what it adds to the start, taps answered."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench import burden
from tests.bench.goals import Goal, in_turn
from tests.bench.processes import pinned
from tests.e2e.plaza import SYNC, TECH, Plaza, opened_plaza
from tests.e2e.shop import Bot, wait_for
from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.touching import Tapped
from tests.loopback import free_port

TICKETS: Final = 20
ROOMS: Final = (SYNC, TECH)
STEPS: Final = (
    ("accept", ""),
    ("progress", "已检测"),
    ("note", "客户下午在家"),
    ("progress", "配件已寄出"),
    ("note", "客户来电催办"),
    ("note", "已约明早上门"),
    ("note", "保修期内"),
    ("note", "有备用机"),
    ("propose", "更换压缩机"),
)
"""What follows `new`: ten changes to each ticket, and the last of them stands on its card."""

WORKERS: Final = ("wang", "smith")
NOTERS: Final = ("li", "chen", "tang", "ma")

TAPS: Final = 200
TAPS_A_SECOND: Final = 20
TAPS_A_TICKET: Final = 5
PROMISED: Final = 500
LOOKERS: Final = ("chen", "tang", "ma", "jie", "li", "root")


@contextmanager
def _plaza(*, slack: bool = False) -> Iterator[Plaza]:
    """The process on the first core, the fakes and the people on the second."""
    pinned(0, 1)
    with TemporaryDirectory() as folder, opened_plaza(Path(folder), free_port(), slack=slack) as it:
        assert it.bot.process is not None
        pinned(it.bot.process.pid, 0)
        yield it


def _new(n: int) -> str:
    return f"new 空调不制冷{n}号 客户=张三 电话=13812345678 部门=技术部 分类=产品质量 紧急程度=一般"


def _created(plaza: Plaza, total: int) -> list[str]:
    """Numbers go by the order of saying, and each is said when the last one is committed."""
    first = plaza.created(_new(0))

    async def say_the_rest(feishu: FakeFeishu) -> None:
        for n in range(1, total):
            said = await feishu.say("ou_li", SYNC, f"/ticket {_new(n)}", mentions_bot=True)
            assert all(each.ok for each in said.deliveries), said.deliveries

    plaza.feishu.run(say_the_rest)
    return [f"{first[:-3]}{int(first[-3:]) + n:03d}" for n in range(total)]


# The burst.


def f_burst() -> list[Goal]:
    """Card calls made ÷ 200 changes to 20 tickets in 2 rooms, under the rates of Feishu."""
    with _plaza() as plaza:
        plaza.feishu.change(lambda feishu: setattr(feishu, "enforce_rates", True))
        began = time.perf_counter()
        numbers = _created(plaza, TICKETS)
        plaza.feishu.run(lambda feishu: _changed(feishu, numbers))
        said = time.perf_counter() - began
        _wait_until_right(plaza, numbers)
        right = time.perf_counter() - began
        calls, changes = (
            _card_calls(plaza),
            _count(plaza, "SELECT count(*) FROM event WHERE by <> ''"),
        )
        _report(plaza, said, right)
        too_fast = len(plaza.feishu.rate_violations)
        invalid = len(plaza.feishu.violations)
    assert changes == TICKETS * (len(STEPS) + 1), changes
    made, most = sum(calls.values()), changes * len(ROOMS)
    return [
        Goal("F card calls ÷ changes × rooms, final cards right", made / most, 1, 0.5,
             made, most, "calls", at_least=False),
        Goal("F calls past a documented rate", too_fast, 0, 0, too_fast, made, "", at_least=False),
        Goal("F cards that Feishu would refuse", invalid, 0, 0, invalid, made, "", at_least=False),
    ]  # fmt: skip


async def _changed(feishu: FakeFeishu, numbers: list[str]) -> None:
    """Everybody works at once; the changes of one ticket come one after another."""

    async def work_on(n: int, no: str) -> None:
        for step, (word, text) in enumerate(STEPS):
            group = NOTERS if word == "note" else WORKERS
            # Who accepted a ticket goes on with it; notes are anybody's.
            who = group[(n + step * (word == "note")) % len(group)]
            line = f"/ticket {word} {no} {text and f'{text}{n}号'}".strip()
            said = await feishu.say(f"ou_{who}", SYNC, line, mentions_bot=True)
            assert all(each.ok for each in said.deliveries), said.deliveries

    await asyncio.gather(*(work_on(n, no) for n, no in enumerate(numbers)))


def _wait_until_right(plaza: Plaza, numbers: list[str]) -> None:
    """No card is owed any more, and each shows the last change of its ticket, once in each room."""
    owed = (
        "SELECT count(*) FROM outbox WHERE saying = 'card' AND (wanted <> shown OR state <> 'sent')"
    )
    wait_for(lambda: not _count(plaza, owed), 90, plaza.bot.why)
    for room in ROOMS:
        for n, no in enumerate(numbers):
            (card,) = plaza.cards(room, no)
            words = plaza.feishu.words(card)
            assert f"更换压缩机{n}号" in words, words
            assert f"空调不制冷{n}号" in words, words
            assert "待确认" in words, words


def _card_calls(plaza: Plaza) -> Counter[str]:
    """Cards put into rooms, and redrawn there; neither answers in private nor lines in threads."""
    return plaza.feishu.read(
        lambda feishu: Counter(
            call.api
            for call in feishu.open_api.calls
            if (call.api == "im.message.create" and call.given.get("receive_id") in ROOMS)
            or call.api == "im.message.patch"
        )
    )


def _report(plaza: Plaza, said: float, right: float) -> None:
    """What is not judged: how long it took, every kind of call, and the lines still to be said."""
    every = plaza.feishu.read(lambda feishu: Counter(c.api for c in feishu.open_api.calls))
    left = _count(plaza, "SELECT count(*) FROM outbox WHERE saying = 'line' AND state <> 'sent'")
    print(f"  said in {said:.1f} s, cards right after {right:.1f} s, {left} lines of threads left")
    print(f"  calls: {dict(every)}")


def _count(plaza: Plaza, query: str) -> int:
    with closing(sqlite3.connect(plaza.bot.folder / "desk.db", timeout=5)) as db:
        return int(db.execute(query).fetchone()[0])


# The start.


def f_start() -> list[Goal]:
    """What Feishu adds to the start and to the memory ÷ what importing its SDK whole costs."""
    with _plaza(slack=True) as plaza:
        plaza.bot.stop()
        both = Bot({**plaza.bot.environment, "LOG_LEVEL": "warning"}, plaza.bot.folder)
        given = both.environment.items()
        slack = Bot({k: v for k, v in given if not k.startswith("FEISHU_")}, both.folder)
        for side in (both, slack):
            _started(side)  # The first start makes the bytecode.
        ready = in_turn(lambda: _started(both)[0] - _started(slack)[0], lambda: _imported()[0])
        memory = in_turn(lambda: _started(both)[1] - _started(slack)[1], lambda: _imported()[1])
    return [
        Goal("F start with Feishu − without ÷ import lark_oapi", ready[0], 0.15, 0.10,
             ready[1], ready[2], "s", at_least=False),
        Goal("F memory with Feishu − without ÷ import lark_oapi", memory[0], 1, 0.15,
             memory[1], memory[2], "MiB", at_least=False),
    ]  # fmt: skip


def _started(bot: Bot) -> tuple[float, float]:
    return burden._started(bot, int(bot.environment["HTTP_PORT"]))


def _imported() -> tuple[float, float]:
    """Seconds and MiB that the import adds to a bare interpreter."""
    (bare_took, bare_held), (took, held) = _ran("pass"), _ran("import lark_oapi")
    return took - bare_took, held - bare_held


def _ran(code: str) -> tuple[float, float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(open('/proc/self/status').read())"],
        capture_output=True, text=True, check=True, preexec_fn=lambda: pinned(0, 0),
    )  # fmt: skip
    return time.perf_counter() - began, burden._mebibytes(done.stdout)


# The taps.


def f_tap() -> list[Goal]:
    """Taps answered over the long connection, p99: a fifth accept, the rest open forms."""
    with _plaza() as plaza:
        numbers = _created(plaza, TAPS // TAPS_A_TICKET)
        wait_for(lambda: len(_cards(plaza)) == len(numbers), 90, plaza.bot.why)
        cards = _cards(plaza)
        tapped = plaza.feishu.run(lambda feishu: _tapped(feishu, [cards[no] for no in numbers]))
        accepted = _count(plaza, "SELECT count(*) FROM event WHERE happening = 'accepted'")
    wrong = [each for each in tapped if each.error]
    assert not wrong, wrong[0]
    assert accepted == len(numbers), accepted
    took = sorted(each.delivery.ack.elapsed * 1000 for each in tapped if each.delivery)
    assert len(took) == TAPS, len(took)
    p99 = took[int(TAPS * 0.99) - 1]
    print(f"  p50 {took[TAPS // 2]:.1f} ms, slowest {took[-1]:.1f} ms of {TAPS} taps")
    name = f"F p99 of a tap answered at {TAPS_A_SECOND}/s ÷ {PROMISED} ms"
    return [Goal(name, p99 / PROMISED, 1, 0.2, p99, PROMISED, "ms", at_least=False)]


def _cards(plaza: Plaza) -> dict[str, str]:
    """The living card in the sync room of each ticket."""
    query = (
        "SELECT ticket, message FROM outbox WHERE saying = 'card' AND message <> '' AND lane LIKE ?"
    )
    with closing(sqlite3.connect(plaza.bot.folder / "desk.db", timeout=5)) as db:
        return dict(db.execute(query, (f"%{SYNC}%",)).fetchall())


async def _tapped(feishu: FakeFeishu, cards: list[str]) -> list[Tapped]:
    """Every twentieth of a second somebody taps, whether the last tap is answered or not."""
    begins = asyncio.get_running_loop().time()

    async def tap(n: int) -> Tapped:
        at = begins + n / TAPS_A_SECOND
        await asyncio.sleep(at - asyncio.get_running_loop().time())
        card, kind = cards[n // TAPS_A_TICKET], n % TAPS_A_TICKET
        worker = WORKERS[n // TAPS_A_TICKET % len(WORKERS)]
        user, button = (worker, "接单") if kind == 0 else _look(n, worker, kind)
        return await feishu.tap(f"ou_{user}", card, button)

    return await asyncio.gather(*(tap(n) for n in range(TAPS)))


def _look(n: int, worker: str, kind: int) -> tuple[str, str]:
    """A form of the worker's, or a note's, which is anybody's."""
    return (worker, "更新进度") if kind == 1 else (LOOKERS[n % len(LOOKERS)], "备注")
