"""The whole story on Slack, told by the real process over loopback: by HTTP and by Socket Mode."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.shop import LEFT_ALONE, NEW, SYNC, TECH, Shop, opened_shop, said, wait_for
from tests.loopback import free_port


@pytest.fixture(params=["http", "socket"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(tmp_path, free_port(), socket_mode=request.param == "socket") as shop:
        yield shop


def to_closed(shop: Shop, no: str) -> None:
    """From the card to the customer's word, each step tapped by whoever does it."""
    card = shop.card(SYNC, no, "待处理")
    assert shop.slack.tap("UWANG", SYNC, card.ts, "接单").ok
    shop.card(SYNC, no, "处理中")
    shop.filled("UWANG", "首次联系", {"沟通结果": "已电话联系客户", "联系方式": "电话"}, no, SYNC)
    shop.hears(SYNC, "王工", "已电话联系客户")
    shop.filled("UWANG", "更新进度", {"进度说明": "已检测，需更换压缩机"}, no, SYNC)
    shop.filled("UWANG", "提出方案", {"解决方案": "更换压缩机", "费用": "300元"}, no, SYNC)
    shop.card(SYNC, no, "待确认")
    shop.filled("UWANG", "完成", {"处理结果": "已更换压缩机 KX-2"}, no, SYNC)
    shop.card(SYNC, no, "已完成")
    shop.filled("ULI", "客户确认", {"客户答复": "已解决", "客户评价": "很好"}, no, SYNC)
    shop.card(SYNC, no, "已关闭")


def test_from_new_to_closed_and_the_callback_reminder(shop: Shop) -> None:
    no = shop.created(NEW)
    assert "13812345678" not in said(shop.card(SYNC, no))
    assert "13912345678" not in said(shop.card(TECH, no))
    to_closed(shop, no)
    shop.hears(SYNC, no, "回访", "<@ULI>")
    assert len(shop.cards(SYNC, no)) == 1
    assert "Closed" in said(shop.card(TECH, no, "Closed"))


def test_a_ticket_left_alone_is_warned_missed_climbs_and_is_acknowledged(shop: Shop) -> None:
    no = shop.created(LEFT_ALONE)
    card = shop.card(SYNC, no)
    assert shop.slack.tap("UWANG", SYNC, card.ts, "接单").ok
    shop.hears(SYNC, no, "首次响应", "快到时限", "<@UWANG>")
    shop.hears(SYNC, no, "首次响应", "已超时", "<@UTANG>")
    shop.hears(SYNC, no, "首次响应", "请经理处理", "<@UMA>")
    shop.hears("DMA", no, "首次响应")
    assert shop.slack.slash("UMA", SYNC, "/ticket", f"ack {no}").ok
    shop.hears(SYNC, "马强", "知悉")


def test_killed_in_the_middle_nothing_is_lost_and_nothing_said_twice(shop: Shop) -> None:
    no = shop.created(NEW)
    shop.bot.kill()
    shop.bot.start()
    card = shop.card(SYNC, no)
    shop.card(TECH, no)
    assert shop.slack.tap("UWANG", SYNC, card.ts, "接单").ok
    shop.bot.kill()
    shop.bot.start()
    shop.card(SYNC, no, "处理中")
    shop.hears(SYNC, "王工", "接单")
    again = shop.slack.tap("USMITH", SYNC, card.ts, "首次联系")
    assert again.ok
    shop.filled("UWANG", "完成", {"处理结果": "已修好"}, no, SYNC)
    shop.card(SYNC, no, "已完成")
    for channel in (SYNC, TECH):
        assert len(shop.cards(channel, no)) == 1
    lines = [h for h in shop.heard(SYNC) if "王工" in h and "接单" in h and no not in h]
    assert len(lines) == 1


def test_a_message_becomes_a_ticket_and_its_thread_becomes_notes(shop: Shop) -> None:
    spoken = shop.slack.say("UCHEN", SYNC, "客户张女士说洗衣机漏水，订单 20261101")
    assert shop.slack.message_shortcut("ULI", SYNC, spoken.ts, "make_ticket").ok
    shop.modal("ULI")
    sent = shop.slack.submit_view("ULI", {"客户": "张女士", "责任部门": "技术部"})
    assert sent.closed, sent
    told = shop.alone("ULI", "已创建")
    found = re.search(r"\d{11}", told)
    assert found
    no = found.group()
    card = shop.card(SYNC, no)
    shop.slack.say("UWANG", SYNC, "配件明天到", thread_ts=card.ts)
    other = shop.card(TECH, no)
    wait_for(
        lambda: any("配件明天到" in said(m) for m in shop.slack.channel(TECH).thread(other.ts)),
        why=shop.bot.why,
    )
    shop.slack.say("UWANG", SYNC, "<@UBOT> accept", thread_ts=card.ts)
    shop.card(SYNC, no, "处理中")


def test_a_reaction_makes_a_ticket(shop: Shop) -> None:
    spoken = shop.slack.say("UCHEN", SYNC, "李先生的热水器不出热水")
    shop.slack.react("ULI", SYNC, spoken.ts, "ticket")
    assert "新建工单" in shop.alone("ULI")  # Its author is a colleague: the customer is asked for.


def test_home_shows_my_queue(shop: Shop) -> None:
    no = shop.created(NEW)
    card = shop.card(SYNC, no)
    shop.slack.tap("UWANG", SYNC, card.ts, "接单")
    shop.card(SYNC, no, "处理中")
    shop.slack.open_home("UWANG")
    wait_for(lambda: shop.slack.home("UWANG"), why=shop.bot.why)
    assert no in str(shop.slack.home("UWANG").view)  # type: ignore[union-attr] # Waited for.
