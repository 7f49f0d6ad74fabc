"""Two processes on one PostgreSQL and both platforms, one of them always killed or just back."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.plaza import SYNC, TECH, Plaza, opened_plaza
from tests.e2e.shop import LEFT_ALONE, NEW, POLICY, Shop, number_in
from tests.loopback import free_port

ONE_RUNG = POLICY.replace('repeat = "2s"', 'repeat = "60s"')
"""However slowly a machine starts, no call is repeated before anybody has heard the first."""

SHARED = {"ENGINE": "procrastinate", "APP_SECRET": "one-for-all-the-machines"}


@pytest.fixture
def pair(tmp_path: Path, postgres_url: str) -> Iterator[Plaza]:
    shared = {**SHARED, "DATABASE_URL": postgres_url}
    ports = free_port(), free_port()
    with opened_plaza(tmp_path, *ports, policy=ONE_RUNG, slack=True, shared=shared) as plaza:
        yield plaza


@pytest.mark.timeout(300)  # Nine processes are started, one after another.
def test_while_one_of_two_is_always_killed_nothing_is_lost_and_nothing_said_twice(
    pair: Plaza,
) -> None:
    shop, (first, second) = pair.shop, pair.replicas
    assert shop is not None
    delivery = shop.slack.slash("ULI", "CSYNC", "/ticket", NEW)
    first.kill()
    no = number_in(str(delivery.body))
    card = pair.card(SYNC, no)
    in_slack = shop.card("CSYNC", no)
    first.start()
    assert not pair.feishu.tap("ou_wang", card.id, "接单").error
    second.kill()
    shop.card("CSYNC", no, "处理中")
    pair.card(SYNC, no, "处理中")
    second.start()
    shop.slack.say("UTANG", "CSYNC", "配件明天到", thread_ts=in_slack.ts)
    pair.hears(SYNC, "唐敏", "配件明天到")
    left = pair.created(LEFT_ALONE)
    first.kill()
    assert not pair.feishu.tap("ou_wang", pair.card(SYNC, left).id, "接单").error
    first.start()
    second.kill()
    # Whoever starts late says the highest rung that is due, and nothing of the lower ones.
    shop.hears("CSYNC", left, "首次响应", "请经理处理")
    pair.hears(SYNC, left, "首次响应", "请经理处理")
    pair.told("ou_ma", left, "首次响应")
    second.start()
    assert shop.slack.slash("UTANG", "CSYNC", "/ticket", f"ack {left}").ok
    pair.hears(SYNC, "唐敏", "知悉")
    for one in (no, left):
        assert len(pair.cards(SYNC, one)) == len(pair.cards(TECH, one)) == 1
        assert len(shop.cards("CSYNC", one)) == len(shop.cards("CTECH", one)) == 1
    assert not doubled(shop)


def doubled(shop: Shop) -> list[str]:
    """What the desk posted to Slack more than once, by what the messages are."""
    channels = shop.slack.read(lambda slack: list(slack.workspace.channels.values()))
    posted: Counter[str] = Counter()
    for message in (m for channel in channels for m in channel.messages if m.by_app):
        posted[str((message.metadata or {}).get("event_payload", {}).get("ref", message.ts))] += 1
    assert len(posted) > 5
    return [ref for ref, times in posted.items() if times > 1]
