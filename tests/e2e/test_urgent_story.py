"""S1 on Slack and on Feishu: an urgent fault of a key customer, the ladder, the signed sheet.

S1-33, S1-34 the sync room; S1-37 VIP to a senior; S1-38 the warning; S1-23 the response by phone;
S3-05 the level; S4-12, S4-13 the signed record of a visit; S3-27 nobody's name in a room.
"""

import re
import urllib.request
from pathlib import Path

from tests.e2e.plaza import opened_plaza
from tests.e2e.shop import SYNC, opened_shop, said, wait_for
from tests.loopback import free_port

JPEG = b"\xff\xd8\xff\xe0" + b"a sheet that a customer signed" * 20
FIRST = "new 咨询保养 客户=张三 电话=13812345678"
URGENT = 'new 系统停机，无法启动 客户=张三 电话="＋86 138-1234-5678" 紧急程度=紧急'
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/evidence/[\w-]+")


def opened_by(link: str) -> bytes:
    asked = urllib.request.Request(link)  # noqa: S310 - the pattern above allows nothing else.
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - the same.
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "image/jpeg"
        body: bytes = answer.read()
    return body


def test_an_urgent_fault_of_a_key_customer_on_slack(tmp_path: Path) -> None:
    with opened_shop(tmp_path, free_port(), socket_mode=True) as shop:
        slack = shop.slack
        first = shop.created(FIRST)
        assert "C1" in str(slack.slash("UCHEN", SYNC, "/ticket", "customer level C1 VIP").body)
        no = shop.created(URGENT)
        card = shop.card(SYNC, no, "VIP")
        assert "90 天内第 2 次" in said(card)
        assert "张三" not in said(card)
        assert "<@UNING>" in said(card)  # The senior, not whoever took it in.
        shop.hears(SYNC, no, "首次响应", "快到时限", "<@UNING>")
        shop.hears(SYNC, no, "首次响应", "已超时", "<@UCHEN>")
        shop.hears(SYNC, no, "首次响应", "请经理处理", "<@UMA>")
        assert slack.slash("UMA", SYNC, "/ticket", f"ack {no}").ok
        shop.hears(SYNC, "马强", "知悉")
        assert slack.slash("UNING", SYNC, "/ticket", f"contact {no} 约好上门 方式=电话").ok
        assert slack.slash("UNING", SYNC, "/ticket", f"contact {no} 已上门检修 方式=上门").ok
        slack.say("UNING", SYNC, "签收单", thread_ts=card.ts, files=[("signed.jpg", JPEG)])
        assert slack.slash("UNING", SYNC, "/ticket", f"signed {no}").ok
        shop.hears(SYNC, "宁静", "上门签收单")
        links: list[str] = []

        def linked() -> bool:
            links[:] = _LINK.findall(str(slack.slash("UNING", SYNC, "/ticket", f"show {no}").body))
            return bool(links)

        wait_for(linked, why=shop.bot.why)
        assert opened_by(links[0]) == JPEG
        file = str(slack.slash("UCHEN", SYNC, "/ticket", "customer 138 1234 5678").body)
        assert all(part in file for part in ("C1", first, no, "****5678"))
        assert "13812345678" not in file


def test_an_urgent_fault_of_a_key_customer_on_feishu(tmp_path: Path) -> None:
    sync = "oc_sync"
    with opened_plaza(tmp_path, free_port()) as plaza:
        feishu = plaza.feishu
        first = plaza.created(FIRST)
        feishu.say("ou_chen", sync, "/工单 客户 等级 C1 VIP", mentions_bot=True)
        plaza.told("ou_chen", "C1", "VIP")
        no = plaza.created(URGENT)
        card = plaza.card(sync, no, "VIP")
        assert "90 天内第 2 次" in feishu.words(card)
        assert "张三" not in feishu.words(card)
        assert "ou_ning" in plaza.hears(sync, no, "首次响应", "快到时限").notified
        assert "ou_chen" in plaza.hears(sync, no, "首次响应", "已超时").notified
        assert "ou_ma" in plaza.hears(sync, no, "首次响应", "请经理处理").notified
        feishu.say("ou_ma", sync, f"/工单 知悉 {no}", mentions_bot=True)
        plaza.hears(sync, "马强", "知悉")
        for told in ("约好上门 方式=电话", "已上门检修 方式=上门"):
            feishu.say("ou_ning", sync, f"/工单 联系 {no} {told}", mentions_bot=True)
            plaza.hears(sync, "宁静", told.split()[0])
        feishu.say("ou_ning", sync, "", thread=card.id, files=[("signed.jpg", JPEG)])
        feishu.say("ou_ning", sync, f"/工单 签收单 {no}", mentions_bot=True)
        plaza.hears(sync, "宁静", "上门签收单")
        links: list[str] = []

        def linked() -> bool:
            feishu.say("ou_ning", sync, f"/工单 查看 {no}", mentions_bot=True)
            shown = [str(m.content) for m in feishu.private("ou_ning").messages if m.by_app]
            links[:] = [found for each in shown for found in _LINK.findall(each)]
            return bool(links)

        wait_for(linked, why=plaza.bot.why)
        assert opened_by(links[0]) == JPEG
        feishu.say("ou_chen", sync, "/工单 客户 138 1234 5678", mentions_bot=True)
        file = plaza.told("ou_chen", "C1", first, no, "5678")
        assert "13812345678" not in file
