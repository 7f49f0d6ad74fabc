"""Until when: the time that a line ends with, `等配件 直到明天 9:00`, `等配件到下周一`."""

import re
from typing import Final, NamedTuple

from bot.grammar.script import fold
from bot.grammar.times import A_TIME

# All patterns read folded text.
_LEAD: Final = r"(?:until|till|直到|等到|至|到)[\s:=]*"
LEAD: Final = re.compile(_LEAD)
"""What goes before a time; it is no part of one, even of one that cannot be read."""

WEEKDAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"

_UNTIL: Final = re.compile(
    rf"(?:^|[\s,;、。]){_LEAD}(?P<time>"
    r"(?:\d{1,4} ?(?:[:/.年月日号点时天周hmd-]|小时|个?半?小时|分|星期|am|pm)|in \d|today|tonight"
    r"|tomorrow|next week"
    rf"|(?:next |this )?{WEEKDAY}\b"
    r"|[一二两三四五六七八九十半] ?(?:天|个?小时|周|星期|点)|十[一二]点"
    r"|今天|明天|后天|早上|上午|中午|下午|晚上|[上下这本]?个?(?:周|星期|礼拜))"
    r".{0,24}?)[.。]?$"
)

_GLUED: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![收送签接找看感遇碰想得拿升降])(?:直到|等到|到)\s*(?P<time>"
    r"(?=今|明|后天|[下这本]?个?(?:周|星期|礼拜)|\d{1,2}月|\d{1,2}[:点]|早上|上午|中午|下午|晚上)"
    rf"{A_TIME})[.。]?$"
)
"""Chinese has no blanks: 到 begins a time wherever a whole one follows, and is no end of a verb."""


class Until(NamedTuple):
    time: str
    text: str


def take_until(text: str) -> Until:
    """The time, and what stands before it; no time where the line ends with none."""
    low = fold(text)
    found = _UNTIL.search(low) or _GLUED.search(low)
    if not found:
        return Until("", text)
    return Until(text[slice(*found.span("time"))].strip(), text[: found.start()].strip())
