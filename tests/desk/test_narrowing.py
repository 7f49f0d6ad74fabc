"""A list is narrowed by bare words, wherever each can mean one thing only."""

from typing import Any

import pytest

from bot import phrases
from bot.domain.people import Department
from bot.domain.policy import Name
from bot.policyfile import load
from bot.views import Queue, Refused
from bot.words import Words
from tests.desk.office import Office

FIELD: Any = Department("field", Name("现场和上门部", "Field and Home Service"), "tang")
PEACE: Any = Department("peace", Name("和平路门店", "All Saints Street"), "tang")
EXAMPLE = ". This would work: /ticket list unassigned overdue dept=technical"


@pytest.fixture
async def tickets(office: Office) -> dict[str, str]:
    office.enrol(FIELD, PEACE)
    made = {
        "loud": "new 停机 客户=王五 部门=技术部 紧急程度=紧急 类型=投诉 等级=VIP",
        "mild": "new 漏水 客户=赵六 部门=仓储部 紧急程度=一般 类型=维修 等级=VIP",
        "field": "new 异响 客户=孙七 部门=field 紧急程度=一般 类型=投诉",
    }
    found = {await office.created(line): name for name, line in made.items()}
    await office.done("wang", f"accept {next(iter(found))}")
    return found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("list urgent", {"loud"}),
        ("列表 紧急", {"loud"}),
        ("列表 紧急的工单", {"loud"}),
        ("列表 紧急投诉", {"loud"}),
        ("列表 投诉、一般", {"field"}),
        ("列表 投诉和处理中", {"loud"}),
        ("list complaint in progress", {"loud"}),
        ("list In Progress technical", {"loud"}),
        ("list Field and Home Service complaint", {"field"}),
        ("列表 现场和上门部", {"field"}),
        ("列表 仓储", {"mild"}),
        ("list ware 一般", {"mild"}),
        ("list breached", set()),
        ("list all open", {"loud", "mild", "field"}),
        ("list complaint urgency=normal", {"field"}),
        ("list status=pending,progress", {"loud", "mild", "field"}),
        ("list status=progress, closed", {"loud"}),
        ("列表 部门=仓储部、现场 待处理", {"mild", "field"}),
        ("列表 紧急或一般 投诉", {"loud", "field"}),
        ("list vip urgent or normal", {"loud", "mild"}),
        ("列表 紧急 等级=vip", {"loud"}),
        ("list urgent urgency=normal", {"loud", "mild", "field"}),
    ],
)
async def test_bare_words_are_values_of_the_fields_that_know_them(
    office: Office, tickets: dict[str, str], line: str, names: set[str]
) -> None:
    view = await office.ask("li", line)
    assert isinstance(view, Queue), view
    assert {tickets[row.no] for row in view.rows} == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("列表 和平", {"peace"}),
        ("列表 一般 和平、 仓储", {"peace", "mild"}),
        ("列表 退货的和平路", {"peace"}),
        ("列表 和和平路", {"peace"}),
        ("列表 和 仓储", {"mild"}),
        ("列表 一般 和 投诉", {"field"}),
        ("列表 全部仓储", {"mild"}),
        ("list all", {"loud", "mild", "field", "peace"}),
        ("list all saints", {"peace"}),
        ("list all saints street", {"peace"}),
        ("list all and warehouse", {"mild"}),
    ],
)
async def test_a_name_that_begins_like_a_filler_is_still_a_name(
    office: Office, tickets: dict[str, str], line: str, names: set[str]
) -> None:
    no = await office.created("new 积灰 客户=周八 部门=peace 紧急程度=一般 类型=退货")
    view = await office.ask("li", line)
    assert isinstance(view, Queue), view
    assert {(tickets | {no: "peace"})[row.no] for row in view.rows} == names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("列表 紧记", "不认识“紧记”这一项，用 /ticket 帮助 看能写哪些。是不是“紧急”？"),
        (
            "list overdu",
            "There is no field “overdu”; /ticket help lists them. Did you mean “overdue”?",
        ),
        ("list something", f"I cannot read this line: something{EXAMPLE}"),
        ("list mine today", f"I cannot read this line: mine{EXAMPLE}"),
        ("列表 建议", "“建议”可能是其中一项：紧急程度、类型。请写明是哪一项，例如 紧急程度=建议。"),
        (
            "列表 状态=处理中,火星",
            "状态里没有“火星”，请换一个。可以是：待处理、已分配、处理中、待确认、已完成、已关闭。",
        ),
        ("列表 已", "状态“已”可能是：已分配、已完成、已关闭。请写全。"),
    ],
)
async def test_a_word_that_is_none_or_several_is_answered_with_what_can_be_meant(
    office: Office, line: str, said: str
) -> None:
    office.policies.current = load(preset="feedback-form").policy
    view = await office.ask("li", line)
    assert isinstance(view, Refused)
    words = Words("en" if line.isascii() else "zh", office.policies.current.zone, office.clock.at)
    assert phrases.refused(view, words) == said
