"""Where the mailbox and the sending server are, read from their addresses."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final, Self
from urllib.parse import SplitResult, unquote, urlsplit

_PORTS: Final = {"imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """One server and who logs in. `secure`: TLS from the first byte; else STARTTLS if offered."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    secure: bool

    @classmethod
    def of(cls, url: str) -> Self:
        parts: SplitResult = urlsplit(url)
        return cls(
            parts.hostname or "",
            parts.port or _PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parts.scheme.endswith("s"),
        )


@dataclass(frozen=True, slots=True)
class Access:
    imap: Server
    folder: str
    smtp: Server
    sender: str  # As it is written in From, perhaps with a name.

    @classmethod
    def of(cls, imap_url: str, smtp_url: str, sender: str) -> Self:
        folder = unquote(urlsplit(imap_url).path.strip("/")) or "INBOX"
        return cls(Server.of(imap_url), folder, Server.of(smtp_url), sender)

    @property
    def address(self) -> str:
        """Our own address, by which mails from ourselves are known."""
        return parseaddr(self.sender)[1].lower()
