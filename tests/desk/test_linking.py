"""One person on two platforms is one actor."""

from bot.commands import Link
from bot.domain import errors
from bot.views import Done, Refused
from tests.desk.office import Office


async def code(office: Office, who: str = "wang") -> str:
    view = await office.ask(who, "link")
    assert isinstance(view, Done)
    return str(view.blanks["link_code"])


async def test_a_code_from_one_account_joins_another_to_the_same_person(office: Office) -> None:
    shown = await code(office)
    view = await office.ask("feishuwang", f"link {shown.lower()}")
    assert isinstance(view, Done)
    assert view.blanks["name"] == "Wang"
    no = await office.created("new 停机 客户=王五 部门=技术部")
    assert await office.done("feishuwang", f"accept {no}") == "accepted"
    assert office.ticket(no).assignee == "wang"
    assert office.history(no)[-1].by == "wang"


async def test_a_code_runs_out_and_a_wrong_one_is_refused(office: Office) -> None:
    shown = await code(office)
    office.clock.forward(minutes=21)
    for written in (shown, "AAAAAAAA", "x"):
        view = await office.ask("stranger", f"link {written}")
        assert isinstance(view, Refused)
        assert isinstance(view.error, errors.BadCode)


async def test_a_stranger_gets_no_code(office: Office) -> None:
    view = await office.ask("stranger", "link")
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.NotAMember)


async def test_an_account_is_not_taken_from_somebody_else(office: Office) -> None:
    shown = await code(office)
    view = await office.ask("wu", Link(shown))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.AlreadyLinked)


async def test_linking_twice_changes_nothing(office: Office) -> None:
    shown = await code(office)
    for _ in range(2):
        assert isinstance(await office.ask("feishuwang", Link(shown)), Done)
    roster = office.store.read(lambda u: u.people.roster()).result()
    assert len(roster.members["wang"].identities) == 2
