"""What `closeloop check` finds out about mail, without starting: address, TLS, login, folder."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Final

from adapters.mail.access import Access, Server
from adapters.mail.client import MailMessenger
from adapters.mail.mailbox import NO_FOLDER, Mailbox
from bot.finding import Finding, bad, fine
from bot.ports import DeliveryError

_SUBJECT: Final = "mail"
_KINDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "tls"),
    (socket.gaierror, "no_host"),
    (smtplib.SMTPNotSupportedError, "no_login"),
)


async def standing(access: Access) -> list[Finding]:
    """Each server by itself, so that one mistake does not hide the other."""
    looked = (
        _looked(access.imap, "MAIL_IMAP_URL", access.folder, lambda: Mailbox(access).hang_up()),
        _looked(access.smtp, "MAIL_SMTP_URL", "", MailMessenger(access).probe),
    )
    wrong = [found for found in await asyncio.gather(*looked) if found is not None]
    return wrong or [fine(_SUBJECT, imap=_named(access.imap), smtp=_named(access.smtp))]


async def _looked(
    server: Server, variable: str, folder: str, probe: Callable[[], None]
) -> Finding | None:
    try:
        await asyncio.to_thread(probe)
    except DeliveryError as error:
        code, reason = _why(error)
        blanks = {"server": _named(server), "variable": variable, "folder": folder}
        return bad(_SUBJECT, code, reason=reason, **blanks)
    return None


def _named(server: Server) -> str:
    return f"{server.host}:{server.port}"


def _why(error: DeliveryError) -> tuple[str, str]:
    """What kind of failure it is, and the network's own word for it."""
    cause = error.__cause__
    if error.denied:
        return "no_folder" if error.reason == NO_FOLDER else "login", ""
    code = next((code for kind, code in _KINDS if isinstance(cause, kind)), "away")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return code, cause.verify_message
    return code, getattr(cause, "strerror", None) or error.reason
