"""Short-lived codes that show two accounts to be one person's (spec 2 §1, `link`).

A code is a keyed digest of the member and the time, so nothing is stored and nothing can be
guessed; it holds for ten to twenty minutes.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

HOLDS: Final = timedelta(minutes=10)
_LETTERS: Final = 8


def code_of(member: str, secret: bytes, at: datetime) -> str:
    """Eight letters and digits, without those that are easily confused."""
    return _code(member, secret, _window(at))


def member_of(written: str, members: Iterable[str], secret: bytes, at: datetime) -> str:
    """Whose code this is, now or a moment ago; empty for nobody's."""
    plain = written.strip().upper()
    found = ""
    for member in members:
        for window in (_window(at), _window(at) - 1):
            if hmac.compare_digest(_code(member, secret, window).encode(), plain.encode()):
                found = member
    return found


def _window(at: datetime) -> int:
    return int(at.timestamp() // HOLDS.total_seconds())


def _code(member: str, secret: bytes, window: int) -> str:
    digest = hmac.digest(secret, f"link:{member}:{window}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:_LETTERS]
