"""A delayed delivery (S3) on Slack and on Feishu: masked, told of, called back days later."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.plaza import SYNC as GROUP
from tests.e2e.plaza import Plaza, opened_plaza
from tests.e2e.shop import SYNC, Shop, opened_shop, said
from tests.loopback import free_port

DELAY = (
    "new 包裹超过48小时未送达，回电13912345678 客户=王女士 电话=13812345678"
    " 等级=VIP客户 分类=logistics 紧急程度=一般 部门=技术部"
)
AGAIN = "new 补发的也没到 客户=王女士 电话=****5678 分类=logistics 紧急程度=一般 部门=技术部"
POLICY = """
preset = "feedback-form"
[duty.second_callback]
opens = "2s"
due = "8s"
warn = "5s"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(tmp_path, free_port(), socket_mode=True, policy=POLICY) as shop:
        yield shop


@pytest.fixture
def plaza(tmp_path: Path) -> Iterator[Plaza]:
    with opened_plaza(tmp_path, free_port(), policy=POLICY) as plaza:
        yield plaza


def number(text: str) -> str:
    found = re.search(r"FBD\d{9}", text)  # S3-23
    assert found, text
    return found.group()


def test_on_slack(shop: Shop) -> None:
    """S3-03, S3-04, S3-09, S3-16, S3-18, S3-20, S3-21, S3-27, S3-30."""
    delivery = shop.slack.slash("ULI", SYNC, "/ticket", DELAY)
    assert delivery.ok, delivery.ack
    no = number(str(delivery.body))
    card = shop.card(SYNC, no, "待处理")
    assert "王女士" in said(card)
    assert shop.slack.tap("UWANG", SYNC, card.ts, "接单").ok
    shop.card(SYNC, no, "处理中")
    shop.filled("UWANG", "首次联系", {"沟通结果": "已核实物流，致歉"}, no, SYNC)
    shop.filled("UWANG", "更新进度", {"进度说明": "已催承运商，预计明日送达"}, no, SYNC)
    shop.filled("UWANG", "完成", {"处理结果": "已送达，单号SF1234567，赠50元优惠券"}, no, SYNC)
    done = said(shop.card(SYNC, no, "已完成"))
    assert "单号SF1234567，赠50元优惠券" in done
    shop.filled("ULI", "客户确认", {"客户答复": "已解决"}, no, SYNC)
    shop.hears(SYNC, no, "二次回访", "快到时限")
    call = {"是否联系上": "已联系上", "总体满意度": "基本满意", "客户建议": "包装再结实些"}
    shop.filled("ULI", "登记回访", call, no, SYNC)
    shop.hears(SYNC, "李娜", "回访")
    again = number(str(shop.slack.slash("ULI", SYNC, "/ticket", AGAIN).body))
    assert "90 天内第 2 次" in said(shop.card(SYNC, again))
    shop.hears(SYNC, "“物流延迟”的处理步骤", "1. ")
    assert not any("13812345678" in h or "13912345678" in h for h in shop.heard(SYNC))


def test_on_feishu(plaza: Plaza) -> None:
    """S3-03, S3-04, S3-09, S3-16, S3-18, S3-20, S3-21, S3-27, S3-30."""
    plaza.feishu.say("ou_li", GROUP, f"/ticket {DELAY}", mentions_bot=True)
    no = number(plaza.told("ou_li", "已创建"))
    card = plaza.card(GROUP, no, "待处理")
    assert "王女士" in plaza.feishu.words(card)
    assert not plaza.feishu.tap("ou_wang", card.id, "接单").error
    plaza.card(GROUP, no, "处理中")
    plaza.filled("ou_wang", "首次联系", {"outcome": "已核实物流，致歉"}, no)
    plaza.filled("ou_wang", "更新进度", {"note": "已催承运商，预计明日送达"}, no)
    plaza.filled("ou_wang", "完成", {"details": "已送达，单号SF1234567，赠50元优惠券"}, no)
    done = plaza.feishu.words(plaza.card(GROUP, no, "已完成"))
    assert "单号SF1234567，赠50元优惠券" in done
    plaza.filled("ou_li", "客户确认", {"answer": "已解决"}, no)
    plaza.hears(GROUP, no, "二次回访", "快到时限")
    plaza.filled("ou_li", "登记回访", {"answer": "已联系上", "csat": "基本满意"}, no)
    plaza.hears(GROUP, "李娜", "回访")
    plaza.feishu.say("ou_li", GROUP, f"/ticket {AGAIN}", mentions_bot=True)
    plaza.hears(GROUP, "补发的也没到", "90 天内第 2 次")
    plaza.hears(GROUP, "“物流延迟”的处理步骤", "1. ")
    assert not any("13812345678" in h or "13912345678" in h for h in plaza.heard(GROUP))
