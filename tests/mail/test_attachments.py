"""What customers attach to a mail is evidence of its ticket; what is not taken they are told."""

from dataclasses import replace

import pytest

from adapters.mail import listen
from bot.custody import Custody
from bot.domain.evidence import MEGABYTE, Exhibit, Kept
from bot.ports import DeliveryError, StoreAway
from bot.views import HistoryLine
from tests.desk.office import SYNC
from tests.mail.post import Post, with_files, written

NO = "20261123001"
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 100
PDF = b"%PDF-1.7 signed sheet"
PROGRAM = b"MZ\x90\x00 a program"
HUGE = JPEG + b"x" * MEGABYTE


@pytest.fixture(autouse=True)
def small_files(post: Post) -> None:
    """So that too large a file is no load on whoever runs the tests."""
    policies = post.office.policies
    policies.current = replace(policies.current, evidence_limit=1)


def exhibits(post: Post) -> list[Exhibit]:
    return post.office.store.read(lambda uow: uow.exhibits.of(NO)).result()


async def test_a_photo_of_a_mail_is_evidence_of_its_ticket_from_the_first_moment_on(
    post: Post,
) -> None:
    await post.come(with_files({"现场.jpg": JPEG, "签收单.pdf": PDF}))
    photo, sheet = exhibits(post)
    assert (photo.name, photo.state, photo.kind) == ("现场.jpg", Kept.STORED, "image/jpeg")
    assert await post.vault.read(photo.digest) == JPEG
    assert await post.vault.read(sheet.digest) == PDF
    [receipt] = post.sink.taken
    assert "现场" not in receipt.get_content()


async def test_a_mail_read_twice_has_its_files_once(post: Post) -> None:
    await post.come(with_files({"现场.jpg": JPEG}))
    await post.forget()
    await post.mail.listener.look()
    assert [x.name for x in exhibits(post)] == ["现场.jpg"]


@pytest.mark.parametrize(
    ("name", "body", "line"),
    [
        ("photo.jpg", HUGE, "file_too_large"),
        ("photo.jpg", PROGRAM, "file_not_taken"),
        ("photo.jpg", PDF, "file_not_taken"),
        ("empty.png", b"", "file_not_taken"),
    ],
)
async def test_what_is_not_taken_is_told_to_the_sender_with_the_limit_and_in_the_thread(
    post: Post, name: str, body: bytes, line: str
) -> None:
    await post.come(with_files({name: body, "现场.jpg": JPEG}))
    assert [x.state for x in exhibits(post)] == [Kept.REFUSED, Kept.STORED]
    [receipt] = post.sink.taken
    said = receipt.get_content()
    assert name in said
    assert "1 MB" in said
    assert "现场" not in said
    lines = post.office.ear.in_lane(SYNC, HistoryLine)
    assert [(x.happening, x.limit) for x in lines if x.happening.startswith("file_")] == [
        (line, "1")
    ]


async def test_of_a_mail_too_large_to_be_read_whole_what_came_whole_is_taken(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "most_of_mail", lambda limit: limit)
    photos = {f"{n}.jpg": JPEG + b"y" * (MEGABYTE // 2) for n in "123"}
    await post.come(with_files(photos, "It leaks.", subject="Leak"))
    assert [x.state for x in exhibits(post)] == [Kept.STORED, Kept.REFUSED]
    [receipt] = post.sink.taken
    assert "could not take 2.jpg" in receipt.get_content()
    assert "file_too_large" in post.office.happenings(NO)
    assert await post.marked("FLAGGED") == 1  # The rest is there for a person to see.


async def test_an_answer_is_answered_only_where_its_files_were_not_taken(post: Post) -> None:
    await post.come(written())
    answer = {"in_reply_to": "<one@shop.example>"}
    await post.come(with_files({"a.jpg": JPEG}, message_id="<two@shop.example>", **answer))
    assert len(post.sink.taken) == 1
    await post.come(with_files({"b.exe": PROGRAM}, message_id="<3@shop.example>", **answer))
    told = post.sink.taken[1]
    assert (told["To"], told["In-Reply-To"]) == ("zhang@shop.example", "<3@shop.example>")
    assert "附件 b.exe 没有收下" in told.get_content()
    assert [x.name for x in exhibits(post)] == ["a.jpg", "b.exe"]


async def test_while_files_cannot_be_kept_the_mail_stays_unread(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> str:
        raise StoreAway

    await post.deliver(with_files({"现场.jpg": JPEG}))
    with monkeypatch.context() as patched:
        patched.setattr(Custody, "take", away)
        with pytest.raises(DeliveryError):
            await post.mail.listener.look()
    assert (await post.marked("SEEN"), post.numbers()) == (0, [])
    await post.mail.listener.look()
    assert [x.state for x in exhibits(post)] == [Kept.STORED]
