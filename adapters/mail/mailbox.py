"""The mailbox over IMAP. Every call blocks, and every failure is a DeliveryError."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from adapters.mail.access import Access
from bot.ports import DeliveryError

WITHIN: Final = 30.0
NO_FOLDER: Final = "the mailbox has no such folder"
_NAMED: Final = '("name" "closeloop" "vendor" "closeloop")'


@dataclass(frozen=True, slots=True)
class Fetched:
    """`cut`: this is the beginning only of a mail that is larger than anybody asked for."""

    raw: bytes
    arrived: datetime | None
    cut: bool = False


class Mailbox:
    def __init__(self, access: Access) -> None:
        with _failures():
            self._imap = _connected(access)
        try:
            with _failures():
                self._open(access)
        except DeliveryError:
            self.hang_up()
            raise

    def _open(self, access: Access) -> None:
        server = access.imap
        try:
            self._imap.login(server.user, server.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            away = b"UNAVAILABLE" in b"".join(a for a in error.args if isinstance(a, bytes))
            raise DeliveryError("the mailbox refuses the login", denied=not away) from error
        if "ID" in self._imap.capabilities:  # NetEase lets no client in that does not say its name.
            self._imap.xatom("ID", _NAMED)
        folder = access.folder.replace("\\", "\\\\").replace('"', '\\"')
        status, _ = self._imap.select(f'"{folder}"')
        if status != "OK":
            raise DeliveryError(NO_FOLDER, denied=True)

    def unread(self) -> list[str]:
        """The ids of what nobody has read, oldest first."""
        with _failures():
            self._imap.noop()
            found = self._said(self._imap.uid("SEARCH", "UNSEEN", "UNDELETED"))
        numbers = b" ".join(part for part in found if isinstance(part, bytes)).split()
        return [number.decode() for number in sorted(numbers, key=int)]

    def fetch(self, uid: str, most: int) -> Fetched | None:
        """The first `most` bytes of the mail, still unread; None where it is gone."""
        with _failures():
            wanted = f"(INTERNALDATE BODY.PEEK[]<0.{most}>)"
            found = self._said(self._imap.uid("FETCH", uid, wanted))
        mails = [part for part in found if isinstance(part, tuple)]
        if not mails:
            return None
        told = b" ".join(p[0] if isinstance(p, tuple) else p for p in found if p)
        raw = mails[0][1]
        return Fetched(raw, _arrived(told), len(raw) >= most)

    def mark(self, uid: str, *, odd: bool = False) -> None:
        """It has been read; what could not be taken is flagged too, for a person to see."""
        flags = r"(\Seen \Flagged)" if odd else r"(\Seen)"
        with _failures():
            self._said(self._imap.uid("STORE", uid, "+FLAGS.SILENT", flags))

    def hang_up(self) -> None:
        """Close the line; a call under way in another thread fails at once."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._imap.shutdown()

    @staticmethod
    def _said(answer: tuple[str, list[Any]]) -> list[Any]:
        status, said = answer
        if status != "OK":
            raise DeliveryError("the mailbox refused a request")
        return said


def _connected(access: Access) -> imaplib.IMAP4:
    server, context = access.imap, ssl.create_default_context()
    if server.secure:
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=WITHIN)
    imap = imaplib.IMAP4(server.host, server.port, timeout=WITHIN)
    if "STARTTLS" in imap.capabilities:
        imap.starttls(ssl_context=context)
    return imap


@contextmanager
def _failures() -> Iterator[None]:
    """What a server says may quote a customer, so only the kind of failure is told."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        raise DeliveryError(f"the mailbox is away ({type(error).__name__})") from error


def _arrived(told: bytes) -> datetime | None:
    moment = imaplib.Internaldate2tuple(re.sub(rb"\s+", b" ", told))
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else None
