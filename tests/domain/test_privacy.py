"""Nothing personal is left where a room, a report or a log could see it."""

import re
from dataclasses import replace
from string import ascii_letters, digits
from time import process_time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain import privacy
from bot.domain.ticket import Customer
from tests.domain.builders import ticket

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("张", "张**"),
        ("  张三  ", "张**"),
        ("张先生", "张先生"),
        ("张三先生", "张先生"),
        ("李晓明女士", "李女士"),
        ("王总", "王总"),
        ("王建国总经理", "王经理"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳女士", "欧阳女士"),
        ("司马相如先生", "司马先生"),
        ("欧阳", "欧**"),  # Might be a surname and a given name of one character each.
        ("Anna Smith", "A***"),
        ("A", "A***"),
        ("o'Brien", "o***"),
        ("Ｊｏｈｎ", "Ｊ***"),
        ("13812345678", "1***"),
        ("张三 13812345678", "张**"),
        ("张**", "张**"),
        ("欧阳**", "欧阳**"),
        ("A***", "A***"),
        ("*三", "*三"),
        ("张三丰*", "张**"),  # A star makes no mask of a whole name.
        ("Anna Smith *", "A***"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_customer_is_called_by_surname_and_honorific_or_by_a_first_letter(
    whole: str, shown: str
) -> None:
    assert privacy.name(whole) == shown


@given(st.text())
def test_masking_a_masked_name_changes_nothing(whole: str) -> None:
    once = privacy.name(whole)
    assert privacy.name(once) == once


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("13812345678", "****5678"),
        ("138 1234 5678", "****5678"),
        ("138-1234-5678", "****5678"),
        ("+86 138 1234 5678", "****5678"),
        ("１３８１２３４５６７８", "****5678"),
        ("(021) 6123-4567", "****4567"),
        ("+1 (415) 555-2671", "****2671"),
        ("95555", "****5555"),
        ("5678", "****"),
        ("12", "**"),
        ("微信同号", ""),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_last_four_digits(whole: str, shown: str) -> None:
    assert privacy.phone(whole) == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("zhang.san@example.com", "z***@example.com"),
        (" a@b.cn ", "a***@b.cn"),
        ("a@b.cn, zhang@example.com", "a***@example.com"),
        ("zhang@example.com 13812345678", "z***@example.com"),
        ("zhang", "***"),
        ("", ""),
    ],
)
def test_an_e_mail_keeps_its_first_letter_and_its_domain(whole: str, shown: str) -> None:
    assert privacy.email(whole) == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("上海市浦东新区世纪大道100号", "上海市***"),
        ("广东省深圳市南山区科技园1栋", "广东省深圳市***"),
        ("内蒙古自治区锡林郭勒盟某某旗", "内蒙古自治区锡林郭勒盟***"),
        ("景德镇市珠山区", "景德镇市***"),
        ("北京朝阳区超市旁3号", "北京***"),  # 超市 is a shop, not a city.
        ("幸福路12号百货超市", "幸福***"),
        ("12号楼3单元", "***"),
        ("221B Baker Street, London", "***"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_city(whole: str, shown: str) -> None:
    assert privacy.address(whole) == shown


SECRETS = {
    "13812345678": "****5678",
    "138 1234 5678": "****5678",
    "138-1234-5678": "****5678",
    "138.1234.5678": "****5678",
    "1381234 5678": "****5678",
    "1381 2345 678": "****5678",
    "138 123 45678": "****5678",
    "13812 345678": "****5678",
    "１３８１２３４５６７８": "****5678",
    "8613812345678": "****5678",
    "+86 13812345678": "****5678",
    "＋86-138-1234-5678": "****5678",
    "008613812345678": "****5678",
    "021-61234567": "021-****4567",
    "0755 6123 4567": "0755-****4567",
    "01061234567": "010-****4567",
    "+1 415 555 2671": "****2671",
    "+1 (415) 555-2671": "****2671",
    "(415) 555-2671": "****2671",
    "+44 20 7946 0958": "****0958",
    "0044 20 7946 0958": "****0958",
    "+852 9123 4567": "****4567",
    "110101199003071234": "****1234",
    "11010119900307123X": "****123X",
    "110101 19900307 1234": "****1234",
    "１１０１０１１９９００３０７１２３Ｘ": "****123Ｘ",
    "zhang.san+x@mail.example.com": "z***@mail.example.com",
    "ｚhang＠example.com": "ｚh***@example.com",
}


@pytest.mark.parametrize(("secret", "shown"), SECRETS.items())
@pytest.mark.parametrize(
    "around",
    ["{}", "请回电{}，谢谢", "（{}）", "电话:{}/微信同号", "Call {} please", "\n{}\n", "「{}」"],
)
def test_numbers_and_addresses_of_people_are_masked_in_free_text(
    secret: str, shown: str, around: str
) -> None:
    assert privacy.text(around.format(secret)) == around.format(shown)


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("tel13812345678", "tel****5678"),
        ("WX13812345678", "WX****5678"),
        ("13812345678wx", "****5678wx"),
        ("身份证ID110101199003071234", "身份证ID****1234"),
        ("13812345678 13912345679", "****5678 ****5679"),
        ("13812345678,13912345679", "****5678,****5679"),
        ("张三13812345678地址上海", "张三****5678地址上海"),
    ],
)
def test_a_number_is_found_where_a_word_stands_close_to_it(whole: str, shown: str) -> None:
    assert privacy.text(whole) == shown


@pytest.mark.parametrize(
    "whole",
    [
        "订单20231001001",
        "FBD202405001",
        "SF1381234567890",
        "运单 1381234567890123",
        "淘宝订单 123456201234567890",
        "京东订单 281234567890",
        "113-1381234-5678901",
        "YT13812345678",
        "型号 KFR-35GW",
        "费用300元，2026-11-22 10:00上门",
        "数量138 2026-11-22",
        "批次 0012345678901",
        "400-820-8820",
        "没有号码",
        "",
    ],
)
def test_orders_waybills_models_and_dates_are_left_alone(whole: str) -> None:
    assert privacy.text(whole) == whole


NO_DIGITS = st.text(
    st.one_of(HAN, st.sampled_from("，。！？、：；（）「」 \n-—+,.:;()[]/#@*_'\"😀")), max_size=20
)


@given(before=NO_DIGITS, mobile=MOBILES, after=NO_DIGITS)
@example(before="+", mobile="13812345678", after="-")
@example(before="@", mobile="13812345678", after="@.")
def test_a_whole_mobile_number_never_survives_masking(before: str, mobile: str, after: str) -> None:
    masked = privacy.text(before + mobile + after)
    assert mobile not in masked
    assert len(re.findall(r"\d", masked)) <= 4


@given(
    before=NO_DIGITS,
    mobile=MOBILES,
    prefix=st.sampled_from(["", "86", "+86", "0086", "＋86", "+86 ", "86-"]),
    gap=st.sampled_from(["", " ", "-", "－", ".", " - ", "　"]),
    wide=st.booleans(),
)
def test_a_mobile_number_is_found_however_it_is_written(
    before: str, mobile: str, prefix: str, gap: str, *, wide: bool
) -> None:
    written = prefix + gap.join([mobile[:3], mobile[3:7], mobile[7:]])
    if wide:
        written = written.translate({ord(d): ord(d) - ord("0") + ord("０") for d in digits})
    masked = privacy.text(f"{before}电话{written}谢谢")
    assert masked.endswith(f"电话****{mobile[-4:]}谢谢")


@given(st.text(max_size=200))
@example("+" * 200)
@example("@" + "0" * 199)
@example("\ud800")
def test_masking_free_text_never_fails_and_never_adds_a_digit(whole: str) -> None:
    masked = privacy.text(whole)
    assert len(re.findall(r"\d", masked)) <= len(re.findall(r"\d", whole))


@given(st.text(st.one_of(HAN, st.sampled_from(ascii_letters + " ，。")), max_size=60))
def test_text_without_numbers_or_addresses_is_not_touched(whole: str) -> None:
    assert privacy.text(whole) == whole


@pytest.mark.parametrize("unit", ["a", "1", "a.", "1-", "+1 ", "a@", "138", "+12 3456 ", "010 "])
def test_long_text_is_masked_in_time_that_grows_with_it_and_no_faster(unit: str) -> None:
    """Each of these made a careless pattern try every beginning of every word: minutes."""
    began = process_time()
    privacy.text("000" + unit * 20_000)
    assert process_time() - began < 2


# The whole customer.


def test_every_personal_field_of_a_customer_is_masked() -> None:
    whole = Customer(
        name="张三",
        contact="李四先生",
        phone="13812345678",
        email="zhang@example.com",
        prefers="phone",
        level="vip",
        address="上海市浦东新区世纪大道100号",
    )
    assert privacy.customer(whole) == Customer(
        "张**", "李先生", "****5678", "z***@example.com", "phone", "vip", "上海市***"
    )


@pytest.mark.parametrize(
    ("customer", "called"),
    [
        (Customer(name="张三先生", phone="13812345678"), "张先生 ****5678"),
        (Customer(contact="张三", email="zhang@example.com"), "张** z***@example.com"),
        (Customer(name="张三", phone="微信同号", email="z@b.cn"), "张** z***@b.cn"),
        (Customer(phone="13812345678"), "****5678"),
        (Customer(), ""),
    ],
)
def test_a_room_calls_a_customer_by_what_may_be_said(customer: Customer, called: str) -> None:
    assert privacy.called(ticket(customer=customer)) == called


@given(
    name=st.text(HAN, min_size=2, max_size=5) | st.text(ascii_letters + " ", min_size=2),
    phone=MOBILES,
    title=st.sampled_from(["", "先生", "女士", "经理"]),
)
def test_what_a_room_reads_is_never_the_whole_name_or_phone(
    name: str, phone: str, title: str
) -> None:
    assume(name not in privacy._COMPOUND and not name.endswith(privacy._HONORIFICS))
    whole = replace(ticket().customer, name=name + title, phone=phone)
    called = privacy.called(ticket(customer=whole))
    assert phone not in called
    if len(name.strip()) > 1:
        assert name.strip() not in called
