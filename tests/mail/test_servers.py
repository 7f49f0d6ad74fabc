"""Mail over TLS and by login, and what the operator is told of servers that do not work."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.mail import listen
from adapters.mail.access import Access
from adapters.mail.standing import standing
from bot.console import Console
from bot.policyfile import load
from bot.ports import Store
from storage.store import open_store
from tests.desk.office import Office
from tests.mail.post import Post, opened, written

BOTH = ("MAIL_IMAP_URL", "MAIL_SMTP_URL")


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    """One database will do for servers."""
    made = open_store(sqlite_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of localhost, signed by itself; with its key in the same file."""
    folder = tmp_path_factory.mktemp("certificate")
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    said = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
    subprocess.run([*made.split(), *said.split()], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of it, trusted as an operator would say so."""
    monkeypatch.setenv("FQDN", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def office_on(store: Store) -> Office:
    return Office.opened(store, load().policy)


async def read_by_itself(post: Post) -> None:
    await post.deliver(written())
    for _ in range(400):
        if await post.marked("SEEN"):
            return
        await asyncio.sleep(0.05)
    pytest.fail("nobody looked into the mailbox")


async def told(access: Access) -> list[tuple[str, str]]:
    """What is found, each code with the variable to look at."""
    found = await standing(access)
    console = Console("en")
    assert all("{" not in console.finding(each) for each in found)
    return [(each.code, each.blanks.get("variable", "")) for each in found]


async def test_what_arrives_over_tls_is_read_by_itself_and_answered_by_login(
    store: Store, tls: ssl.SSLContext
) -> None:
    async with opened(office_on(store), tls, every=0.05) as post:
        await post.mail.start()
        await read_by_itself(post)
        await post.office.settle()
        assert len(post.numbers()) == len(post.sink.taken) == 1
        assert await told(post.access) == [("fine", "")]


async def test_a_mailbox_that_hangs_up_is_opened_again(
    store: Store, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "_BACK_OFF", (0.05,))
    async with opened(office_on(store), tls, every=0.05) as post:
        await post.mail.start()
        box = post.mail.listener._box
        assert box is not None
        box.hang_up()
        await read_by_itself(post)
        assert await post.mail.connected()


async def test_of_each_server_the_operator_is_told_what_is_wrong(
    store: Store, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office_on(store), tls) as post:
        imap, smtp = post.access.imap, post.access.smtp
        for code, here, there in (
            ("login", replace(imap, password="x"), replace(smtp, password="x")),
            ("certificate", replace(imap, host="127.0.0.1"), replace(smtp, host="127.0.0.1")),
            ("away", replace(imap, port=1), replace(smtp, port=1)),
        ):
            wrong = replace(post.access, imap=here, smtp=there)
            assert await told(wrong) == [(code, each) for each in BOTH], code
        assert await told(replace(post.access, folder="Nowhere")) == [("no_folder", BOTH[0])]
        monkeypatch.delenv("SSL_CERT_FILE")
        assert await told(post.access) == [("certificate", each) for each in BOTH]


async def test_a_port_that_does_not_speak_tls_is_told_as_that(post: Post) -> None:
    imap, smtp = replace(post.access.imap, secure=True), replace(post.access.smtp, secure=True)
    found = await told(replace(post.access, imap=imap, smtp=smtp))
    assert found == [("tls", each) for each in BOTH]
    asked = replace(post.access, smtp=replace(post.access.smtp, user="desk"))
    assert await told(asked) == [("no_login", BOTH[1])]
