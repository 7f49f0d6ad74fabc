"""A mail → the command that the desk takes. Message-IDs become keys: short, and nobody's name."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

from adapters.mail.decoding import unquoted
from adapters.mail.reading import Mail
from bot.commands import ReceiveLetter

OLDEST: Final = timedelta(days=365)
_OURS: Final = re.compile(r"<closeloop\.([0-9a-f]{64})@[^>]+>")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LONGEST_SUBJECT: Final = 200


def receipt_id(key: str, domain: str) -> str:
    """The Message-ID of the receipt of a letter: always the same, so that a repeat is known."""
    return f"<closeloop.{key}@{domain}>"


def key_of(message_id: str, raw: bytes = b"") -> str:
    """What a letter is known by; an answer to our receipt is one to the letter it was for."""
    if ours := _OURS.fullmatch(message_id):
        return ours[1]
    return hashlib.sha256(message_id.encode() if message_id else raw).hexdigest()


def letter(
    mail: Mail, key: str, files: tuple[str, ...], arrived: datetime, now: datetime
) -> ReceiveLetter:
    """The clocks start when the mailbox got it: the sender's own clock is the sender's to set."""
    text = unquoted(mail.text) if mail.earlier else mail.text
    return ReceiveLetter(
        text=text,
        customer=mail.name,
        email=mail.address,
        subject=mail.subject[:_LONGEST_SUBJECT],
        reported=max(now - OLDEST, min(arrived, now)).isoformat(),
        message_id=mail.message_id,
        key=key,
        answers=tuple(key_of(each) for each in mail.earlier),
        files=files,
    )


def language_of(mail: Mail) -> str:
    """The language that the customer wrote in, as far as it can be seen; perhaps none."""
    written = mail.subject + mail.text
    if _HAN.search(written):
        return "zh"
    return "en" if any(c.isascii() and c.isalpha() for c in written) else ""
