"""The whole story on Feishu (S1-36), told by the real process: by long connection and by HTTP."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.plaza import SYNC, TECH, Plaza, opened_plaza
from tests.e2e.shop import LEFT_ALONE, NEW, number_in, wait_for
from tests.loopback import free_port


@pytest.fixture(params=["connection", "http"])
def plaza(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plaza]:
    with opened_plaza(tmp_path, free_port(), http=request.param == "http") as plaza:
        yield plaza


def test_from_new_to_closed_and_the_callback_reminder(plaza: Plaza) -> None:
    no = plaza.created(NEW)
    card = plaza.card(SYNC, no, "待处理")
    plaza.card(TECH, no)
    assert "13812345678" not in str(card.content)
    accepted = plaza.feishu.tap("ou_wang", card.id, "接单")
    assert not accepted.error, accepted
    plaza.card(SYNC, no, "处理中")
    plaza.filled("ou_wang", "首次联系", {"outcome": "已电话联系客户", "medium": "电话"}, no)
    plaza.hears(SYNC, "王工", "已电话联系客户")
    plaza.filled("ou_wang", "更新进度", {"note": "已检测，需更换压缩机"}, no)
    plaza.filled("ou_wang", "提出方案", {"solution": "更换压缩机", "cost": "300元"}, no)
    plaza.card(SYNC, no, "待确认")
    plaza.filled("ou_wang", "完成", {"details": "已更换压缩机 KX-2"}, no)
    plaza.card(SYNC, no, "已完成")
    plaza.filled("ou_li", "客户确认", {"answer": "已解决", "comment": "很好"}, no)
    plaza.card(SYNC, no, "已关闭")
    reminder = plaza.hears(SYNC, no, "回访", "快到时限")
    assert "ou_li" in reminder.notified
    assert len(plaza.cards(SYNC, no)) == 1


def test_a_ticket_left_alone_is_warned_missed_climbs_and_is_acknowledged(plaza: Plaza) -> None:
    no = plaza.created(LEFT_ALONE)
    card = plaza.card(SYNC, no)
    assert not plaza.feishu.tap("ou_wang", card.id, "接单").error
    assert "ou_wang" in plaza.hears(SYNC, no, "首次响应", "快到时限").notified
    assert "ou_tang" in plaza.hears(SYNC, no, "首次响应", "已超时").notified
    assert "ou_ma" in plaza.hears(SYNC, no, "首次响应", "请经理处理").notified
    plaza.told("ou_ma", no, "首次响应")
    wait_for(lambda: plaza.feishu.urgents("ou_ma"), why=plaza.bot.why)
    plaza.feishu.say("ou_ma", SYNC, f"/ticket ack {no}", mentions_bot=True)
    plaza.hears(SYNC, "马强", "知悉")


def test_killed_in_the_middle_nothing_is_lost_and_nothing_said_twice(plaza: Plaza) -> None:
    no = plaza.created(NEW)
    plaza.bot.kill()
    plaza.bot.start()
    card = plaza.card(SYNC, no)
    plaza.card(TECH, no)
    tapped = plaza.feishu.tap("ou_wang", card.id, "接单")
    assert not tapped.error, tapped
    plaza.bot.kill()
    plaza.bot.start()
    plaza.card(SYNC, no, "处理中")
    plaza.filled("ou_wang", "完成", {"details": "已修好"}, no)
    plaza.card(SYNC, no, "已完成")
    for chat in (SYNC, TECH):
        assert len(plaza.cards(chat, no)) == 1


def test_a_message_delivered_again_after_a_restart_is_handled_once(plaza: Plaza) -> None:
    said = plaza.feishu.say("ou_li", SYNC, f"/ticket {NEW}", mentions_bot=True)
    plaza.told("ou_li", "已创建")
    plaza.bot.kill()
    plaza.bot.start()
    plaza.feishu.redeliver(said.deliveries[0], new_event_id=True)
    second = plaza.created(NEW)
    assert second.endswith("002"), second


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Plaza]:
    with opened_plaza(tmp_path, free_port(), slack=True) as plaza:
        yield plaza


def test_one_ticket_on_two_platforms(both: Plaza) -> None:
    """Created in Slack, accepted in Feishu, noted in Slack, escalated on Feishu, known in Slack."""
    shop = both.shop
    assert shop is not None
    delivery = shop.slack.slash("ULI", "CSYNC", "/ticket", LEFT_ALONE)
    assert delivery.ok
    no = number_in(str(delivery.body))
    card = both.card(SYNC, no)
    assert not both.feishu.tap("ou_wang", card.id, "接单").error
    in_slack = shop.card("CSYNC", no, "处理中")
    shop.slack.say("UTANG", "CSYNC", "配件明天到", thread_ts=in_slack.ts)
    both.hears(SYNC, "唐敏", "配件明天到")
    both.feishu.say("ou_wang", SYNC, "好的，我明早去", thread=card.id)
    shop.hears("CSYNC", "王工", "好的，我明早去")
    both.told("ou_ma", no, "首次响应", "请经理处理")
    assert shop.slack.slash("UTANG", "CSYNC", "/ticket", f"ack {no}").ok
    both.hears(SYNC, "唐敏", "知悉")
    assert len(both.cards(SYNC, no)) == 1
    assert len(shop.cards("CSYNC", no)) == 1


def test_a_killed_long_connection_comes_back_and_hears_what_was_said_meanwhile(
    both: Plaza,
) -> None:
    first = both.created(NEW)
    both.card(SYNC, first)
    both.feishu.kill_connections()
    time.sleep(0.2)  # The gap in which Feishu has nobody to tell.
    said = both.feishu.say("ou_li", SYNC, f"/ticket {NEW}", mentions_bot=True)
    wait_for(
        lambda: both.feishu.read(lambda f: len(f.long_connection.connections)), why=both.bot.why
    )
    both.feishu.redeliver(said.deliveries[0])
    both.feishu.redeliver(said.deliveries[0])
    second = f"{first[:-3]}002"
    both.card(SYNC, second)
    assert len(both.cards(SYNC, f"{first[:-3]}003")) == 0
