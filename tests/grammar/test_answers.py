"""What came of a call."""

import pytest

from bot.grammar import reached_nobody


@pytest.mark.parametrize(
    "outcome",
    [
        "没人接", "没人接听。", "客户电话无人接听", "联系不上客户", "电话打不通",
        "未接通，稍后再打", "没人接电话了，明天上午再联系", "no answer",
        "Nobody answered, will try again tomorrow",
        "customer did not pick up", "Not reached.",
    ],
)  # fmt: skip
def test_a_call_that_nobody_answered_is_told_from_a_conversation(outcome: str) -> None:
    assert reached_nobody(outcome)


@pytest.mark.parametrize(
    "outcome",
    [
        "", "已联系", "没人接，改发短信后已回复", "客户说电话打不通", "空调联系不上遥控器",
        "no answer at first, then he called back", "he did not answer the second question",
    ],
)  # fmt: skip
def test_whatever_else_is_said_of_a_call_is_an_outcome(outcome: str) -> None:
    assert not reached_nobody(outcome)
