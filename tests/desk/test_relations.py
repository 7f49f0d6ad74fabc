"""Tickets that have to do with each other: who watches the original of a repeat, and relations."""

from bot import phrases
from bot.commands import Relate
from bot.domain import errors
from bot.views import Notice, Refused, TicketRecord
from bot.words import Words
from tests.desk.office import Office

LINE = "new 停机 客户=王五 部门=技术部"


def told(office: Office, who: str) -> list[str]:
    return [v.code for v in office.ear.in_lane(f"slack:T1/@U_{who}", Notice)]


async def test_who_follows_a_repeat_is_told_how_its_original_ends(office: Office) -> None:
    """Spec 1 §3: its notes and watchers move there, also from a repeat of the repeat."""
    first, second, third = [await office.created(LINE) for _ in range(3)]
    await office.done("wu", f"escalate {third} 客户很急")
    await office.done("wang", f"note {second} 同一批次")
    await office.done("li", f"duplicate {third} of {second}")
    await office.done("li", f"duplicate {second} of {first}")
    assert set(office.ticket(first).watchers) == {"li", "wang", "wu"}
    await office.settle()
    assert "over" not in told(office, "WU")  # The repeat is closed; what it repeats is not.
    await office.done("li", f"cancel {first} 误报")
    await office.settle()
    assert (told(office, "WU").count("over"), told(office, "WANG").count("over")) == (1, 1)
    assert "over" not in told(office, "LI")  # Who closes it knows.


async def test_related_tickets_show_each_other(office: Office) -> None:
    first, second = await office.created(LINE), await office.created(LINE)
    await office.done("li", f"cancel {second} 误报")
    assert await office.done("wang", f"关联 {first} 和 {second}") == "related"
    assert (office.ticket(first).related, office.ticket(second).related) == ((second,), (first,))
    view = await office.ask("li", f"show {second}")
    assert isinstance(view, TicketRecord)
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert ("关联工单", (first,)) in phrases.card_facts(view.card, words)


async def test_a_relation_to_itself_or_made_before_is_refused(office: Office) -> None:
    first, second = await office.created(LINE), await office.created(LINE)
    view = await office.ask("li", Relate(first, first))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.SelfRelated)
    await office.done("li", Relate(first, second))
    view = await office.ask("li", Relate(second, first))
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.AlreadyRelated)
    assert office.happenings(first).count("related") == 1
