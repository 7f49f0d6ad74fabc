"""S4 on the real process: a severe complaint, three approvals, responsibility, its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import plaza as feishu_desk
from tests.e2e.complaints import NEW, POLICY
from tests.e2e.plaza import Plaza, opened_plaza
from tests.e2e.shop import SYNC, TECH, WARE, Shop, number_in, opened_shop, said
from tests.loopback import free_port


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(tmp_path, free_port(), socket_mode=False, policy=POLICY) as shop:
        yield shop


@pytest.fixture
def plaza(tmp_path: Path) -> Iterator[Plaza]:
    with opened_plaza(tmp_path, free_port(), http=True, policy=POLICY) as plaza:
        yield plaza


def test_a_severe_complaint_on_slack(shop: Shop) -> None:
    def asks(user: str, line: str) -> str:
        delivery = shop.slack.slash(user, SYNC, "/ticket", line)
        assert delivery.ok, delivery.ack
        return str(delivery.body)

    no = number_in(asks("ULI", NEW))
    assert shop.slack.tap("UWANG", SYNC, shop.card(SYNC, no, "待处理").ts, "接单").ok
    shop.filled("ULI", "修改信息", {"版本": "院用"}, no, SYNC)
    assert "协和医院" in said(shop.card(SYNC, no, "院用"))
    shop.filled(
        "UTANG", "定责",
        {"严重程度": "重", "投诉原因": "质量异常", "责任部门": "技术部", "原因分析": "密封圈老化"},
        no, SYNC,
    )  # fmt: skip
    shop.hears(TECH, no, "fed back", "密封圈老化")
    shop.filled("UWANG", "提出方案", {"解决方案": "更换整机", "费用": "3200元"}, no, SYNC)
    asked = shop.told(TECH, no, "更换整机", "<@UTANG>")
    assert "还差" in asks("UWANG", f"resolve {no} 已换")
    assert shop.slack.tap("UTANG", TECH, asked.ts, "Approve").ok
    shop.card(SYNC, no, "技术部 已同意")
    dear = shop.told("DCHEN", no, "更换整机")
    assert shop.slack.tap("UCHEN", "DCHEN", dear.ts, "驳回").ok
    shop.modal("UCHEN")
    assert shop.slack.submit_view("UCHEN", {"驳回理由": "费用过高"}).closed
    shop.hears("DWANG", no, "费用过高", "重新提出")
    shop.card(SYNC, no, "处理中")
    shop.filled("UWANG", "提出方案", {"解决方案": "更换密封圈", "费用": "0"}, no, SYNC)
    again = shop.told(TECH, no, "更换密封圈")
    assert shop.slack.tap("UTANG", TECH, again.ts, "Approve").ok
    cheap = shop.told("DCHEN", no, "更换密封圈")
    assert shop.slack.tap("UCHEN", "DCHEN", cheap.ts, "同意").ok
    late = shop.told(WARE, no, "审批", "快到时限")
    assert shop.slack.tap("UMA", WARE, late.ts, "同意").ok
    shop.hears("DWANG", no, "请执行", "更换密封圈")
    shop.card(SYNC, no, "仓储部 已同意")
    shop.filled("UWANG", "完成", {"处理结果": "已更换密封圈"}, no, SYNC)
    shop.card(SYNC, no, "已完成")
    shop.filled("ULI", "客户确认", {"客户答复": "已解决", "客户评价": "好了"}, no, SYNC)
    card = shop.card(SYNC, no, "已关闭")
    assert "质量异常" in said(card)


def test_a_severe_complaint_on_feishu(plaza: Plaza) -> None:
    sync, tech = feishu_desk.SYNC, feishu_desk.TECH
    no = plaza.created(NEW)
    assert not plaza.feishu.tap("ou_wang", plaza.card(sync, no, "待处理").id, "接单").error
    plaza.filled("ou_li", "修改信息", {"custom.edition": "院用"}, no)
    assert "协和医院" in plaza.feishu.words(plaza.card(sync, no, "院用"))
    verdict = {"severity": "重", "cause": "质量异常", "dept": "技术部", "analysis": "密封圈老化"}
    plaza.filled("ou_tang", "定责", verdict, no)
    plaza.hears(tech, no, "反馈", "密封圈老化")
    plaza.filled("ou_wang", "提出方案", {"solution": "更换整机", "cost": "3200元"}, no)
    asked = plaza.hears(tech, no, "更换整机", "请技术部审批")
    assert "ou_tang" in asked.notified
    assert not plaza.feishu.tap("ou_tang", asked.id, "同意").error
    plaza.card(sync, no, "技术部 已同意")
    dear = plaza.message("ou_chen", no, "更换整机")
    plaza.filled_on(dear, "ou_chen", "驳回", {"reason": "费用过高"})
    plaza.told("ou_wang", no, "费用过高", "重新提出")
    plaza.card(sync, no, "处理中")
    plaza.filled("ou_wang", "提出方案", {"solution": "更换密封圈", "cost": "0"}, no)
    assert not plaza.feishu.tap("ou_tang", plaza.hears(tech, no, "更换密封圈").id, "同意").error
    cheap = plaza.message("ou_chen", no, "更换密封圈")
    assert not plaza.feishu.tap("ou_chen", cheap.id, "同意").error
    late = plaza.hears(feishu_desk.WARE, no, "审批", "快到时限")
    assert not plaza.feishu.tap("ou_ma", late.id, "同意").error
    plaza.told("ou_wang", no, "请执行", "更换密封圈")
    plaza.card(sync, no, "仓储部 已同意")
    plaza.filled("ou_wang", "完成", {"details": "已更换密封圈"}, no)
    plaza.card(sync, no, "已完成")
    plaza.filled("ou_li", "客户确认", {"answer": "已解决", "comment": "好了"}, no)
    assert "质量异常" in plaza.feishu.words(plaza.card(sync, no, "已关闭"))
