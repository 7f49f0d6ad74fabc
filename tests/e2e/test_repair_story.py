"""A repair for which the warehouse's help is needed, with a photo of what was done (S0).

From the report to the customer's word: accepted and contacted (S0-20, S0-21), the warehouse asked
and answering (S0-30, S0-31), solution and cost explained and agreed (S0-29), details and photo
(S0-32, S0-33), confirmed and closed (S0-34, S0-35). Told on Slack and on Feishu by the real
process.
"""

from pathlib import Path

from tests.e2e import plaza as feishu
from tests.e2e import shop as slack
from tests.e2e.plaza import opened_plaza
from tests.e2e.shop import opened_shop, said, wait_for
from tests.loopback import free_port

REPAIR = (
    "new 空调不制冷 客户=张三 电话=13812345678 产品=KFR-35GW"
    " 部门=技术部 分类=产品质量 紧急程度=一般"
)
NEED = "KX-2 压缩机有货吗，客户电话 13812345678"
ANSWER = "有货，今天发出"
PHOTO = ("repair.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 64 + b"\xff\xd9")


def test_a_repair_with_the_warehouses_help_on_slack(tmp_path: Path) -> None:
    with opened_shop(tmp_path, free_port(), socket_mode=True) as shop:
        no = shop.created(REPAIR)
        card = shop.card(slack.SYNC, no)
        assert shop.slack.tap("UWANG", slack.SYNC, card.ts, "接单").ok
        shop.card(slack.SYNC, no, "处理中")
        contact = {"沟通结果": "约明天上午上门", "联系方式": "电话"}
        shop.filled("UWANG", "首次联系", contact, no, slack.SYNC)
        shop.slack.say("UWANG", slack.SYNC, f"<@UBOT> collab @仓储部 {NEED}", thread_ts=card.ts)
        asked = shop.card(slack.WARE, no, "待答复")
        assert "<@UHOU>" in said(asked)
        assert "13812345678" not in said(asked)
        assert shop.slack.tap("UWANG", slack.WARE, asked.ts, "接受协作").ok
        shop.alone("UWANG", "请的是仓储部")
        assert shop.slack.tap("UHOU", slack.WARE, asked.ts, "接受协作").ok
        shop.card(slack.WARE, no, "办理中（侯军）")
        shop.filled("UHOU", "答复协作", {"协作结果": ANSWER}, no, slack.WARE)
        shop.card(slack.WARE, no, ANSWER)
        shop.hears("DWANG", "C1", ANSWER)
        shop.hears(slack.SYNC, "侯军", "完成了协作请求 C1")
        shop.card(slack.SYNC, no, ANSWER)
        propose = {"解决方案": "更换压缩机", "费用": "300元"}
        shop.filled("UWANG", "提出方案", propose, no, slack.SYNC)
        shop.card(slack.SYNC, no, "待确认")
        assert shop.slack.tap("ULI", slack.SYNC, card.ts, "客户同意").ok
        assert "300元" in said(shop.card(slack.SYNC, no, "李娜 登记"))
        shop.hears("DWANG", "客户同意", "更换压缩机（费用 300元）")
        shop.slack.say("UWANG", slack.SYNC, "更换后", thread_ts=card.ts, files=[PHOTO])
        shop.hears(slack.TECH, "更换后", "repair.jpg")
        shop.filled("UWANG", "完成", {"处理结果": "已更换压缩机 KX-2"}, no, slack.SYNC)
        shop.card(slack.SYNC, no, "已更换压缩机 KX-2")
        shop.filled("ULI", "客户确认", {"客户答复": "已解决"}, no, slack.SYNC)
        shop.card(slack.SYNC, no, "已关闭")


def test_a_repair_with_the_warehouses_help_on_feishu(tmp_path: Path) -> None:
    with opened_plaza(tmp_path, free_port()) as plaza:
        no = plaza.created(REPAIR)
        card = plaza.card(feishu.SYNC, no)
        assert not plaza.feishu.tap("ou_wang", card.id, "接单").error
        plaza.card(feishu.SYNC, no, "处理中")
        plaza.filled("ou_wang", "首次联系", {"outcome": "约明天上午上门", "medium": "电话"}, no)
        line = f"/ticket 协作 {no} @仓储部 {NEED}"
        plaza.feishu.say("ou_wang", feishu.SYNC, line, mentions_bot=True)
        asked = plaza.card(feishu.WARE, no, "待答复")
        assert "ou_hou" in asked.notified
        assert "13812345678" not in str(asked.content)
        assert not plaza.feishu.tap("ou_hou", asked.id, "接受协作").error
        taken = plaza.card(feishu.WARE, no, "办理中（侯军）")
        plaza.filled_on(taken, "ou_hou", "答复协作", {"answer": ANSWER})
        plaza.card(feishu.WARE, no, ANSWER)
        plaza.told("ou_wang", "C1", ANSWER)
        plaza.hears(feishu.SYNC, "侯军", "完成了协作请求 C1")
        propose = {"solution": "更换压缩机", "cost": "300元"}
        plaza.filled("ou_wang", "提出方案", propose, no)
        plaza.card(feishu.SYNC, no, "待确认")
        assert not plaza.feishu.tap("ou_li", card.id, "客户同意").error
        plaza.card(feishu.SYNC, no, "李娜 登记")
        plaza.told("ou_wang", "客户同意", "更换压缩机（费用 300元）")
        plaza.feishu.say("ou_wang", feishu.SYNC, "更换后", thread=card.id, files=[PHOTO])
        plaza.hears(feishu.TECH, "更换后", "附件 image")  # Feishu gives pictures no name.
        plaza.filled("ou_wang", "完成", {"details": "已更换压缩机 KX-2"}, no)
        plaza.card(feishu.SYNC, no, "已更换压缩机 KX-2")
        plaza.filled("ou_li", "客户确认", {"answer": "已解决"}, no)
        plaza.card(feishu.SYNC, no, "已关闭")
        wait_for(lambda: len(plaza.cards(feishu.WARE, no)) == 1, why=plaza.bot.why)
