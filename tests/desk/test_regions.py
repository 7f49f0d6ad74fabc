"""Offices 办事处 are a dimension of tickets and of members (S4-06)."""

from dataclasses import replace

import pytest

from bot.domain.policy import Name
from bot.handlers.overseeing import Eyes, Wanted, overview
from bot.handlers.scene import Scene
from bot.policyfile import load_text
from bot.ports import Store, UnitOfWork
from bot.views import Profile, Queue, Refused
from tests.desk.office import Office, roster

OFFICES = """
[[region]]
id = "shanghai"
name = { zh = "上海办事处", en = "Shanghai" }
[[region]]
id = "lyon"
name = { zh = "里昂办事处", en = "Lyon" }
[[assign]]
when = { region = "lyon" }
to = { department = "warehouse" }
"""


@pytest.fixture
def offices(store: Store) -> Office:
    return Office.opened(store, load_text(OFFICES).policy)


async def test_a_list_may_be_of_one_office_alone(offices: Office) -> None:
    here = await offices.created("new 漏水 客户=张三 办事处=上海办事处")
    await offices.created("new 漏水 客户=李四 region=Lyon")
    shown = await offices.ask("li", "列表 办事处=上海办事处")
    assert isinstance(shown, Queue), shown
    assert [row.no for row in shown.rows] == [here]
    refused = await offices.ask("li", "list region=Mars")
    assert isinstance(refused, Refused)
    assert refused.error.code == "unknown_value"


async def test_the_board_may_show_one_office_alone(offices: Office) -> None:
    await offices.created("new 漏水 客户=张三 办事处=上海办事处")
    there = await offices.created("new 漏水 客户=李四 region=Lyon")

    def seen(uow: UnitOfWork) -> list[str]:
        scene = Scene(offices.policies.current, roster(), offices.clock.now())
        lines = overview(Wanted(region="lyon"), Eyes(None), uow, scene).lines
        return [line.row.no for line in lines]

    assert offices.store.read(seen).result() == [there]


async def test_a_rule_may_place_tickets_by_their_office(offices: Office) -> None:
    no = await offices.created("new 漏水 客户=张三 region=Lyon")
    assert offices.ticket(no).department == "warehouse"


async def test_a_member_works_at_an_office_and_is_told_which(offices: Office) -> None:
    known = roster()
    moved = replace(known.members["li"], region="lyon")
    whole = replace(known, members={**known.members, "li": moved})
    offices.store.write(lambda uow: uow.people.replace(whole)).result()
    profile = await offices.ask("li", "me")
    assert isinstance(profile, Profile), profile
    assert profile.region == Name("里昂办事处", "Lyon")
