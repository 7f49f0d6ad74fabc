"""Texts that go out to a customer and come back: sealed with our secret, good until a time.

Nothing is stored: whoever holds a seal of ours got it from us, and it says itself when it ends.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Final

_MAC: Final = 16
_STAMP: Final = 6


def sealed(kind: str, text: str, until: datetime, secret: bytes) -> str:
    """The text in letters that any address may hold; one `kind` never passes for another."""
    plain = int(until.timestamp()).to_bytes(_STAMP, "big") + text.encode()
    return base64.urlsafe_b64encode(_mac(kind, plain, secret) + plain).rstrip(b"=").decode()


def opened(kind: str, written: str, secret: bytes, at: datetime) -> str:
    """The text that was sealed; empty if it is not ours or has run out."""
    try:
        whole = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    mac, plain = whole[:_MAC], whole[_MAC:]
    if len(plain) < _STAMP or not hmac.compare_digest(mac, _mac(kind, plain, secret)):
        return ""
    if int.from_bytes(plain[:_STAMP], "big") < at.timestamp():
        return ""
    return plain[_STAMP:].decode()


def _mac(kind: str, plain: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, kind.encode() + b":" + plain, hashlib.sha256)[:_MAC]
