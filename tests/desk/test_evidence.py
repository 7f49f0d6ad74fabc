"""Evidence: fetched whatever happens, judged by its bytes, kept once, shown by links that run out.

S0-33 photos and scans; S4-12, S4-13 the signed record of a visit, within five days.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from adapters.web.evidence import Evidence
from bot.commands import EraseCustomer, Note, OpenForm, Signed, SubmitForm
from bot.domain.duties import Duty
from bot.domain.errors import NothingSigned, NotVisited
from bot.domain.evidence import MEGABYTE, Exhibit, Kept, is_disguised, kind_of
from bot.domain.policy import DutyKind
from bot.fetching import LEASE, Fetcher
from bot.handlers.exhibiting import LINK_HOLDS, PATH
from bot.ports import DeliveryError, TooLarge, Vault
from bot.views import FormView, HistoryLine, Refused, Reminder, TicketRecord
from storage.vault import FolderVault, StoreVault
from tests.desk.office import SYNC, Office

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 100
PDF = b"%PDF-1.7 signed sheet"
SECRET = b"secret"


@dataclass
class Shelf:
    """What people left on a platform, and what goes wrong in fetching it."""

    files: dict[str, bytes] = field(default_factory=dict)
    trouble: list[Exception] = field(default_factory=list)
    asked: int = 0

    async def fetch(self, source: str, most: int) -> bytes:
        self.asked += 1
        if self.trouble:
            raise self.trouble.pop(0)
        body = self.files[source]
        if len(body) > most:
            raise TooLarge
        return body


@dataclass
class Room:
    office: Office
    shelf: Shelf
    vault: Vault
    fetcher: Fetcher

    async def left(self, no: str, name: str, body: bytes, who: str = "wang", n: int = 1) -> None:
        self.shelf.files[f"slack:F{n}"] = body
        await self.office.ask(who, Note(no, "", (f"slack:F{n} {name}",)))

    def exhibits(self, no: str) -> list[Exhibit]:
        return self.office.store.read(lambda uow: uow.exhibits.of(no)).result()

    async def opened(self, url: str) -> Response:
        site = Evidence(self.office.store, self.vault, self.office.clock, SECRET)
        asked = {"type": "http", "headers": [], "query_string": b""}
        scope = {**asked, "path_params": {"token": url.rpartition("/")[2]}}
        return await site.show(Request(scope))


IN_BOTH = pytest.mark.parametrize("room", ["in the database", "in a folder"], indirect=True)


@pytest.fixture
def room(request: pytest.FixtureRequest, office: Office, tmp_path: Path) -> Room:
    vault: Vault = StoreVault(office.store, office.clock)
    if getattr(request, "param", "") == "in a folder":
        vault = FolderVault(office.store, office.clock, tmp_path / "evidence")
    shelf = Shelf()
    files = {"slack": shelf}
    fetcher = Fetcher(office.store, vault, files, office.policies, office.clock, lambda: None)
    return Room(office, shelf, vault, fetcher)


async def at_work(office: Office) -> str:
    no = await office.created("new 不制冷 客户=张三 电话=13812345678 部门=技术部")
    await office.done("wang", f"accept {no}")
    return no


@IN_BOTH
async def test_a_photo_is_fetched_kept_once_and_opened_by_a_link_that_runs_out(room: Room) -> None:
    office = room.office
    no = await at_work(office)
    await room.left(no, "现场.jpg", JPEG)
    await room.left(no, "again.jpeg", JPEG, n=2)
    await room.fetcher.fetch()
    first, second = room.exhibits(no)
    assert (first.state, first.kind, first.size) == (Kept.STORED, "image/jpeg", len(JPEG))
    assert first.digest == second.digest
    record = await office.ask("wang", f"show {no}")
    assert isinstance(record, TicketRecord)
    url = record.exhibits[0].url
    assert f"{PATH}/" in url
    shown = await room.opened(url)
    assert (shown.status_code, bytes(shown.body), shown.media_type) == (200, JPEG, "image/jpeg")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["content-disposition"].startswith("inline;")
    office.clock.forward(seconds=LINK_HOLDS.total_seconds() + 1)
    assert (await room.opened(url)).status_code == 404
    assert (await room.opened(url[:-2] + "xx")).status_code == 404


async def test_whoever_may_not_see_the_record_sees_that_there_is_a_file_and_no_link(
    room: Room,
) -> None:
    no = await at_work(room.office)
    await room.left(no, "现场.jpg", JPEG)
    await room.fetcher.fetch()
    record = await room.office.ask("hou", f"show {no}")
    assert isinstance(record, TicketRecord)
    assert [(x.name, x.url) for x in record.exhibits] == [("现场.jpg", "")]


async def test_a_crash_between_the_message_and_the_download_loses_nothing(room: Room) -> None:
    no = await at_work(room.office)
    await room.left(no, "现场.jpg", JPEG)
    now = room.office.clock.at
    taken = room.office.store.write(lambda u: u.exhibits.take(now, now + LEASE, 5)).result()
    assert len(taken) == 1  # And the process that took it dies here.
    await room.fetcher.fetch()
    assert room.shelf.asked == 0  # It may be alive still.
    room.office.clock.forward(seconds=LEASE.total_seconds())
    await room.fetcher.fetch()
    assert room.exhibits(no)[0].state is Kept.STORED


async def test_a_platform_that_is_away_is_asked_again_and_one_that_lost_it_is_told_of(
    room: Room,
) -> None:
    no = await at_work(room.office)
    room.shelf.trouble = [DeliveryError("HTTP 500"), DeliveryError("file_deleted", permanent=True)]
    await room.left(no, "现场.jpg", JPEG)
    await room.fetcher.fetch()
    assert room.exhibits(no)[0].state is Kept.WAITING
    room.office.clock.forward(seconds=3)
    await room.fetcher.fetch()
    assert room.exhibits(no)[0].state is Kept.LOST
    assert room.office.happenings(no)[-1] == "file_lost"


@pytest.mark.parametrize(
    ("name", "body", "happening"),
    [
        ("photo.jpg", JPEG + b"x" * (20 * MEGABYTE), "file_too_large"),
        ("photo.jpg", b"MZ\x90\x00 a program", "file_not_taken"),
        ("photo.jpg", b"<html><script>", "file_not_taken"),
        ("photo.jpg", PDF, "file_not_taken"),
        ("sheet.pdf", JPEG, "file_not_taken"),
        ("empty.png", b"", "file_not_taken"),
    ],
)
async def test_what_is_too_large_or_not_what_it_says_is_refused_with_the_limit(
    room: Room, name: str, body: bytes, happening: str
) -> None:
    no = await at_work(room.office)
    await room.left(no, name, body)
    await room.fetcher.fetch()
    assert room.exhibits(no)[0].state is Kept.REFUSED
    await room.office.settle()
    said = room.office.ear.in_lane(SYNC, HistoryLine)[-1]
    assert (said.happening, said.limit) == (happening, "20")


async def test_a_visit_owes_a_signed_record_within_five_days_and_it_is_met_by_its_photo(
    room: Room,
) -> None:
    office = room.office
    no = await at_work(office)
    early = await office.ask("wang", Signed(no))
    assert isinstance(early, Refused)
    assert isinstance(early.error, NotVisited)
    await office.done("wang", f"contact {no} 已上门检修 方式=上门")
    asked_for = await office.ask("wang", f"签收单 {no}")
    assert isinstance(asked_for, FormView)
    assert asked_for.form.takes_files
    sent = SubmitForm("signed", no, asked_for.form.version, {"note": "客户张三签字"})
    bare = await office.ask("wang", sent)
    assert isinstance(bare, FormView)
    assert isinstance(bare.form.errors["note"], NothingSigned)
    assert bare.form.fields[0].value == "客户张三签字"
    [owed] = [d for d in duties(office, no) if d.kind is DutyKind.FIELD_RECORD]
    assert owed.due_at == office.clock.at + timedelta(days=5)
    await office.later(days=4)
    said = [p for v in office.ear.in_lane(SYNC) for p in getattr(v, "parts", (v,))]
    [warned] = [r for r in said if isinstance(r, Reminder) and r.kind is DutyKind.FIELD_RECORD]
    assert warned.due_at == owed.due_at
    await room.left(no, "签收单.jpg", JPEG)
    assert await office.done("wang", f"签收单 {no}") == "signed"
    [met] = [d for d in duties(office, no) if d.kind is DutyKind.FIELD_RECORD]
    assert met.met_at == office.clock.at
    await room.fetcher.fetch()
    assert [x.signed for x in room.exhibits(no)] == [True]


async def test_a_signed_record_that_cannot_be_kept_is_owed_again(room: Room) -> None:
    office = room.office
    no = await at_work(office)
    await office.done("wang", f"contact {no} 已上门检修 方式=上门")
    room.shelf.files["slack:F9"] = b"no photo"
    await office.done("wang", Signed(no, files=("slack:F9 签收单.jpg",)))
    assert office.ticket(no).signed_at is not None
    await room.fetcher.fetch()
    assert office.ticket(no).signed_at is None
    assert office.happenings(no)[-2:] == ["file_not_taken", "unsigned"]


@pytest.mark.parametrize("form", ["resolve", "judge", "signed", "progress"])
async def test_what_is_handed_in_with_a_form_is_evidence_of_its_ticket(
    room: Room, form: str
) -> None:
    office = room.office
    no = await office.created("new 不制冷 客户=张三 部门=技术部 类型=投诉")
    await office.done("wang", f"accept {no}")
    await office.done("wang", f"contact {no} 已上门检修 方式=上门")
    room.shelf.files["slack:F7"] = PDF
    opened = await office.ask("tang", OpenForm(form, no))
    assert isinstance(opened, FormView)
    assert opened.form.takes_files
    filled = {"details": "换了风机", "note": "已换风机", "severity": "minor", "cause": "quality"}
    sent = SubmitForm(form, no, opened.form.version, filled, ("slack:F7 签收单.pdf",))
    await office.done("tang", sent)
    await room.fetcher.fetch()
    [exhibit] = room.exhibits(no)
    assert (exhibit.state, exhibit.kind) == (Kept.STORED, "application/pdf")
    assert exhibit.signed is (form == "signed")


@IN_BOTH
async def test_a_forgotten_customers_evidence_is_gone_with_its_bytes(room: Room) -> None:
    office = room.office
    no = await at_work(office)
    await room.left(no, "张三签收单.jpg", JPEG)
    await room.fetcher.fetch()
    digest = room.exhibits(no)[0].digest
    await office.done("wang", f"resolve {no} 修好")
    await office.done("li", f"confirm {no} yes")
    await office.done("chen", "customer erase C1")
    await office.done("chen", EraseCustomer("C1", sure=True))
    assert [(x.name, x.state) for x in room.exhibits(no)] == [("", Kept.ERASED)]
    office.clock.forward(hours=2)
    await room.fetcher.fetch()
    assert await room.vault.read(digest) is None


def duties(office: Office, no: str) -> list[Duty]:
    return list(office.store.read(lambda uow: uow.duties.newest(no)).result())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (PDF, "application/pdf"),
        (b"PK\x03\x04", ""),
        (b"<svg xmlns=", ""),
        (b"", ""),
    ],
)
def test_the_first_bytes_say_what_a_file_is(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_phones_may_mix_up_their_images_but_nothing_else_is_an_image() -> None:
    assert not is_disguised("IMG_1.JPG", "image/heic")
    assert not is_disguised("without suffix", "application/pdf")
    assert is_disguised("IMG_1.jpg", "application/pdf")
