"""Duplicates: the customer keeps a ticket that is worked on, and nothing noted is lost."""

from bot import phrases
from bot.commands import Accept, Chase, Duplicate, OpenForm, Show
from bot.domain import errors
from bot.domain.errors import DeskError
from bot.views import Done, HistoryLine, Refused, TicketCard
from bot.words import Words
from tests.desk.office import NEW, SYNC, TECHNICAL, Office

TECH_ROOM = "new 停机 客户=王五 部门=技术部"


async def refused(office: Office, who: str, line: str) -> DeskError:
    view = await office.ask(who, line)
    assert isinstance(view, Refused), view
    return view.error


async def test_a_duplicate_of_a_duplicate_is_sent_to_the_original(office: Office) -> None:
    first, second, third = [await office.created() for _ in range(3)]
    await office.done("li", f"duplicate {second} of {first}")
    error = await refused(office, "li", f"duplicate {third} of {second}")
    assert isinstance(error, errors.OriginalRepeats)
    assert (error.of, error.original) == (second, first)
    assert office.ticket(third).open


async def test_a_ticket_cannot_repeat_what_repeats_itself(office: Office) -> None:
    first, second = await office.created(), await office.created()
    await office.done("li", f"duplicate {second} of {first}")
    error = await refused(office, "li", f"duplicate {first} of {second}")
    assert isinstance(error, errors.SelfDuplicate)
    assert office.ticket(first).open


async def test_a_closed_original_is_refused_and_its_reopening_offered(office: Office) -> None:
    first, second = await office.created(), await office.created()
    await office.done("li", f"cancel {first} 误报")
    view = await office.ask("li", f"duplicate {second} of {first}")
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.OriginalClosed)
    assert [b.command for b in view.buttons] == [OpenForm("reopen", first), Show(first)]
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert "已关闭（已取消）" in phrases.refused(view, words)
    assert office.ticket(second).open


async def test_notes_that_move_keep_their_author_and_time(office: Office) -> None:
    first, second = await office.created(TECH_ROOM), await office.created(TECH_ROOM)
    await office.settle()
    written_at = office.clock.at
    await office.done("wang", f"note {second} 客户又打来了")
    await office.later(hours=1)
    await office.done("li", f"duplicate {second} of {first}")
    repeated, moved = office.history(first)[-2:]
    assert (repeated.happening.value, repeated.by, repeated.at) == (
        "repeated", "li", office.clock.at,
    )  # fmt: skip
    assert (moved.note, moved.by, moved.at) == ("客户又打来了", "wang", written_at)


async def test_notes_that_move_are_read_in_the_originals_thread_too(office: Office) -> None:
    """Also where the duplicate's own thread, in which it was said so, stands in the same room."""
    first, second = await office.created(TECH_ROOM), await office.created(TECH_ROOM)
    await office.settle()
    threads = {
        s.view.no: m
        for m, s in office.ear.said.items()
        if s.lane == SYNC and isinstance(s.view, TicketCard)
    }
    await office.done("wang", f"note {second} 客户又打来了")
    await office.done("li", f"duplicate {second} of {first}", thread=threads[second])
    await office.settle()
    for lane in (SYNC, TECHNICAL):
        lines = [x for x in office.ear.in_lane(lane, HistoryLine) if x.ticket == first]
        assert [(x.happening.value, x.by) for x in lines] == [
            ("repeated", "Li"), ("noted", "Wang"),
        ]  # fmt: skip


async def test_a_note_on_another_ticket_than_the_threads_is_read_in_its_own_thread(
    office: Office,
) -> None:
    """Whoever reads this thread has not read that one, though both stand in the same room."""
    first, second = await office.created(TECH_ROOM), await office.created(TECH_ROOM)
    await office.settle()
    [thread] = [
        m
        for m, s in office.ear.said.items()
        if s.lane == SYNC and isinstance(s.view, TicketCard) and s.view.no == first
    ]
    await office.done("li", f"note {second} 客户又打来了", thread=thread)
    await office.ask("li", "note 备件到了", thread=thread)
    await office.settle()
    lines = [(x.ticket, x.note) for x in office.ear.in_lane(SYNC, HistoryLine)]
    assert lines == [(second, "客户又打来了")]
    lines = [(x.ticket, x.note) for x in office.ear.in_lane(TECHNICAL, HistoryLine)]
    assert lines == [(second, "客户又打来了"), (first, "备件到了")]


async def test_a_duplicates_card_and_line_name_the_original(office: Office) -> None:
    first, second = await office.created(TECH_ROOM), await office.created(TECH_ROOM)
    await office.settle()
    await office.done("li", f"duplicate {second} of {first}")
    await office.settle()
    words = Words("zh", office.policies.current.zone, office.clock.at)
    [card] = [c for c in office.ear.in_lane(SYNC, TicketCard) if c.no == second]
    assert ("重复于", (first,)) in phrases.card_facts(card, words)
    [line] = [x for x in office.ear.in_lane(SYNC, HistoryLine) if x.ticket == second]
    assert phrases.history(line, words) == f"Li 标为 {first} 的重复工单"


async def test_a_supervisor_of_two_departments_runs_both(office: Office) -> None:
    """Tang is of the technical department, and named for the warehouse as well."""
    people = office.store.read(lambda u: u.people.roster()).result()
    warehouse = people.departments["warehouse"]
    named = type(warehouse)(warehouse.id, warehouse.name, "tang")
    both = {**people.departments, "warehouse": named}
    renamed = type(people)(people.members, both, people.rooms, people.version)
    office.store.write(lambda u: u.people.replace(renamed)).result()
    no = await office.created("new 少件 客户=王五 部门=仓储部")
    assert await office.done("tang", f"assign {no} @hou") == "assigned"
    assert await office.done("tang", f"assign {no} @tang 自己来") == "assigned"


async def test_who_may_instead_names_the_first_responder_and_the_assignee(office: Office) -> None:
    no = await office.created(TECH_ROOM)
    await office.done("wang", Accept(no))
    error = await refused(office, "wu", f"progress {no} 已检测")
    assert isinstance(error, errors.NotYours | errors.NotAllowed)
    assert list(error.who_may)[-2:] == ["assignee", "first_responder"]


async def test_who_takes_down_the_same_again_is_told_and_makes_it_a_duplicate(
    office: Office,
) -> None:
    """A customer who has come before; whoever is new, or has nothing open, calls for no word."""
    first = await office.created()
    view = await office.ask("li", NEW.replace("13812345678", "+86-138-1234-5678"))
    assert isinstance(view, Done)
    again = str(view.blanks["ticket"])
    assert (view.code, view.blanks["others"]) == ("created_beside", (first,))
    repeats = Duplicate(again, of=first)
    assert [b.command for b in view.buttons] == [Show(first), Chase(first), repeats]
    assert await office.done("li", Chase(first)) == "chased"
    assert await office.done("li", repeats) == "duplicated"
    await office.done("li", f"cancel {first} 误报")
    for line in (NEW, NEW.replace("13812345678", "13912345678")):
        view = await office.ask("li", line)
        assert isinstance(view, Done)
        assert view.code == "created_asking"
        await office.done("li", f"cancel {view.blanks['ticket']} 误报")


async def test_a_second_accept_by_the_holder_is_answered(office: Office) -> None:
    no = await office.created(TECH_ROOM)
    await office.done("wang", f"accept {no}")
    assert await office.done("wang", f"accept {no}") == "already_yours"
    assert office.happenings(no).count("accepted") == 1


async def test_a_refused_accept_does_not_say_the_same_twice(office: Office) -> None:
    no = await office.created(TECH_ROOM)
    await office.done("wang", f"accept {no}")
    view = await office.ask("wu", Accept(no))
    assert isinstance(view, Refused)
    assert view.meanwhile == ()
    await office.done("wang", f"progress {no} 已检测")
    view = await office.ask("wu", Accept(no))
    assert isinstance(view, Refused)
    assert [line.happening.value for line in view.meanwhile] == ["progressed"]


async def test_what_is_nobody_elses_business_is_not_told_to_a_late_tapper(office: Office) -> None:
    no = await office.created(TECH_ROOM)
    await office.done("li", f"cancel {no} 误报")
    await office.ask("li", f"reveal {no}")
    view = await office.ask("wang", Accept(no))
    assert isinstance(view, Refused)
    assert [line.happening.value for line in view.meanwhile] == ["cancelled"]
