"""A bad batch (S1-01) on Slack and Feishu at once: one incident, one update, everybody's cards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.plaza import SYNC as GROUP
from tests.e2e.plaza import Plaza, opened_plaza
from tests.e2e.shop import SYNC, Shop, said, wait_for
from tests.fakes.feishu import Message as FeishuMessage
from tests.fakes.slack import Message
from tests.loopback import free_port

LEAK = "new 漏水 客户={} 部门=技术部 分类=产品质量 产品=KX-2 紧急程度=一般"
UPDATE = "密封圈不良，本周免费更换"


@pytest.fixture
def plaza(tmp_path: Path) -> Iterator[Plaza]:
    policy = 'preset = "rapid-response"\n'
    with opened_plaza(tmp_path, free_port(), slack=True, policy=policy) as plaza:
        yield plaza


def test_an_incident_from_the_first_leak_to_its_end(plaza: Plaza) -> None:
    shop = plaza.shop
    assert shop is not None
    lead, case = shop.created(LEAK.format("张三")), shop.created(LEAK.format("李四"))
    slack_cards = [shop.card(SYNC, no) for no in (lead, case)]
    feishu_cards = [plaza.card(GROUP, no) for no in (lead, case)]
    assert shop.slack.tap("UTANG", SYNC, slack_cards[0].ts, "群体事件").ok
    leading = plaza.card(GROUP, lead, "主单")
    later = plaza.created(LEAK.format("王五"))
    slack_cards.append(shop.card(SYNC, later, lead))
    feishu_cards.append(plaza.card(GROUP, later, lead))
    plaza.filled_on(leading, "ou_tang", "统一通报", {"note": UPDATE, "told": "是"})
    wait_for(lambda: all(UPDATE in on_slack(shop, c) for c in slack_cards), why=plaza.bot.why)
    wait_for(lambda: all(UPDATE in on_feishu(plaza, c) for c in feishu_cards), why=plaza.bot.why)
    assert shop.slack.tap("UTANG", SYNC, slack_cards[0].ts, "接单").ok
    shop.card(SYNC, lead, "处理中")
    shop.filled("UTANG", "完成", {"处理结果": "已更换整批密封圈"}, lead, SYNC)
    shop.card(SYNC, lead, "已完成")
    shop.filled("ULI", "客户确认", {"客户答复": "已解决"}, lead, SYNC)
    shop.card(SYNC, lead, "已关闭")
    after = shop.card(SYNC, shop.created(LEAK.format("赵六")))
    assert lead not in said(after)


def on_slack(shop: Shop, card: Message) -> str:
    thread = [m for m in shop.slack.channel(SYNC).messages if m.thread_ts == card.ts]
    return "\n".join(map(said, thread))


def on_feishu(plaza: Plaza, card: FeishuMessage) -> str:
    thread = [m for m in plaza.feishu.chat(GROUP).messages if m.root_id == card.id]
    return "\n".join(map(plaza.feishu.words, thread))
