"""Files that people choose in the playground: evidence once they are sent with something."""

from collections.abc import AsyncIterator
from dataclasses import replace

from adapters.play.talk import Where
from adapters.play.tray import MOST
from bot.commands import SubmitForm
from bot.domain.evidence import MEGABYTE, Exhibit, Kept
from tests.play.conftest import NEW, Playground, text_of

JPEG = b"\xff\xd8\xff\xe0 photo"


async def arriving(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def exhibits(playground: Playground, no: str) -> list[Exhibit]:
    return playground.store.read(lambda uow: uow.exhibits.of(no)).result()


async def sent(playground: Playground, tokens: list[str], said: str = "") -> str:
    """Send what was chosen in the thread of a new ticket's card; returns its number."""
    await playground.say("li", NEW)
    card = playground.card()
    files = await playground.tray.handed_in(tokens)
    where = Where("wang", "sync", card.id)
    await playground.talk.say(where, said, playground.words(), files)
    await playground.travel.settle()
    return card.about


async def test_a_photo_in_a_thread_is_evidence_and_stands_there_for_all(
    playground: Playground,
) -> None:
    token = await playground.tray.put("C:\\fakepath\\现场.jpg", arriving(JPEG[:3], JPEG[3:]))
    no = await sent(playground, [token], "看照片")
    [photo] = exhibits(playground, no)
    assert (photo.name, photo.state, photo.by) == ("现场.jpg", Kept.STORED, "wang")
    assert await playground.tray.custody.vault.read(photo.digest) == JPEG
    said = [text_of(m) for m in playground.chat.in_thread(playground.card().id, "li")]
    assert any("看照片" in each and "📎 现场.jpg" in each for each in said)


async def test_what_is_too_large_is_not_read_to_its_end_and_refused_with_the_limit(
    playground: Playground,
) -> None:
    policies = playground.desk.policies
    object.__setattr__(policies, "current", replace(policies.current, evidence_limit=1))
    pieces = [JPEG, *[b"x" * MEGABYTE] * 40]
    token = await playground.tray.put("现场.jpg", arriving(*pieces))
    no = await sent(playground, [token])
    [refused] = exhibits(playground, no)
    assert (refused.state, refused.digest) == (Kept.REFUSED, "")
    assert refused.size <= len(JPEG) + MEGABYTE  # No more of it was read.
    said = [text_of(m) for m in playground.chat.in_thread(playground.card().id, "li")]
    assert any("超过 1 MB" in each for each in said)


async def test_a_form_takes_files_and_one_that_is_refused_keeps_them(
    playground: Playground,
) -> None:
    await playground.say("li", NEW)
    no, where, words = playground.card().about, Where("wang", "sync"), playground.words()
    await playground.say("wang", f"/ticket accept {no}")
    token = await playground.tray.put("单.pdf", arriving(b"%PDF-1.7"))
    files = await playground.tray.handed_in([token])
    empty = await playground.talk.submit(where, SubmitForm("resolve", no, 9, {}, files), words)
    kept = empty.view.form.files  # type: ignore[union-attr] # A refused form is a form.
    filled = SubmitForm("resolve", no, 9, {"details": "已换"}, kept)
    await playground.talk.submit(where, filled, words)
    assert [x.name for x in exhibits(playground, no)] == ["单.pdf"]


async def test_a_token_that_nobody_was_given_is_no_file_and_the_tray_is_never_full(
    playground: Playground,
) -> None:
    tokens = [await playground.tray.put(f"{n}.jpg", arriving(JPEG)) for n in range(MOST + 1)]
    found = await playground.tray.handed_in(["0" * 16, *tokens])
    assert len(found) == MOST
    assert await playground.tray.handed_in(tokens) == ()
