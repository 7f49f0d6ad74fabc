"""Characters that no database stores: they are left out, and nothing else is lost."""

from bot.commands import NewTicket, Note, SubmitForm
from tests.desk.office import Office

BROKEN = "冰箱\x00坏\ud83d了"


async def test_half_an_emoji_and_nul_are_left_out_of_what_is_stored(office: Office) -> None:
    no = await office.created_by(NewTicket(description=BROKEN, customer="张\ud83d三"))
    ticket = office.ticket(no)
    assert (ticket.report.description, ticket.customer.name) == ("冰箱坏了", "张三")
    assert await office.done("wang", Note(no, text=BROKEN)) == "noted"
    assert office.history(no)[-1].note == "冰箱坏了"


async def test_so_they_are_of_a_form_and_of_a_typed_line(office: Office) -> None:
    values = {"description": BROKEN, "customer": "张三"}
    by_form = await office.created_by(SubmitForm("new", values=values))
    by_line = await office.created(f"new {BROKEN} 客户=张三")
    found = [office.ticket(no).report.description for no in (by_form, by_line)]
    assert found == ["冰箱坏了", "冰箱坏了"]
