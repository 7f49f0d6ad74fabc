"""A new ticket in one line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Assign, NewTicket
from bot.grammar import parse
from bot.grammar.vocabulary import KEYS


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
        (
            "new loud customer=Anna O'Neil phone=+1-415-555-0100",
            NewTicket("loud", customer="Anna O'Neil", phone="+1-415-555-0100"),
        ),
        (
            "new loud; customer: Bob van Dyke; product: RF28",
            NewTicket("loud", customer="Bob van Dyke", product="RF28"),
        ),
        ("new loud 客户=José María Núñez", NewTicket("loud", customer="José María Núñez")),
        ("new customer=Anna Fridge is loud", NewTicket("Fridge is loud", customer="Anna")),
        ("new loud customer=Anna Phone: 12345", NewTicket("loud", customer="Anna", phone="12345")),
        ("new loud customer=Anna\nCompressor dead", NewTicket("loud\nCompressor dead", "Anna")),
        ("new 漏水 姓名=张三 手机号码=13812345678", NewTicket("漏水", "张三", phone="13812345678")),
        ("assign 001 to=Tom Baker", Assign("001", "Tom Baker")),
        ("new x 电话=138 1234 5678 产品=K", NewTicket("x", phone="138 1234 5678", product="K")),
        ("new x 电话：１３８　１２３４　５６７８", NewTicket("x", phone="138 1234 5678")),
        ("new x 电话=0512 6666 8888。急", NewTicket("x 急", phone="0512 6666 8888")),
        ("new x 电话=010-8888 9999 转 12", NewTicket("x", phone="010-8888 9999 转 12")),
        ("new x phone=(415) 555-0100 ext. 12", NewTicket("x", phone="(415) 555-0100 ext. 12")),
        ("new x phone=+86 138 1234 5678 2 pcs", NewTicket("x 2 pcs", phone="+86 138 1234 5678")),
        ("new x phone=+86 138 1234 5678 12 pcs", NewTicket("x 12 pcs", phone="+86 138 1234 5678")),
        ("new x phone=+1 415 555 0100 12 pcs", NewTicket("x 12 pcs", phone="+1 415 555 0100")),
        ("new x 电话=400 800 8820 12 台", NewTicket("x 12 台", phone="400 800 8820")),
        ("new x 电话=13812345678 220 伏", NewTicket("x 220 伏", phone="13812345678")),
        ("new x 电话=021-66668888 12 台", NewTicket("x 12 台", phone="021-66668888")),
        ("new x 电话=****5678 220 伏", NewTicket("x 220 伏", phone="****5678")),
        ("new x 电话=5678 200 元", NewTicket("x 200 元", phone="5678")),
        (
            "new 138 开头的 电话=138 1234 5678 139 8765 4321",
            NewTicket("138 开头的 139 8765 4321", phone="138 1234 5678"),
        ),
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
