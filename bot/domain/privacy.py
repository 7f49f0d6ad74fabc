"""Masking personal data wherever a room, a report or a log could see it (S3-03, S3-04, S3-27).

A name keeps its surname and honorific (张先生), or its first letter; a phone its last four digits;
an e-mail its first letter and domain; an address its city. Free text is scanned for the same.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.domain.masks import ending, is_masked, last_digits
from bot.domain.records import replace
from bot.domain.ticket import Customer, Ticket

_COMPOUND: Final = frozenset(
    {
        "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟",
        "公孙", "慕容", "令狐", "长孙", "宇文", "轩辕", "端木", "申屠", "百里", "呼延", "东郭",
        "西门", "澹台", "宗政", "濮阳", "淳于", "单于", "太叔", "仲孙", "钟离", "闾丘", "司空",
        "赫连",
    }
)  # fmt: skip
_HONORIFICS: Final = (
    "先生", "女士", "小姐", "太太", "老师", "师傅", "经理", "总", "阿姨", "叔叔", "大哥", "大姐",
)  # fmt: skip
_CITY: Final = re.compile(
    r"^(?:[㐀-鿿]{1,7}?(?:省|自治区))?[^\W\da-zA-Z区县路街号]{1,7}?(?:市|自治州|盟|地区)"
)
"""Whatever stands before 市 must be a city's name: 朝阳区超市 is a shop in a district."""
_HAN: Final = re.compile(r"[㐀-鿿豈-﫿]")
_MASKED: Final = re.compile(r"(?=.*\*)\W*\w{0,2}\W*")

_GAP: Final = r"[-\s.·–—－_]{0,3}"
_LABEL: Final = r"(?:(?<![\dA-Za-z])|(?<=tel)|(?<=phone)|(?<=mobile)|(?<=wx)|(?<=vx)|(?<=wechat))"
_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_ID_CARD: Final = re.compile(
    r"(?<!\d)[1-9]\d{5}[-\s]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"[-\s]?\d{3}[\dXxＸｘ](?!\d)"
)
"""Eighteen digits with a birthday in the middle, so that most order numbers are left alone."""
_MOBILE: Final = re.compile(
    rf"{_LABEL}(?:(?:\+|00)?86{_GAP})?"
    rf"(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|1[3-9]\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}"
    rf"|1[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}|1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}"
    rf"|1[3-9]\d{{3}}{_GAP}\d{{6}})(?!\d)",
    re.IGNORECASE,
)
"""However its eleven digits are grouped, and whatever word follows at once (微信, wx, ext)."""
_LANDLINE: Final = re.compile(
    r"(?<![\dA-Za-z])(0(?:10|2\d|[3-9]\d{2}))[-\s)）]{0,2}\d{3,4}[-\s]?(\d{4})(?![\dA-Za-z])"
)
_ABROAD: Final = re.compile(
    r"(?:\+[1-9]\d{0,2}(?:[-\s.()]{0,3}\d{2,5}){2,5}"
    r"|(?<![\dA-Za-z])00[1-9]\d{0,2}(?:[-\s.()]{1,3}\d{2,5}){2,5}"
    r"|\(\d{3}\)\s?\d{3}[-\s.]\d{4})(?!\d)"
)


def name(whole: str) -> str:
    """张三先生 → 张先生, 张三 → 张**, 欧阳娜娜 → 欧阳**, Anna Smith → A***; a given mask stays."""
    text = whole.strip()
    if not text or _MASKED.fullmatch(text):
        return text
    if not _HAN.match(text):
        return f"{text[0]}***"
    honorific = next((h for h in _HONORIFICS if text.endswith(h) and text != h), "")
    own = text.removesuffix(honorific)
    # 司马 alone may be a whole name: a surname and a given name of one character each.
    compound = text[:2] in _COMPOUND and (len(own) > len("司马") or bool(honorific))
    return text[: 1 + compound] + (honorific or "**")


def is_polite_for(said: str, whole: str) -> bool:
    """Whether one may call somebody of this name so: 张先生 for 张三."""
    own = whole.strip()
    return any(said.strip() == name(own.removesuffix(h) + h) for h in _HONORIFICS)


def phone(whole: str) -> str:
    """Keep the last four digits: ****5678; of a masked number as well."""
    if is_masked(whole) and (told := last_digits(whole)):
        return ending(told)
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", whole))
    return f"****{digits[-4:]}" if len(digits) > _SHOWN_DIGITS else ("*" * len(digits))


_SHOWN_DIGITS: Final = 4


def email(whole: str) -> str:
    """Keep the first letter and the domain, and nothing of what else the field may hold."""
    local, at, rest = whole.strip().rpartition("@")
    domain = re.match(r"[\w.-]*", rest)
    return f"{local[:1]}***@{domain[0] if domain else ''}" if at else ("***" if rest else "")


def address(whole: str) -> str:
    """Keep the city: 上海市浦东新区…路1号 → 上海市***, 北京朝阳区… → 北京***."""
    text = whole.strip()
    if not text:
        return ""
    city = _CITY.match(text) or re.match(r"[㐀-鿿]{2}", text)
    return f"{city[0] if city else ''}***"


def text(whole: str) -> str:
    """Free text with phone numbers, ID numbers and e-mail addresses masked.

    Numbers inside longer numbers (orders, waybills) are left alone. Names in free text cannot be
    found by rule and are not promised.
    """
    if not _MAY_HOLD.search(whole):
        return whole
    plain = _narrow(whole)
    plain = _EMAIL.sub(lambda m: email(m[0]), plain)
    plain = _ID_CARD.sub(lambda m: f"****{m[0][-4:]}", plain)
    plain = _MOBILE.sub(lambda m: phone(m[0]), plain)
    plain = _ABROAD.sub(lambda m: phone(m[0]), plain)
    return _LANDLINE.sub(r"\1-****\2", plain)


_MAY_HOLD: Final = re.compile(r"[0-9０-９]{3}|[@＠]")
_WIDE: Final = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("＠"): "@", ord("＋"): "+"}


def _narrow(wide: str) -> str:
    """Full-width digits as ASCII, character for character, so that nothing else changes."""
    return wide.translate(_WIDE)


def customer(whole: Customer) -> Customer:
    return replace(
        whole,
        name=name(whole.name),
        contact=name(whole.contact),
        phone=phone(whole.phone),
        email=email(whole.email),
        address=address(whole.address),
    )


_HIDDEN: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "customer.name": name,
        "customer.contact": name,
        "customer.phone": phone,
        "customer.email": email,
        "customer.address": address,
    }
)


def changes(whole: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """What a room may see of a change: old and new values are masked alike."""
    return {
        field: (_change(field, before), _change(field, after))
        for field, (before, after) in whole.items()
    }


def _change(field: str, value: Any) -> Any:
    return _HIDDEN.get(field, text)(value) if isinstance(value, str) else value


def called(ticket: Ticket) -> str:
    """How a room may call the customer: 张先生 ****5678."""
    return called_so(ticket.customer)


def called_so(who: Customer) -> str:
    known = [name(who.name or who.contact), phone(who.phone) or email(who.email)]
    return " ".join(part for part in known if part)
