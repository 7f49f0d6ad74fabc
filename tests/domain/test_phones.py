"""One number, however it is written (S3-04, S4-04)."""

import pytest

from bot.domain import privacy
from bot.domain.masks import last_digits
from bot.domain.phones import is_phone, phone_key, runs_on


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "１３８１２３４５６７８",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "＋86－138－1234－5678",
        "0086 13812345678",
        "8613812345678",
        "(138) 1234 5678",
        "电话：138.1234.5678（张三）",
    ],
)
def test_a_number_in_any_notation_is_the_same_number(written: str) -> None:
    assert phone_key(written, "CN") == "+8613812345678"


def test_a_mobile_number_is_known_at_once_as_the_numbering_plan_says() -> None:
    plain = [f"{beginning}001237" for beginning in range(13_000, 20_000, 7)]
    with_a_space = [phone_key(f" {one}", "CN") for one in plain]  # These are read by the plan.
    assert [phone_key(one, "CN") for one in plain] == with_a_space


@pytest.mark.parametrize(
    ("written", "country", "key"),
    [
        ("010-12345678", "CN", "+861012345678"),
        ("+86 10 1234 5678", "CN", "+861012345678"),
        ("0170 1234567", "DE", "+491701234567"),
        ("+49 (0)170 1234567", "CN", "+491701234567"),
        ("2345 6789", "HK", "+85223456789"),
        ("0571-88888888转801", "CN", "+8657188888888;801"),
        ("0571-88888888 ext. 801", "CN", "+8657188888888;801"),
        ("13812345678/13987654321", "CN", "+8613812345678"),
        ("138 1234 5678 / 139-8765-4321", "CN", "+8613812345678"),
        ("021-5555-0100 / 13812345678", "CN", "+862155550100"),
        ("13812345678 13987654321", "CN", "+8613812345678"),
        ("138 1234 5678 139 1234 5678", "CN", "+8613812345678"),
        ("138-1234-5678 139-1234-5678", "CN", "+8613812345678"),
        ("13812345678-13912345678", "CN", "+8613812345678"),
        ("13812345678(13912345678)", "CN", "+8613812345678"),
        ("1381234567813912345678", "CN", "+8613812345678"),
        ("0512 6666 8888 13812345678", "CN", "+8651266668888"),
        ("13812345678，13912345678", "CN", "+8613812345678"),
        ("+49 30 1234567 +49 170 1234567", "CN", "+49301234567"),
        ("张三", "CN", ""),
        ("1234", "CN", ""),
        ("", "CN", ""),
    ],
)
def test_countries_and_extensions_are_told_apart(written: str, country: str, key: str) -> None:
    assert phone_key(written, country) == key


@pytest.mark.parametrize(
    "written",
    ["****5678", "＊＊＊＊５６７８", "138****5678", "138 **** 5678", "138xxxx5678",
     "尾号5678", "尾号：5678", "后四位 5678", "last four 5678", "ending in 5678", "5678"],
)  # fmt: skip
def test_the_end_of_a_number_is_told_in_many_ways_and_is_nobodys_key(written: str) -> None:
    assert last_digits(written) == "5678"
    assert phone_key(written, "CN") == ""


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "1381234****",
        "****",
        "****567",
        "****56789",
        "56 78",
        "尾号",
        "张三",
        "",
        "٥٦٧٨",
    ],
)
def test_what_is_whole_or_no_end_of_a_number_has_no_last_digits(written: str) -> None:
    assert last_digits(written) == ""


def test_what_a_mask_has_left_is_shown_masked_alike() -> None:
    assert privacy.phone("138****5678") == privacy.phone("****5678") == "****5678"
    assert phone_key("1381234****", "CN") == ""


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("13812345678，13912345678", True),
        ("13812345678 或 010-88889999 转 12", True),
        ("13812345678\n13912345678", True),
        ("13812345678, or 13912345678", True),
        ("13812345678，张三", False),
        ("13812345678，", False),
        ("0571-88880000转8001/13812345678", True),
        ("尾号5678，13812345678", False),
    ],
)
def test_several_numbers_may_be_written_with_something_between_them(
    written: str, *, good: bool
) -> None:
    assert is_phone(written) is good


def test_digits_that_no_number_ends_in_are_told_from_two_numbers() -> None:
    assert runs_on("0000000000000000000000", "CN")
    assert not runs_on("13812345678 13912345678", "CN")
    assert not runs_on("13812345678，9999999999", "CN")


@pytest.mark.parametrize("run", [" ", "\u3000", "：", "*", ", ", "\n"])
def test_a_long_run_that_is_no_number_is_soon_refused(run: str) -> None:
    for begun in ("", "13812345678", "尾号"):
        assert not is_phone(f"{begun}{run * 4_000}a")
