"""Evidence 凭证: photos, scans and signed sheets on a ticket, and what may be taken (S0-33, S4-12).

A file is judged by its first bytes, never by its name: a name can say anything.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from bot.domain.records import replace

VISIT: Final = "visit"
"""The medium of a contact on the spot, which owes a signed record (S4-13)."""

MEGABYTE: Final = 1024 * 1024


class Kept(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"  # On its platform still; to be fetched.
    STORED = "stored"
    REFUSED = "refused"  # Too large, or of no kind that is taken.
    LOST = "lost"  # Its platform does not have it any more.
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file of a ticket. `source` is where it was left, such as `slack:F123`."""

    id: int
    ticket: str
    source: str
    name: str
    at: datetime
    by: str
    state: Kept
    tries: int = 0
    digest: str = ""  # SHA-256 of what is stored; the same file twice is kept once.
    kind: str = ""  # Its media type, by its bytes.
    size: int = 0
    signed: bool = False  # The record that the customer signed (S4-12).


_MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_BRANDS: Final = MappingProxyType(
    {
        b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif",
        b"isom": "video/mp4", b"iso2": "video/mp4", b"mp41": "video/mp4", b"mp42": "video/mp4",
        b"avc1": "video/mp4", b"qt  ": "video/quicktime",
    }
)  # fmt: skip
_SUFFIXES: Final = MappingProxyType(
    {
        ".jpg": "image", ".jpeg": "image", ".png": "image", ".gif": "image", ".webp": "image",
        ".tif": "image", ".tiff": "image", ".heic": "image", ".heif": "image", ".avif": "image",
        ".pdf": "application", ".mp4": "video", ".mov": "video", ".m4v": "video",
    }
)  # fmt: skip
INLINE: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""What a browser may show by itself; anything else is saved."""


def kind_of(body: bytes) -> str:
    """The media type that the bytes are of; empty if it is none that is taken."""
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp":
        return _BRANDS.get(body[8:12], "")
    return ""


def is_disguised(name: str, kind: str) -> bool:
    """Whether a file says by its name that it is something else; phones mix up their images."""
    said = _SUFFIXES.get(PurePosixPath(name.lower()).suffix)
    return said is not None and said != kind.partition("/")[0]


def is_too_large(size: int, limit: int) -> bool:
    """`limit` is in megabytes, as people say it."""
    return size > limit * MEGABYTE


def most_of_mail(limit: int) -> int:
    """Megabytes of a mail that are read, for files of up to `limit`: they travel a third larger."""
    return limit * 4 // 3 + 9


def of_reference(reference: str) -> tuple[str, str]:
    """`slack:F123 photo.jpg` → (`slack:F123`, `photo.jpg`)."""
    source, _, name = reference.partition(" ")
    return source, name


_FETCHED: Final = ("slack:", "feishu:")
_IN_HAND: Final = ("mail:", "play:")
"""Where files come from whose bytes we have at once, and know what they are."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file that was in our hands; without a digest it was not taken."""

    digest: str = ""
    kind: str = ""
    size: int = 0

    def referring(self, source: str, name: str) -> str:
        """`mail:1f…/1#ab…,image/jpeg,1234 photo.jpg`, as commands and the history carry it."""
        return f"{source}#{self.digest},{self.kind},{self.size} {name}".rstrip()


def judged(name: str, body: bytes, limit: int) -> Known:
    """What a file is, and whether it is taken: of up to `limit` megabytes, undisguised."""
    kind = kind_of(body)
    taken = kind and not is_disguised(name, kind) and not is_too_large(len(body), limit)
    return Known(hashlib.sha256(body).hexdigest() if taken else "", kind, len(body))


def known_of(reference: str) -> Known | None:
    """What a reference says of a file that was in our hands; None of one that was not."""
    source, mark, told = of_reference(reference)[0].partition("#")
    if not mark or not source.startswith(_IN_HAND):
        return None
    digest, kind, size = told.split(",")
    return Known(digest, kind, int(size))


def any_refused(references: Iterable[str]) -> bool:
    return any(known is not None and not known.digest for known in map(known_of, references))


def handed_in(reference: str, ticket: str, by: str, at: datetime) -> Exhibit | None:
    """The file that a reference names, where it stands now; None if there is no way to get it."""
    source, name = of_reference(reference)
    if source.startswith(_FETCHED):
        return Exhibit(0, ticket, source, name, at, by, Kept.WAITING)
    known = known_of(reference)
    if known is None:
        return None
    bare = source.partition("#")[0]
    state = Kept.STORED if known.digest else Kept.REFUSED
    whole = Exhibit(0, ticket, bare, name, at, by, state)
    return replace(whole, digest=known.digest, kind=known.kind, size=known.size)
