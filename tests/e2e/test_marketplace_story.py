"""A marketplace complaint (S2) on Slack and Feishu: classified, dispatched, told of, remedied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.plaza import SYNC as GROUP
from tests.e2e.plaza import Plaza, opened_plaza
from tests.e2e.shop import SYNC, Shop, opened_shop
from tests.loopback import free_port

COMPLAINT = (
    "new 收到的空调不制冷，客服一直没人理，电话13912345678"
    " 客户=张女士 电话=13812345678 渠道=电商平台 类型=投诉 情绪=不满"
)
POLICY = """
preset = "online-marketing"
[duty.progress]
due = "4s"
warn = "2s"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(tmp_path, free_port(), socket_mode=True, policy=POLICY) as shop:
        yield shop


@pytest.fixture
def plaza(tmp_path: Path) -> Iterator[Plaza]:
    with opened_plaza(tmp_path, free_port(), policy=POLICY) as plaza:
        yield plaza


def test_on_slack(shop: Shop) -> None:
    """S2-17…22, S2-33, S2-38, S2-41…46."""
    no = shop.created(COMPLAINT)
    card = shop.card(SYNC, no, "建议紧急程度：紧急")  # An upset customer; the person decides.
    sorted_as = {"问题分类": "产品质量", "紧急程度": "普通", "责任部门": "技术部"}
    shop.filled("UCHEN", "分类", sorted_as, no, SYNC)
    shop.card(SYNC, no, "还需向客户了解")
    assert shop.slack.tap("UWANG", SYNC, card.ts, "接单").ok
    shop.card(SYNC, no, "处理中")
    shop.filled("UWANG", "首次联系", {"沟通结果": "已致歉，预约上门"}, no, SYNC)
    shop.hears(SYNC, no, "告知客户进度", "快到时限")
    shop.filled("UWANG", "完成", {"处理结果": "已更换压缩机"}, no, SYNC)
    shop.card(SYNC, no, "已完成")
    shop.filled("ULI", "客户确认", {"客户答复": "已解决"}, no, SYNC)
    shop.card(SYNC, no, "已关闭")
    call = {"是否联系上": "已联系上", "响应速度": "非常不满意", "回访结果": "等了太久"}
    shop.filled("ULI", "登记回访", call, no, SYNC)
    shop.card(SYNC, no, "登记补救")
    soothed = {"不满意的原因": "响应太慢", "给客户的补救": "赠送50元优惠券"}
    shop.filled("UTANG", "登记补救", soothed, no, SYNC)
    shop.card(SYNC, no, "补救后确认")
    shop.filled("UTANG", "补救后确认", {"客户现在满意吗": "满意"}, no, SYNC)
    shop.hears(SYNC, "唐敏", "客户对补救满意")
    assert not any("13812345678" in h or "13912345678" in h for h in shop.heard(SYNC))


def test_on_feishu(plaza: Plaza) -> None:
    """S2-17…22, S2-33, S2-38, S2-41…46."""
    no = plaza.created(COMPLAINT)
    card = plaza.card(GROUP, no, "建议紧急程度：紧急")
    sorted_as = {"category": "product", "urgency": "normal", "dept": "technical"}
    plaza.filled("ou_chen", "分类", sorted_as, no)
    card = plaza.card(GROUP, no, "还需向客户了解")
    assert not plaza.feishu.tap("ou_wang", card.id, "接单").error
    plaza.card(GROUP, no, "处理中")
    plaza.filled("ou_wang", "首次联系", {"outcome": "已致歉，预约上门"}, no)
    plaza.hears(GROUP, no, "告知客户进度", "快到时限")
    plaza.filled("ou_wang", "完成", {"details": "已更换压缩机"}, no)
    plaza.card(GROUP, no, "已完成")
    plaza.filled("ou_li", "客户确认", {"answer": "已解决"}, no)
    plaza.card(GROUP, no, "已关闭")
    call = {"answer": "已联系上", "answers.speed": "非常不满意", "outcome": "等了太久"}
    plaza.filled("ou_li", "登记回访", call, no)
    plaza.card(GROUP, no, "登记补救")
    plaza.filled("ou_tang", "登记补救", {"reason": "响应太慢", "remedy": "50元优惠券"}, no)
    plaza.card(GROUP, no, "补救后确认")
    plaza.filled("ou_tang", "补救后确认", {"answer": "满意"}, no)
    plaza.hears(GROUP, "唐敏", "客户对补救满意")
    assert not any("13812345678" in h or "13912345678" in h for h in plaza.heard(GROUP))
