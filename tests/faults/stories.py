"""The e2e stories on two replicas and one PostgreSQL, one of the two always killed or just back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy.engine import make_url

from tests.databases import Fresh
from tests.e2e import test_feishu_story as on_feishu
from tests.e2e import test_slack_story as on_slack
from tests.e2e.plaza import Plaza, opened_plaza
from tests.e2e.shop import POLICY, ROSTER, Bot, Shop, environment, furnish
from tests.e2e.test_replicas import SHARED, doubled
from tests.fakes.feishu import Message as FeishuMessage
from tests.fakes.slack import Message as SlackMessage
from tests.fakes.slack import slack_in_thread
from tests.faults.table import Part
from tests.faults.toll import Toll
from tests.loopback import free_port

PATIENT: Final = POLICY.replace('"5s"', '"20s"').replace('warn = "3s"', 'warn = "10s"')
"""A warning that its process takes to the grave is said by another one before it is too late."""

AGAIN: Final = (0.0, 2.0, 6.0, 12.0)
"""Seconds: platforms deliver again within minutes and hours, and here all of that is shorter."""


@dataclass
class Reaper:
    """Kills the one replica as soon as the other is back: whoever waits, waits for one process."""

    replicas: tuple[Bot, ...]
    kills: int = 0
    _dead: Bot | None = field(default=None, init=False)

    def strike(self) -> None:
        if self._dead is not None:
            self._dead.start()
        self._dead = self.replicas[self.kills % len(self.replicas)]
        self._dead.kill()
        self.kills += 1


@dataclass
class HarriedShop(Shop):
    """Whenever somebody looks for what the desk should say, one more process is killed."""

    reaper: Reaper = field(default_factory=lambda: Reaper(()))

    def card(self, channel: str, no: str, saying: str = "") -> SlackMessage:
        self.reaper.strike()
        return super().card(channel, no, saying)

    def hears(self, channel: str, *parts: str) -> str:
        self.reaper.strike()
        return super().hears(channel, *parts)


@dataclass
class HarriedPlaza(Plaza):
    reaper: Reaper = field(default_factory=lambda: Reaper(()))

    def card(self, chat: str, no: str, saying: str = "") -> FeishuMessage:
        self.reaper.strike()
        return super().card(chat, no, saying)

    def hears(self, chat: str, *parts: str) -> FeishuMessage:
        self.reaper.strike()
        return super().hears(chat, *parts)


SLACK: Final[Mapping[str, Callable[[Shop], None]]] = {
    "from new to closed on Slack": on_slack.test_from_new_to_closed_and_the_callback_reminder,
    "left alone on Slack": (
        on_slack.test_a_ticket_left_alone_is_warned_missed_climbs_and_is_acknowledged
    ),
    "a message and its thread on Slack": (
        on_slack.test_a_message_becomes_a_ticket_and_its_thread_becomes_notes
    ),
}
FEISHU: Final[Mapping[str, Callable[[Plaza], None]]] = {
    "from new to closed on Feishu": on_feishu.test_from_new_to_closed_and_the_callback_reminder,
    "left alone on Feishu": (
        on_feishu.test_a_ticket_left_alone_is_warned_missed_climbs_and_is_acknowledged
    ),
    "on both platforms": on_feishu.test_one_ticket_on_two_platforms,
}


def told_while_killed(fresh: Fresh) -> Iterator[Part]:
    for name, story in SLACK.items():
        yield name, partial(_on_slack, fresh, story)
    for name, tale in FEISHU.items():
        yield name, partial(_on_feishu, fresh, tale, slack="both" in name)


def _on_slack(fresh: Fresh, story: Callable[[Shop], None]) -> Toll:
    with fresh() as url, opened_pair(_named(url)) as shop:
        story(shop)
        return _toll(shop, shop.reaper)


def _on_feishu(fresh: Fresh, story: Callable[[Plaza], None], *, slack: bool) -> Toll:
    with fresh() as url, TemporaryDirectory() as folder:
        shared = {**SHARED, "DATABASE_URL": _named(url)}
        ports = free_port(), free_port()
        opened = opened_plaza(Path(folder), *ports, slack=slack, shared=shared, policy=PATIENT)
        with opened as plaza:
            reaper = Reaper(plaza.replicas)
            plaza.feishu.change(_impatient)
            shop = plaza.shop and HarriedShop(plaza.shop.slack, plaza.bot, reaper)
            story(HarriedPlaza(plaza.feishu, plaza.bot, shop, plaza.replicas, reaper))
            return _toll(shop, reaper)


def _toll(shop: Shop | None, reaper: Reaper) -> Toll:
    again = doubled(shop) if shop else []
    return Toll(times=reaper.kills, twice=len(again), notes=[f"{ref} again" for ref in again])


def _impatient(fake: Any) -> None:
    """What went to a process that died is delivered again, as soon as the stories' people ask."""
    fake.courier.retry_after = AGAIN


def _named(url: str) -> str:
    """By name, not by a socket's path: settings are read as text."""
    return make_url(url).set(host="localhost").render_as_string(hide_password=False)


@contextmanager
def opened_pair(url: str) -> Iterator[HarriedShop]:
    """A fake Slack with everybody in it, and two processes that serve it."""
    with ExitStack() as stack:
        slack = stack.enter_context(slack_in_thread())
        furnish(slack)
        slack.change(_impatient)
        bots: list[Any] = []
        for _ in range(2):
            folder = Path(stack.enter_context(TemporaryDirectory()))
            (folder / "roster.toml").write_text(ROSTER)
            (folder / "policy.toml").write_text(PATIENT)
            settings = environment(slack, folder, free_port(), socket_mode=True, database=url)
            bots.append(Bot({**settings, **SHARED}, folder))
        imported = bots[0].tell("roster", "import", "roster.toml")
        assert imported.returncode == 0, imported.stderr
        for bot in bots:
            bot.start()
            stack.callback(bot.stop)
        yield HarriedShop(slack, bots[0], Reaper(tuple(bots)))
