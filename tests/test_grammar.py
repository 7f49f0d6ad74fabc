"""What people type in chat, Chinese and English, becomes the command that they meant."""

import subprocess
import sys
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import (
    SLUGS,
    Accept,
    Acknowledge,
    Agree,
    Approve,
    Assign,
    Away,
    Back,
    CallBack,
    Cancel,
    Chase,
    Classify,
    Close,
    Command,
    Confirm,
    Contact,
    Duplicate,
    Escalate,
    HandOver,
    Help,
    Hold,
    Home,
    Judge,
    ListTickets,
    Me,
    Mine,
    NewTicket,
    Note,
    Progress,
    Propose,
    Reason,
    Reject,
    Relate,
    Remedy,
    Reopen,
    Resolve,
    Resume,
    Reveal,
    Satisfied,
    Search,
    Show,
    Sync,
)
from bot.domain.errors import (
    BadLine,
    DeskError,
    OneTicketAtATime,
    UnknownCommand,
    UnknownKey,
    UnknownValue,
)
from bot.grammar import COMMANDS, EXAMPLES, parse
from bot.grammar.vocabulary import COMMAND_WORDS, KEY_WORDS, KEYS

NO = "20261122001"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Help()),
        ("  ", Help()),
        ("/ticket", Help()),
        ("／ｔｉｃｋｅｔ", Help()),
        ("/工单", Help()),
        ("<@U0BOT>", Help()),
        ("？", Help()),
        ("帮助", Help()),
        ("help 接单", Help(topic="accept")),
        ("help new", Help(topic="new")),
        ("help 空调", Help(topic="空调")),
        (f"/ticket accept {NO}", Accept(NO)),
        (f"/工单 接单 {NO}", Accept(NO)),
        (f"工单 领取 {NO}", Accept(NO)),
        (f"ticket claim {NO}", Accept(NO)),
        (f"@_user_1 接单 {NO}", Accept(NO)),
        (f"@售后助手，接单 {NO}", Accept(NO)),
        (f"<@U0BOT|desk> /ticket ACCEPT {NO}", Accept(NO)),
        (f"<@U0BOT> 接单{NO}", Accept(NO)),
        ("接单", Accept()),
        ("接单！", Accept()),
        ("accept", Accept()),
        ("accept #7", Accept("7")),
        ("接单 001，马上处理", Accept("001")),
        ("接单：００１", Accept("001")),
        ("accept\u00a01122-001", Accept("1122-001")),
        ("\ufeffaccept\u200b 001", Accept("001")),
        ("接单 工单号：001。", Accept("001")),
        ("show FBD202405001", Show("FBD202405001")),
        ("查看 fbd202405001", Show("fbd202405001")),
        (NO, Show(NO)),
        ("首页", Home()),
        ("明细 001", Reveal("001")),
        ("show. ", Show()),
        ("我的", Mine()),
        ("mine", Mine()),
        ("同步 001", Sync("001")),
        ("恢复 001 客户已回电", Resume("001")),
        ("知悉 001", Acknowledge("001")),
        ("完整信息 001", Reveal("001")),
        ("搜索 压缩机 异响", Search("压缩机 异响")),
        ("search", Search()),
        ("我", Me()),
        ("me 中文", Me("zh")),
        ("me lang=EN", Me("en")),
        ("我 语言：英文", Me("en")),
    ],
)
def test_a_line_is_understood_with_or_without_the_bots_name(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (f"progress {NO} 已检测，等配件", Progress(NO, "已检测，等配件")),
        ("进度 已检测", Progress("", "已检测")),
        ("进度 001：已检测 已告知", Progress("001", "已检测", told=True)),
        ("progress 001 parts ordered, told", Progress("001", "parts ordered,", told=True)),
        ("progress 001 told=yes parts ordered", Progress("001", "parts ordered", told=True)),
        ("progress 001 parts ordered 已告知=否", Progress("001", "parts ordered")),
        ("进度 告知了客户", Progress("", "告知了客户")),
        ("progress told", Progress(told=True)),
        ("progress 3天后到货", Progress("", "3天后到货")),
        ("progress 10:05 已上门", Progress("", "10:05 已上门")),
        ("progress 2026-11-25 上门", Progress("", "2026-11-25 上门")),
        ("progress 220V 正常", Progress("", "220V 正常")),
        ("progress R134a 已加注", Progress("", "R134a 已加注")),
        ("progress 100台都检测了", Progress("", "100台都检测了")),
        ("progress 001 第一行\n第二行\n\n第四行", Progress("001", "第一行\n第二行\n\n第四行")),
        ("note 001 客户：下午在家，电话：打不通", Note("001", "客户：下午在家，电话：打不通")),
        ("备注 customer=vip？", Note("", "customer=vip？")),
        ("contact 001 客户同意上门 方式=电话", Contact("001", "客户同意上门", "电话")),
        ("联系 001 电话：没人接", Contact("001", "电话：没人接")),
        ("contact medium=phone 001 no answer", Contact("001", "no answer", "phone")),
        ("propose 001 换压缩机 费用：300元", Propose("001", "换压缩机", "300元")),
        ("方案 换新机 cost=1,200", Propose("", "换新机", "1,200")),
        (
            "定责 001 鉴定=“外力撞击” 凭证=鉴定报告.pdf、外壳.jpg",
            Judge("001", findings="外力撞击", evidence="鉴定报告.pdf、外壳.jpg"),
        ),
        ("reject 001 too expensive", Reject("001", "too expensive")),
        ("客户同意 001 先付一半，费用：280元", Agree("001", "先付一半", "280元")),
        ("agree #001", Agree("001")),
        ("agreed 费用＝２８０", Agree("", "", "２８０")),
        ("同意 001 没意见", Approve("001", "没意见")),
        ("resolve 001 换了主板 完成时间：10:05", Resolve("001", "换了主板", "10:05")),
        ("完成 换了主板，completed=昨天 18:30", Resolve("", "换了主板", "昨天 18:30")),
        ("resolve 001 completed=20m ago fixed", Resolve("001", "fixed", "20m ago")),
        ("关闭 001 原因：三次联系不上", Close("001", "三次联系不上")),
        ('close 001 reason="three calls, no answer"', Close("001", "three calls, no answer")),
        ("cancel 001", Cancel("001")),
        ("取消 客户撤销", Cancel("", "客户撤销")),
        ("reopen 001 又坏了", Reopen("001", "又坏了")),
        ("催单 001 客户第三次来电", Chase("001", "客户第三次来电")),
        ("升级 客户很生气", Escalate("", "客户很生气")),
        ("原因 001 配件缺货", Reason("001", "配件缺货")),
        ("callback 001 works well csat=满意", CallBack("001", "works well", "满意", "reached")),
        ("回访 001 联系不上，关机", CallBack("001", "关机", answer="unreachable")),
        (
            "回访 001 能用了 新问题=遥控器失灵 推荐=9",
            CallBack("001", "能用了", answer="reached", problem="遥控器失灵", loyalty="9"),
        ),
        ("补救 001 赠券 原因=上门晚到", Remedy("001", "赠券", "上门晚到")),
        ("满意 001 不满意 还在等退款", Satisfied("001", "dissatisfied", "还在等退款")),
        ("satisfied 001 yes", Satisfied("001", "satisfied")),
        ("回访 001 满意度：5 很好", CallBack("001", "很好", "5", "reached")),
    ],
)
def test_a_commands_text_is_what_is_neither_number_nor_key(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("away", Away()),
        ("外出", Away()),
        ("away until 18:00", Away(until="18:00")),
        ("away 18:00", Away(until="18:00")),
        ("离开 2小时", Away(until="in 2小时")),
        ("away 18:00 @wu", Away(until="18:00", stand_in="@wu")),
        ("离开 明天，<@U1>", Away(until="明天", stand_in="<@U1>")),
        ("away @wang 18:00 @wu", Away(member="@wang", until="18:00", stand_in="@wu")),
        ("away @wang", Away(member="@wang")),
        ("away 2h stand-in @wu", Away(until="in 2h", stand_in="@wu")),
        ("away stand-in @wu until 18:00", Away(until="18:00", stand_in="@wu")),
        ("away until tomorrow 9:00 stand in <@U1>", Away(until="tomorrow 9:00", stand_in="<@U1>")),
        ("外出 到明天 9:00，代班 @吴工", Away(until="明天 9:00", stand_in="@吴工")),
        ("外出 代班：吴工", Away(stand_in="吴工")),
        ("请假 从=11-30 until=12-07", Away(since="11-30", until="12-07")),
        ("away @wang 18:00", Away(member="@wang", until="18:00")),
        ("away <@U1> until 18:00 standin=@wu", Away("<@U1>", until="18:00", stand_in="@wu")),
        ("back", Back()),
        ("回来 @王敏", Back("@王敏")),
        ("handover @wang to @li", HandOver("@wang", "@li")),
        ("交接 王敏 给 李娜", HandOver("王敏", "李娜")),
        ('handover "Wang Min" to <@U1>', HandOver("Wang Min", "<@U1>")),
        ("handover @wang", HandOver("@wang")),
        ("handover", HandOver()),
        (f"assign {NO} <@U123> closer", Assign(NO, "<@U123>", "closer")),
        ("assign 001 <@U123|li na> closer", Assign("001", "<@U123|li na>", "closer")),
        ("分配 001 @李娜 离客户更近", Assign("001", "@李娜", "离客户更近")),
        ("转派 001 给 李娜，原因：离客户更近", Assign("001", "李娜", "离客户更近")),
        ("转派 001 给李娜", Assign("001", "李娜")),
        ("transfer 001 to @li", Assign("001", "@li")),
        ("assign @li", Assign("", "@li")),
        ("assign 001 ＠li", Assign("001", "@li")),
        ('assign 001 @"Li Na" closer', Assign("001", "@Li Na", "closer")),
        ("assign 001 to=李娜 离客户更近", Assign("001", "李娜", "离客户更近")),
        ("分配 001 处理人：李娜", Assign("001", "李娜")),
        ("assign 001", Assign("001")),
        ("assign 001 @li also @finance refund", Assign("001", "@li", "refund", "finance")),
        ("分配 001 给 李娜，会同 @财务部、要退款", Assign("001", "李娜", "要退款", "财务部")),
        ("派单 001 @李娜 协同=财务部、仓储部", Assign("001", "@李娜", "", "财务部、仓储部")),
        ("assign 001 @li he also knows her", Assign("001", "@li", "he also knows her")),
        ("assign 001 also <@U7>", Assign("001", also="<@U7>")),
        ("hold 001 等配件 直到 明天 9:00", Hold("001", "等配件", "明天 9:00")),
        ("hold 001 parts ordered until 18:00", Hold("001", "parts ordered", "18:00")),
        ("挂起 001 等配件，至11月25日 10:00", Hold("001", "等配件", "11月25日 10:00")),
        ("挂起 等配件 直到：2小时后。", Hold("", "等配件", "2小时后")),
        ("hold 001 等配件 until=2026-11-22 18:00", Hold("001", "等配件", "2026-11-22 18:00")),
        ("hold 001 until=明天 9:00 等配件", Hold("001", "等配件", "明天 9:00")),
        ("hold 001 until=18:00 等配件", Hold("001", "等配件", "18:00")),
        ("hold 001 wait until parts arrive", Hold("001", "wait until parts arrive")),
        ("挂起 001 等到厂家回复", Hold("001", "等到厂家回复")),
        ("duplicate 002 of 001 same caller", Duplicate("002", "001", "same caller")),
        ("重复 002 于 001", Duplicate("002", "001")),
        ("重复 002于001，同一客户", Duplicate("002", "001", "同一客户")),
        ("重复 1122-002=1122-001", Duplicate("1122-002", "1122-001")),
        ("dup 002 001", Duplicate("002", "001")),
        ("dup 002->001", Duplicate("002", "001")),
        ("dup #002 of=#001", Duplicate("002", "#001")),
        ("重复 于 001", Duplicate("", "001")),
        ("duplicate of 001", Duplicate("", "001")),
        ("relate 002 to 001", Relate("002", "001")),
        ("关联 002 和 001", Relate("002", "001")),
        ("relate 002 with=001", Relate("002", "001")),
        ("关联 到 001", Relate("", "001")),
        ("duplicate 001", Duplicate("001")),
        ("重复 同一个客户", Duplicate("", "", "同一个客户")),
        ("confirm 001 yes thanks", Confirm("001", "yes", "", "thanks")),
        ("确认 001 已解决，客户很满意", Confirm("001", "yes", "", "客户很满意")),
        ("confirm 001 是 csat=满意 很快", Confirm("001", "yes", "满意", "很快")),
        ("confirm 否 还在漏水", Confirm("", "no", "", "还在漏水")),
        ("确认 001 未解决 满意度：不满意", Confirm("001", "no", "不满意")),
        ("confirm 001 没有解决", Confirm("001", "no")),
        ("confirm 001 联系不上", Confirm("001", "unreachable")),
        ("confirm 001 no answer", Confirm("001", "unreachable")),
        ("confirm 001 no, still leaking", Confirm("001", "no", "", "still leaking")),
        ("confirm 001 answer=是 很好", Confirm("001", "yes", "", "很好")),
        ("confirm 001 客户说还行", Confirm("001", "", "", "客户说还行")),
        ("classify 001 category=质量 urgency=紧急", Classify("001", "质量", "紧急")),
        ("分类 紧急程度：紧急，部门：技术 001", Classify("001", urgency="紧急", dept="技术")),
        ("classify kind=complaint severity=severe", Classify(kind="complaint", severity="severe")),
        ("list", ListTickets()),
        ("list unassigned overdue today", ListTickets(unassigned=True, overdue=True, today=True)),
        ("列表 未分配 超时 今天", ListTickets(unassigned=True, overdue=True, today=True)),
        ("列表 未分配的、逾期的工单", ListTickets(unassigned=True, overdue=True)),
        ("list dept=技术 自=昨天 18:30", ListTickets(dept="技术", since="昨天 18:30")),
        (
            "列表 部门：技术 紧急程度=紧急 状态=处理中 客户=张三",
            ListTickets(dept="技术", urgency="紧急", status="处理中", customer="张三"),
        ),
        ("list since=2026-11-01 overdue tickets", ListTickets(overdue=True, since="2026-11-01")),
    ],
)
def test_each_command_takes_its_own_parts(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "ticket"),
    [
        ("new", NewTicket()),
        ("new 空调不制冷", NewTicket("空调不制冷")),
        (
            "/ticket new 空调不制冷 客户=张三 电话=13812345678 产品=KFR-35GW 紧急程度=紧急",
            NewTicket(
                "空调不制冷",
                customer="张三",
                phone="13812345678",
                product="KFR-35GW",
                urgency="紧急",
            ),
        ),
        (
            "新建 客户：张三，电话：１３８１２３４５６７８；洗衣机漏水，期望：退款，急！",
            NewTicket("洗衣机漏水", customer="张三", phone="13812345678", wish="退款，急！"),
        ),
        (
            "报修\n客户：张三\n电话：138\n问题：空调不制冷\n外机有异响\n产品：KFR-35GW",
            NewTicket("空调不制冷\n外机有异响", customer="张三", phone="138", product="KFR-35GW"),
        ),
        (
            'new fridge is warm customer="Li Wei" wish=“full refund” product=「BCD 470」',
            NewTicket(
                "fridge is warm", customer="Li Wei", wish="full refund", product="BCD 470"
            ),
        ),
        (
            "new x customer='O'Brien & Sons' contact=‘Ms Wu’ wish=『换 新』",
            NewTicket("x", customer="O'Brien & Sons", contact="Ms Wu", wish="换 新"),
        ),
        ("new ＣＵＳＴＯＭＥＲ＝张三 坏了", NewTicket("坏了", customer="张三")),
        ("new x customer = 张三", NewTicket("x", customer="张三")),
        ("new x 客户=张三,电话=138", NewTicket("x", customer="张三", phone="138")),
        ("new x 客户=“张三”电话=138", NewTicket("x 电话=138", customer="张三")),
        ("new 客户=张三。空调坏了", NewTicket("空调坏了", customer="张三")),
        ("new 电话=138，空调坏了", NewTicket("空调坏了", phone="138")),
        ("new x customer=Smith,John", NewTicket("x", customer="Smith,John")),
        ("new x 客户= 电话=138", NewTicket("x", phone="138")),
        ("new x reported=20m ago y", NewTicket("x y", reported="20m ago")),
        ("new 反馈时间：昨天 18:30 坏了", NewTicket("坏了", reported="昨天 18:30")),
        ("new x 反馈时间=2026-11-22 10:05", NewTicket("x", reported="2026-11-22 10:05")),
        ("new x reported=10:05 3 times", NewTicket("x 3 times", reported="10:05")),
        ("new 错误代码: E5", NewTicket("错误代码: E5")),
        ("new see http://x.test/a?customer=3", NewTicket("see http://x.test/a?customer=3")),
        ("new 10:05 开始漏水", NewTicket("10:05 开始漏水")),
        ("new 老客户:张三说坏了", NewTicket("老客户:张三说坏了")),
        ("new “他说 电话：没人接” 客户=张三", NewTicket("“他说 电话：没人接”", customer="张三")),
        ("new 电话=138 打不通，电话：没人接", NewTicket("打不通，电话：没人接", phone="138")),
        ("new set mode=auto, E=5", NewTicket("set mode=auto, E=5")),
        ("new ＡＣ１２０，“坏了”！", NewTicket("ＡＣ１２０，“坏了”！")),
        ("new 坏了 👨‍👩‍👧", NewTicket("坏了 👨‍👩‍👧")),
        ("new x phone=\u202d13812345678\u202c", NewTicket("x", phone="13812345678")),
        ("new a\r\nb", NewTicket("a\nb")),
        ("new 20261122001 是旧单号", NewTicket("20261122001 是旧单号")),
        ("new x dept=tech to=@li level=VIP mood=upset kind=repair category=product",
         NewTicket("x", dept="tech", to="@li", level="VIP", mood="upset", kind="repair",
                   category="product")),
        ("new x 联系人=李女士 邮箱=a@b.cn 订单=JD１ 购买日期=2025-06-01 渠道=电话",
         NewTicket("x", contact="李女士", email="a@b.cn", order="JD1", bought="2025-06-01",
                   channel="电话")),
    ],
)  # fmt: skip
def test_a_new_ticket_is_told_in_keys_and_free_text(text: str, ticket: NewTicket) -> None:
    assert parse(text) == ticket


@pytest.mark.parametrize("key", KEYS["new"])
@pytest.mark.parametrize("sign", ["=", "＝", ":", "：", " = ", "： "])
def test_every_key_of_new_works_with_every_separator(key: str, sign: str) -> None:
    filled: dict[str, Any] = {KEYS["new"][key]: "abc"}
    assert parse(f"new 坏了 {key}{sign}abc") == NewTicket("坏了", **filled)


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_word_asks_for_its_command(word: str) -> None:
    assert type(parse(word)) is SLUGS[COMMANDS[word]]
    assert type(parse(f"/ticket {word.upper()}")) is SLUGS[COMMANDS[word]]


@pytest.mark.parametrize("slug", COMMAND_WORDS)
@pytest.mark.parametrize("language", [0, 1])
def test_every_example_works(slug: str, language: int) -> None:
    command = parse(EXAMPLES[slug][language])
    assert type(command) is SLUGS[slug]
    assert slug in {"mine", "home", "back", "board", "admin_member_list"} or any(
        getattr(command, f.name) for f in fields(command)
    )


def test_every_key_names_one_field_of_its_command() -> None:
    for slug, keys in KEYS.items():
        takes = {f.name for f in fields(SLUGS[slug])} | {"lang"}  # `lang` fills `locale`.
        assert set(keys.values()) <= takes, slug
        assert len(keys) == sum(len(KEY_WORDS[field].split()) for field in set(keys.values()))


def test_no_word_asks_for_two_commands() -> None:
    assert len(COMMANDS) == sum(len(words.split()) for words in COMMAND_WORDS.values())


@pytest.mark.parametrize(
    ("text", "written", "near"),
    [
        ("accpet 001", "accpet", "accept"),
        ("/ticket ACCPET 001", "ACCPET", "accept"),
        ("esc 001", "esc", "escalate"),
        ("接旦 001", "接旦", "接单"),
        ("新建空调坏了", "新建空调坏了", "新建"),
        ("asign 001 @li", "asign", "assign"),
        ("hlep", "hlep", "help"),
        ("zzz", "zzz", ""),
        ("你好", "你好", ""),
        ("customer=张三", "customer=张三", "customer"),
        ("👍", "👍", ""),
    ],
)
def test_a_mistyped_command_gets_the_nearest_one_offered(
    text: str, written: str, near: str
) -> None:
    with pytest.raises(UnknownCommand) as refusal:
        parse(text)
    assert (refusal.value.written, refusal.value.near) == (written, near)


@pytest.mark.parametrize(
    ("text", "written", "near"),
    [
        ("new x custmer=张三", "custmer", "customer"),
        ("new x phone=1 Prodct=KFR", "prodct", "product"),
        ("new x 紧急程渡＝紧急", "紧急程渡", "紧急程度"),
        ("hold 001 x untill=18:00", "untill", "until"),
        ("list overdu", "overdu", "overdue"),
    ],
)
def test_a_mistyped_key_gets_the_nearest_one_offered(text: str, written: str, near: str) -> None:
    with pytest.raises(UnknownKey) as refusal:
        parse(text)
    assert (refusal.value.written, refusal.value.near) == (written, near)


@pytest.mark.parametrize("quoted", ['"张三', "“张三", "「张 三", "『张三”", "'张三", "‘O'Brien"])
def test_a_quote_left_open_is_refused_with_an_example(quoted: str) -> None:
    with pytest.raises(BadLine) as refusal:
        parse(f"new 坏了 客户={quoted}")
    assert refusal.value.written == f"客户={quoted}"
    assert refusal.value.hint == EXAMPLES["new"][0]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("show 张三", EXAMPLES["show"][0]),
        ("accept please", EXAMPLES["accept"][1]),
        ("list something", EXAMPLES["list"][1]),
        ("分类 001 质量问题", EXAMPLES["classify"][0]),
    ],
)
def test_a_line_that_would_lose_words_is_refused_with_an_example(text: str, hint: str) -> None:
    with pytest.raises(BadLine) as refusal:
        parse(text)
    assert refusal.value.hint == hint


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("accept 001 002", "002"),
        ("接单 001、002", "002"),
        ("接单 20261122001 20261122002", "20261122002"),
        ("accept 001, please, and #7002", "7002"),
        ("resume 001 and 002", "002"),
        ("resolve 001、#002 已修好", "002"),
        ("完成 001 和 002 已修好", "002"),
        ("close 20261122001 20261122002 no answer", "20261122002"),
        ("assign 001 and 002 @li", "002"),
        ("classify 20261122001 20261122002 urgency=urgent", "20261122002"),
        ("hold 001 及 002 等配件", "002"),
    ],
)
def test_two_numbers_where_one_ticket_is_meant_touch_neither(text: str, second: str) -> None:
    with pytest.raises(OneTicketAtATime) as refusal:
        parse(text)
    assert refusal.value.other == second


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("note 001 404 页面打不开", Note("001", "404 页面打不开")),
        ("note 20261122001 13812345678 回电", Note("20261122001", "13812345678 回电")),
        ("accept 001 谢谢，2026-11-22 10:05 到", Accept("001")),
        ("resolve 20261122001 和客户确认过", Resolve("20261122001", "和客户确认过")),
    ],
)
def test_a_number_that_begins_a_text_is_no_second_ticket(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "field"),
    [("me 法语", "locale"), ("progress 001 told=maybe x", "told"), ("confirm answer=hm", "answer")],
)
def test_a_value_of_the_grammars_own_is_checked(text: str, field: str) -> None:
    with pytest.raises(UnknownValue) as refusal:
        parse(text)
    assert refusal.value.field == field
    assert refusal.value.known


_PARTS = st.sampled_from(
    [*COMMANDS, *KEYS["new"], *"=＝:： \n,，。“”「」『'‘\"@<>#0１-", "001", "of ", "until ", "told",
     "/ticket", "/工单", "@_user_1", "<@U1|x>", "20261122001", "ctsomer", "\x00", "\u200b"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=12).map("".join)))
@example("duplicate →")
@example("new \x00=\x00")
def test_whatever_is_typed_is_a_command_or_a_refusal(text: str) -> None:
    try:
        command = parse(text)
    except DeskError as refusal:
        assert refusal.blanks()  # noqa: PT017 - either outcome is right.
        return
    assert type(command) in SLUGS.values()


_WORDS = st.text("空调不制冷外机异响ACE5 0", min_size=1).map(lambda text: " ".join(text.split()))
_VALUES = st.text("张三李Smith138 ，.-/:=", min_size=1).map(str.strip).filter(bool)


@given(_WORDS.filter(bool), st.dictionaries(st.sampled_from(sorted(KEYS["new"])), _VALUES))
def test_quoted_values_come_back_as_typed_beside_the_text(
    words: str, written: dict[str, str]
) -> None:
    values = {KEYS["new"][key]: (key, value) for key, value in written.items()}
    pairs = "".join(f' {key}="{value}"' for key, value in values.values())
    command = parse(f"new {words}{pairs}")
    assert isinstance(command, NewTicket)
    assert command.description == words
    for field, (_, value) in values.items():
        plain = value.replace("，", ",") if field in {"phone", "email", "order"} else value
        assert getattr(command, field) == plain


def test_reading_a_line_does_not_load_what_only_a_refusal_needs() -> None:
    def loaded(text: str) -> str:
        script = (
            "import sys; from bot.domain.errors import DeskError; from bot.grammar import parse\n"
            f"try: parse({text!r})\n"
            "except DeskError: pass\n"
            "print('rapidfuzz' in sys.modules)"
        )
        command = [sys.executable, "-c", script]
        seen = subprocess.run(command, capture_output=True, text=True, check=True)
        return seen.stdout.strip()

    assert loaded("new 空调不制冷：E5 客户=张三") == "False"
    assert loaded("nwe 空调不制冷") == "True"


@pytest.mark.parametrize(
    "text",
    [
        "new " + "“ " * 20_000,
        "new " + '"' * 40_001,
        "new " + "a:" * 20_000,
        "new " + "客户=a,电话=b," * 4_000,
        "new " + "a" + " " * 40_000 + "b",
        "duplicate " + "1a-" * 13_000,
        "hold 001 " + "until 1" * 6_000,
        "progress 001 " + " told" * 8_000 + "x",
        "@a" * 20_000,
        "1" * 40_000,
        "new reported=" + "1 小时" * 8_000,
        "list " + "的" * 40_000,
    ],
)
@pytest.mark.timeout(5)
def test_the_longest_message_is_read_in_no_time(text: str) -> None:
    try:
        assert type(parse(text)) in SLUGS.values()
    except DeskError as refusal:
        assert refusal.blanks()  # noqa: PT017 - either outcome is right.
