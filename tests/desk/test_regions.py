"""Offices 办事处 are a dimension of tickets and of members (S4-06)."""

from dataclasses import replace

import pytest

from bot import phrases
from bot.checkup import of_offices
from bot.domain.policy import Name
from bot.handlers.overseeing import Eyes, Wanted, overview
from bot.handlers.scene import Scene
from bot.policyfile import load, load_text
from bot.ports import Store, UnitOfWork
from bot.views import Done, Profile, Queue, Refused
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
    """S4-01, S4-06: what an office has taken in goes where the policy says."""
    no = await offices.created("new 漏水 客户=张三 region=Lyon")
    assert offices.ticket(no).department == "warehouse"


async def test_an_admin_says_at_which_office_somebody_works(offices: Office) -> None:
    said = await offices.answer("admin", "管理 成员 修改 @wang 办事处=上海办事处")
    assert isinstance(said.view, Done), said.view
    assert "上海办事处" in phrases.done(said.view, said.words)
    await offices.done("admin", "admin member edit @wang role=liaison")
    await offices.done("admin", "admin member add Min account=@U_MIN role=tech region=Lyon")
    people = offices.store.read(lambda uow: uow.people.roster()).result().members
    assert (people["wang"].region, people["min"].region) == ("shanghai", "lyon")
    for mistaken in ("Mars", "<!channel>", "上海，里昂"):
        refused = await offices.ask("admin", f'admin member edit @wang region="{mistaken}"')
        assert isinstance(refused, Refused)
        assert refused.error.code == "unknown_value"
    await offices.done("admin", "管理 成员 修改 @wang 区域=无")
    assert not offices.store.read(lambda u: u.people.roster()).result().members["wang"].region


async def test_a_desk_without_offices_says_so(office: Office) -> None:
    said = await office.answer("admin", "管理 成员 修改 @wang 办事处=上海")
    assert isinstance(said.view, Refused), said.view
    assert phrases.refused(said.view, said.words) == "本服务台没有设置办事处，请去掉“上海”。"


async def test_a_ticket_of_an_office_goes_to_a_colleague_there(store: Store) -> None:
    pool = OFFICES.replace('department = "warehouse"', 'pool = "technical"')
    offices = Office.opened(store, load_text(pool).policy)
    await offices.done("admin", "admin member edit @wu region=Lyon")
    for _ in range(2):
        no = await offices.created("new 漏水 客户=张三 region=Lyon")
        assert offices.ticket(no).assignee == "wu"


def test_a_check_names_lost_members_and_offices_where_nobody_works() -> None:
    people = roster()
    lost = replace(people.members["li"], region="mars")
    pool = 'pool = "technical"'
    policy = load_text(OFFICES.replace('department = "warehouse"', pool)).policy
    found = of_offices(policy, replace(people, members={**people.members, "li": lost}))
    assert [(one.code, one.ok) for one in found] == [("no_office", False), ("empty_pool", True)]
    [empty] = of_offices(load_text(OFFICES).policy, people)
    assert (empty.code, empty.blanks["office"]) == ("empty_office", Name("里昂办事处", "Lyon"))
    there = replace(people.members["wu"], region="lyon")
    staffed = replace(people, members={**people.members, "wu": there})
    assert of_offices(policy, staffed) == []
    assert of_offices(load().policy, people) == []


async def test_a_member_works_at_an_office_and_is_told_which(offices: Office) -> None:
    await offices.done("admin", "admin member edit @li region=lyon")
    profile = await offices.ask("li", "me")
    assert isinstance(profile, Profile), profile
    assert profile.region == Name("里昂办事处", "Lyon")
