"""Real mail servers on loopback (pymap for IMAP, aiosmtpd for SMTP) around the tests' office."""

import asyncio
import imaplib
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

from adapters.mail.access import Access
from adapters.mail.mail import Mail
from bot.custody import Custody
from bot.ports import Vault
from storage.vault import StoreVault
from tests.desk.office import Office

OURS = "desk@acme.example"
USER, PASSWORD = "desk", "pass/word"


@dataclass
class Sink:
    """An SMTP server that keeps what it is sent; `answers` are given first, in place of taking."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail: Any = message_from_bytes(content, policy=WIRE)
        assert envelope.rcpt_tos == [mail["To"]]
        self.taken.append(mail)
        return "250 OK"


@dataclass
class Post:
    office: Office
    sink: Sink
    access: Access
    mail: Mail
    vault: Vault

    async def deliver(self, *raws: bytes) -> None:
        """Put mails into the mailbox as their server does."""
        await asyncio.to_thread(self._append, raws)

    def _append(self, raws: tuple[bytes, ...]) -> None:
        with self._logged_in() as imap:
            for raw in raws:
                imap.append("INBOX", "", '"23-Nov-2026 01:58:00 +0000"', raw)

    def _logged_in(self) -> imaplib.IMAP4:
        server = self.access.imap
        opened = imaplib.IMAP4_SSL if server.secure else imaplib.IMAP4
        imap = opened(server.host, server.port, timeout=20)
        imap.login(USER, PASSWORD)
        return imap

    async def marked(self, flag: str) -> int:
        """How many mails carry a flag."""
        return await asyncio.to_thread(self._marked, flag)

    def _marked(self, flag: str) -> int:
        with self._logged_in() as imap:
            imap.select("INBOX")
            return len(imap.search(None, flag)[1][0].split())

    async def forget(self) -> None:
        """Let every mail be unread again."""
        await asyncio.to_thread(self._unread)

    def _unread(self) -> None:
        with self._logged_in() as imap:
            imap.select("INBOX")
            imap.store("1:*", "-FLAGS", r"(\Seen)")

    async def come(self, *raws: bytes) -> None:
        """Mails arrive, the desk reads them, and says what it has to say."""
        await self.deliver(*raws)
        await self.mail.listener.look()
        await self.office.settle()

    def numbers(self) -> list[str]:
        return self.office.store.read(lambda uow: uow.tickets.numbers_like("")).result()


def _let_in(_server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
    right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


@asynccontextmanager
async def opened(
    office: Office, tls: SSLContext | None = None, every: float = 86_400.0
) -> AsyncIterator[Post]:
    """With `tls` both speak it from the first byte, as localhost, and mail is sent by login."""
    sink, loop = Sink(), asyncio.get_running_loop()
    asked = Namespace(
        host="127.0.0.1", port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
        proxy_protocol=None, demo_data=False, demo_user=USER, demo_password=PASSWORD,
    )  # fmt: skip
    backend, config = await DictBackend.init(
        asked, invalid_user_sleep=0.0, hash_context=BuiltinHash(rounds=1)
    )
    config.apply_context()
    server = IMAPServer(backend.login, config)
    under_way: set[asyncio.Event] = set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way.add(done := asyncio.Event())
        try:
            await server(reader, writer, SocketInfoLocal(writer.transport))
        finally:
            writer.close()
            done.set()

    asked_in: dict[str, Any] = {"authenticator": _let_in, "auth_require_tls": False} if tls else {}
    imap = await asyncio.start_server(served, "127.0.0.1", 0, ssl=tls)
    smtp = await loop.create_server(
        lambda: SMTP(sink, loop=loop, **asked_in), "127.0.0.1", 0, ssl=tls
    )
    ports = [each.sockets[0].getsockname()[1] for each in (imap, smtp)]
    access = Access.of(
        f"{'imaps' if tls else 'imap'}://{USER}:pass%2Fword@localhost:{ports[0]}",
        f"{f'smtps://{USER}:pass%2Fword@' if tls else 'smtp://'}localhost:{ports[1]}",
        f"Acme 客服 <{OURS}>",
    )
    vault = StoreVault(office.store, office.clock)
    custody = Custody(vault, office.policies)
    mail = Mail(access, office.desk, office.clock, custody, every=every)
    office.messengers["mail"] = mail.messenger
    try:
        yield Post(office, sink, access, mail, vault)
    finally:
        await mail.stop()
        for listening in (imap, smtp):
            listening.close()
        for ended in under_way:
            async with asyncio.timeout(20):
                await ended.wait()
        await asyncio.sleep(0)  # What they held is closed in the loop's next turn.


def written(text: str = "空调不制冷", **headers: str) -> bytes:
    """A customer's mail; `in_reply_to` is the header In-Reply-To."""
    return with_files({}, text, **headers)


def with_files(files: Mapping[str, bytes], text: str = "空调不制冷", **headers: str) -> bytes:
    mail = EmailMessage(policy=WIRE)
    told = {
        "from": "张三 <zhang@shop.example>",
        "to": OURS,
        "subject": "空调坏了",
        "message-id": "<one@shop.example>",
    }
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in told.items():
        mail[name] = value
    mail.set_content(text)
    for name, body in files.items():
        mail.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
