import asyncio
from dataclasses import replace

import pytest

from adapters.mail import listen
from adapters.mail.mailbox import Mailbox
from adapters.mail.reading import read
from bot.commands import slug
from bot.domain.policy import DutyKind
from bot.ports import DeliveryError
from bot.views import Alarm, HistoryLine, Notice
from tests.desk.office import SYNC
from tests.mail.post import OURS, Post, written

NO = "20261123001"
ADMIN = "slack:T1/@U_ADMIN"
WANG = "slack:T1/@U_WANG"


async def test_a_mail_becomes_a_ticket_and_its_sender_is_told(post: Post) -> None:
    await post.come(written())
    ticket = post.office.ticket(NO)
    assert ticket.report.description == "空调坏了\n\n空调不制冷"
    assert (ticket.customer.name, ticket.customer.email) == ("张三", "zhang@shop.example")
    assert (ticket.report.channel, ticket.created_by) == ("email", "")
    assert ticket.report.reported_at.isoformat() == "2026-11-23T01:58:00+00:00"
    [receipt] = post.sink.taken
    assert (receipt["To"], receipt["Subject"]) == ("zhang@shop.example", f"Re: 空调坏了 [{NO}]")
    assert receipt["In-Reply-To"] == receipt["References"] == "<one@shop.example>"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt.get_content_type() == "text/plain"
    assert receipt.get_content_charset() == "utf-8"
    assert f"单号 {NO}" in receipt.get_content()


async def test_the_receipt_meets_the_duty_to_acknowledge_only_once_it_is_out(post: Post) -> None:
    post.sink.answers = ["451 later"]
    await post.come(written())
    assert post.office.ticket(NO).receipt_at is None
    post.office.clock.forward(minutes=2)
    await post.office.settle()
    assert len(post.sink.taken) == 1
    ticket = post.office.ticket(NO)
    assert ticket.receipt_at == post.office.clock.at
    assert ticket.contacted_at is None
    duties = post.office.store.read(lambda uow: uow.duties.of(NO)).result()
    [owed] = [duty for duty in duties if duty.kind is DutyKind.ACKNOWLEDGE]
    assert owed.met_at is not None


async def test_a_customer_who_writes_english_is_answered_in_english(post: Post) -> None:
    await post.come(written("It does not cool.", subject="Broken AC"))
    [receipt] = post.sink.taken
    assert f"under number {NO}" in receipt.get_content()


async def test_a_mail_that_is_read_again_makes_nothing_twice(post: Post) -> None:
    await post.come(written())
    await post.forget()
    post.office.clock.forward(days=30)
    await post.mail.listener.look()
    await post.office.settle(sweeping=False)
    assert (post.numbers(), len(post.sink.taken)) == ([NO], 1)
    assert (await post.marked("SEEN"), await post.marked("FLAGGED")) == (1, 0)


async def test_a_mail_is_marked_read_only_once_its_ticket_is_kept(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(_found: object) -> bool:
        raise DeliveryError("the desk cannot write now")

    await post.deliver(written())
    with monkeypatch.context() as patched:
        patched.setattr(post.mail.listener, "_taken", crash)
        with pytest.raises(DeliveryError):
            await post.mail.listener.look()
    assert await post.marked("SEEN") == 0
    await post.mail.listener.look()
    assert (await post.marked("SEEN"), await post.marked("FLAGGED")) == (1, 0)


@pytest.mark.parametrize("answered", ["<one@shop.example>", "the receipt"])
async def test_an_answer_goes_on_its_ticket_and_to_whoever_works_on_it(
    post: Post, answered: str
) -> None:
    await post.come(written())
    await post.office.done("wang", f"accept {NO}")
    answered = post.sink.taken[0]["Message-ID"] if answered == "the receipt" else answered
    await post.come(
        written(
            "还是漏水，电话 13812345678\n\n在 2026年11月23日，Acme 写道：\n> 已收到",
            message_id="<two@shop.example>", subject="回复", in_reply_to=answered,
            **{"from": "colleague@shop.example"},
        )
    )  # fmt: skip
    assert post.numbers() == [NO]
    last = post.office.history(NO)[-1]
    assert (last.happening, last.by, last.platform) == ("wrote", "", "mail")
    assert last.note == "还是漏水，电话 13812345678"
    [notice] = [n for n in post.office.ear.in_lane(WANG, Notice) if n.code == "wrote"]
    assert "13812345678" not in notice.blanks["note"]
    lines = post.office.ear.in_lane(SYNC, HistoryLine)
    assert [line.by_customer for line in lines if line.happening == "wrote"] == [True]
    assert len(post.sink.taken) == 1


async def test_a_number_in_the_subject_is_believed_of_its_own_customer_only(post: Post) -> None:
    await post.come(written())
    about = {"subject": f"单 {NO} 怎么样了"}
    await post.come(written(message_id="<two@shop.example>", **about))
    assert post.numbers() == [NO]
    stranger = {"from": "eve@else.example", "message_id": "<three@else.example>"}
    await post.come(written(**about, **stranger))
    assert len(post.numbers()) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"precedence": "bulk"},
        {"list_id": "<news.shop.example>"},
        {"x_auto_response_suppress": "All"},
        {"return_path": "<>"},
        {"from": "MAILER-DAEMON@shop.example"},
        {"from": f"Desk <{OURS.upper()}>"},
    ],
)
async def test_what_no_customer_wrote_is_neither_taken_nor_answered(
    post: Post, headers: dict[str, str]
) -> None:
    await post.come(written(**headers))
    assert (post.numbers(), post.sink.taken) == ([], [])
    assert await post.marked("SEEN") == 1


async def test_a_machine_that_shows_no_mark_is_soon_not_answered_any_more(post: Post) -> None:
    await post.come(*(written(message_id=f"<{n}@loop.example>") for n in range(7)))
    assert (len(post.numbers()), len(post.sink.taken)) == (7, 5)


async def test_a_mail_that_cannot_be_read_is_flagged_and_stops_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def reading(raw: bytes, *, cut: bool) -> object:
        if b"poison" in raw:
            raise ValueError("poison")
        return read(raw, cut=cut)

    monkeypatch.setattr(listen, "read", reading)
    await post.come(written(subject="poison", message_id="<bad@shop.example>"), written())
    assert post.numbers() == [NO]
    assert (await post.marked("FLAGGED"), await post.marked("UNSEEN")) == (1, 0)
    assert "zhang@shop.example" not in caplog.text


async def test_a_receipt_that_is_refused_for_good_is_told_to_the_admins_without_the_address(
    post: Post,
) -> None:
    post.sink.answers = ["550 no such user zhang@shop.example"]
    await post.come(written())
    alarms = post.office.ear.in_lane(ADMIN, Alarm)
    [alarm] = [each for each in alarms if each.code == "undeliverable"]
    assert alarm.blanks["reason"] == "SMTP 550"
    assert "zhang" not in repr(alarm)
    assert post.sink.taken == []


async def test_a_wrong_password_is_a_refusal_and_a_closed_door_is_not(post: Post) -> None:
    def opened(**wrong: object) -> DeliveryError:
        server = replace(post.access.imap, **wrong)  # type: ignore[arg-type] # Fields of it.
        with pytest.raises(DeliveryError) as refused:
            Mailbox(replace(post.access, imap=server))
        return refused.value

    assert (await asyncio.to_thread(opened, password="wrong")).denied
    away = await asyncio.to_thread(opened, port=1)
    assert (away.denied, away.permanent) == (False, False)


async def test_an_answer_about_a_closed_ticket_reaches_a_person(post: Post) -> None:
    await post.come(written())
    await post.office.done("ma", f"cancel {NO} 重复来信")
    await post.come(written(message_id="<two@x.example>", in_reply_to="<one@shop.example>"))
    assert post.numbers() == [NO]
    told = [s for s in post.office.ear.said.values() if isinstance(s.view, Notice)]
    [notice] = [s.view for s in told if isinstance(s.view, Notice) and s.view.code == "wrote"]
    assert [slug(button.command) for button in notice.buttons] == ["form", "show"]
