"""What is not understood is refused, with what was meant or an example."""

import pytest

from bot.domain.errors import BadLine, OneTicketAtATime, UnknownCommand, UnknownKey, UnknownValue
from bot.grammar import EXAMPLES, parse


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
        ("nwe 空调坏了", "nwe", "new"),
        ("akc 001", "akc", "ack"),
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
    ("text", "field"),
    [("me 法语", "locale"), ("progress 001 told=maybe x", "told"), ("confirm answer=hm", "answer")],
)
def test_a_value_of_the_grammars_own_is_checked(text: str, field: str) -> None:
    with pytest.raises(UnknownValue) as refusal:
        parse(text)
    assert refusal.value.field == field
    assert refusal.value.known
