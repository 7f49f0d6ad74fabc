"""The messenger by SMTP: only ever the receipt of a customer's own mail, in its thread."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from adapters.mail.access import Access
from adapters.mail.payloads import receipt_id
from bot import phrases
from bot.domain.people import Address
from bot.ports import DeliveryError
from bot.views import Done, Message
from bot.words import Words

WITHIN: Final = 30.0
LATER: Final = 60.0
"""Seconds after which a server that said "not now" is asked again (it may be greylisting)."""

_UNFOLDED: Final = SMTP.clone(max_line_length=998)  # Folding would encode long Message-IDs.
_FOR_GOOD: Final = 500


class MailMessenger:
    card_lives: timedelta | None = None
    per_second = 1.0

    def __init__(self, access: Access) -> None:
        self.access = access

    async def urge(self, to: Address, message: str) -> None:
        """A mail cannot insist."""

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        if not isinstance(view, Done):
            raise DeliveryError("only receipts go out by mail", permanent=True)
        written = self._written(to.user, view, words, ref, thread)
        await asyncio.to_thread(self._send, written)
        return str(written["Message-ID"])

    async def update(
        self,
        to: Address,  # noqa: ARG002 - the port's shape; so below.
        message: str,  # noqa: ARG002
        view: Message,  # noqa: ARG002
        words: Words,  # noqa: ARG002
    ) -> None:
        raise DeliveryError("a mail cannot be changed", permanent=True)

    async def find(
        self,
        to: Address,  # noqa: ARG002
        ref: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        thread: str = "",  # noqa: ARG002
    ) -> str | None:
        """Nobody can look into the customer's mailbox; a second copy has the same Message-ID."""
        return None

    def _written(self, to: str, view: Done, words: Words, ref: str, thread: str) -> EmailMessage:
        mail = EmailMessage(policy=_UNFOLDED)
        mail["From"] = self.access.sender
        mail["To"] = to
        about = str(view.blanks["subject"]).strip()
        mail["Subject"] = " ".join(filter(None, ("Re:", about, f"[{view.blanks['ticket']}]")))
        mail["Date"] = format_datetime(words.now)
        domain = self.access.address.partition("@")[2]
        mail["Message-ID"] = receipt_id(ref.partition(":")[2], domain)
        if thread:
            mail["In-Reply-To"] = mail["References"] = thread
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(phrases.done(view, words), charset="utf-8")
        return mail

    def probe(self) -> None:
        """Be let in by the server; a DeliveryError says why not."""
        with _failures(), self._connected():
            pass

    def _send(self, mail: EmailMessage) -> None:
        with _failures(), self._connected() as smtp:
            smtp.send_message(mail, self.access.address)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server, context = self.access.smtp, ssl.create_default_context()
        try:
            smtp = (
                smtplib.SMTP_SSL(server.host, server.port, timeout=WITHIN, context=context)
                if server.secure
                else smtplib.SMTP(server.host, server.port, timeout=WITHIN)
            )
        except (OSError, smtplib.SMTPException) as error:
            away = "the mail server is away"
            raise DeliveryError(away, retry_after=LATER, unsent=True) from error
        try:
            smtp.ehlo()
            if not server.secure and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
        finally:
            with suppress(OSError, smtplib.SMTPException):  # What was taken is taken.
                smtp.quit()
            smtp.close()


@contextmanager
def _failures() -> Iterator[None]:
    """Temporary or for good. Only codes are told: the server's sentences name the customer."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        denied = error.smtp_code >= _FOR_GOOD
        raise _refused(error.smtp_code, denied=denied) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(max(code for code, _ in error.recipients.values())) from error
    except smtplib.SMTPServerDisconnected as error:
        raise DeliveryError("the mail server hung up", retry_after=LATER) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"not mailed ({type(error).__name__})", retry_after=LATER) from error


def _refused(code: int, *, denied: bool = False) -> DeliveryError:
    for_good = code >= _FOR_GOOD and not denied
    return DeliveryError(
        f"SMTP {code}",
        retry_after=None if for_good else LATER,
        permanent=for_good,
        unsent=not for_good,
        denied=denied,
    )
