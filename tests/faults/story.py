"""A life cycle on two platforms: who says what when, with a breach and its ladder in between."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.commands import Place
from bot.domain.people import Identity

BASE: Final = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A Monday morning in Shanghai that is past: the fakes' own clocks are later than any of ours."""

FIRST, SECOND = "20261116001", "20261116002"
POLICY: Final = 'preset = "rapid-response"\n'


@dataclass(frozen=True, slots=True)
class Step:
    """At so many minutes somebody says something, or nothing happens but that time has passed."""

    minutes: float
    who: str = ""
    line: str = ""
    platform: str = "slack"

    @property
    def identity(self) -> Identity:
        if self.platform == "slack":
            return Identity("slack", "T111", f"U{self.who.upper()}")
        return Identity("feishu", "", f"ou_{self.who}")

    @property
    def place(self) -> Place:
        if self.platform == "slack":
            return Place("slack", "T111", "CSYNC")
        return Place("feishu", "", "oc_sync")


STORY: Final = (
    Step(0, "li", "new 空调不制冷 客户=张三 部门=技术部 分类=产品质量 紧急程度=紧急"),
    Step(0, "wang", f"accept {FIRST}", "feishu"),
    Step(1, "li", "new 漏水 客户=王五 部门=技术部 分类=产品质量 紧急程度=一般", "feishu"),
    Step(12),  # The first response is warned of,
    Step(16),  # and missed: the supervisor is called,
    Step(34),  # then the manager,
    Step(35, "ma", f"ack {FIRST}", "feishu"),  # who knows.
    Step(40, "wang", f"contact {FIRST} 已电话联系客户"),
    Step(41, "wang", f"note {FIRST} 已检测，需更换压缩机"),
    Step(45, "tang", f"assign {SECOND} 王工"),
    Step(45, "wang", f"accept {SECOND}"),
    Step(50, "wang", f"propose {FIRST} 更换压缩机"),
    Step(70, "wang", f"resolve {FIRST} 已更换压缩机", "feishu"),
    Step(80, "li", f"confirm {FIRST} solved"),
    Step(26 * 60),  # The callback is due soon,
    Step(50 * 60),  # and missed, as much else of the second ticket is.
    Step(50 * 60 + 1, "li", f"callback {FIRST} 满意"),
)  # fmt: skip
HASTY: Final = STORY[:11]
"""As much of it as has two steps in one minute."""
