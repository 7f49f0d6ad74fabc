"""A mail's bytes → what the desk needs of it. Whatever is broken is read as far as it goes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Final

from adapters.mail.decoding import decoded, header, text_of_html, tidy

MOST_FILES: Final = 50
_LONGEST_NAME: Final = 100
_MOST_EARLIER: Final = 50
_UNSEEN: Final = frozenset(
    {
        "application/pgp-keys", "application/pgp-signature", "application/pkcs7-signature",
        "application/x-pkcs7-signature", "message/delivery-status", "text/calendar",
        "text/rfc822-headers", "text/vcard", "text/x-amp-html", "text/x-vcard",
    }
)  # fmt: skip
"""Parts that mail programs add by themselves: nobody sent them as evidence."""

_ADDRESS: Final = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,120}", re.ASCII)
_ID: Final = re.compile(r"<[!-;=?-~]{3,300}>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail; `whole` unless the mail was cut off within it."""

    name: str
    body: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Mail:
    name: str
    address: str  # Empty where there is none that can be written to.
    subject: str
    text: str
    message_id: str
    earlier: tuple[str, ...]  # Message-IDs of what it answers, the nearest first.
    files: tuple[Attachment, ...]
    machine: str = ""  # By which mark it shows that no person wrote it; empty for a person's.

    odd: bool = False  # The mailbox holds more of it than was read; a person should look.


def read(raw: bytes, *, cut: bool = False) -> Mail:
    """`cut`: these bytes are the beginning of a larger mail."""
    message = message_from_bytes(raw)
    told = _headers(message)
    name, address = _sender(told)
    parts = [part for part in _parts(message) if part.get_content_type() not in _UNSEEN]
    files = [part for part in parts if _is_file(part)]
    return Mail(
        name=name or address.partition("@")[0] or "?",
        address=address,
        subject=told.get("subject", ""),
        text=_text([part for part in parts if not _is_file(part)]),
        message_id=next(iter(_ID.findall(told.get("message-id", ""))), ""),
        earlier=_earlier(told),
        files=tuple(
            _attached(part, whole=not (cut and part is parts[-1])) for part in files[:MOST_FILES]
        ),
        machine=_machine(told, message),
        odd=cut or len(files) > MOST_FILES,
    )


def _headers(message: Message) -> dict[str, str]:
    """By lower-case name, the first of each; later ones are often a forger's or a relay's."""
    told: dict[str, str] = {}
    for name, value in message.raw_items():
        told.setdefault(name.lower(), str(value))
    return {
        name: value if name in _WITH_ADDRESSES else header(value) for name, value in told.items()
    }


_WITH_ADDRESSES: Final = ("from", "reply-to", "sender", "return-path")
"""An encoded name may hold a comma or a bracket, so it is decoded after the address is found."""


def _sender(told: dict[str, str]) -> tuple[str, str]:
    """Who wrote: the first header that holds an address; the name is that of From."""
    named = header(parseaddr(told.get("from", ""))[0])
    for each in ("from", "reply-to", "sender", "return-path"):
        address = parseaddr(told.get(each, ""))[1]
        if _ADDRESS.fullmatch(address):
            return named, address
    return named or header(told.get("from", "")), ""


def _earlier(told: dict[str, str]) -> tuple[str, ...]:
    answered = _ID.findall(told.get("in-reply-to", ""))
    before = _ID.findall(told.get("references", ""))[-_MOST_EARLIER:]
    return tuple(dict.fromkeys([*answered, *reversed(before)]))[:_MOST_EARLIER]


def _parts(message: Message) -> Iterator[Message]:
    """The leaves; a mail within this one is a leaf too, since it is somebody else's words."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_type() != "message/rfc822":
            waiting += reversed([each for each in inside if isinstance(each, Message)])
        else:
            yield part


def _is_file(part: Message) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return not is_text or "attachment" in str(part.get("content-disposition", "")).lower()


def _text(parts: list[Message]) -> str:
    plain = [_decoded(part) for part in parts if part.get_content_type() == "text/plain"]
    if written := tidy("\n\n".join(plain)):
        return written
    rich = [_decoded(part) for part in parts if part.get_content_type() == "text/html"]
    return tidy("\n\n".join(map(text_of_html, rich)))


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = part.get_param("charset", "")
    return decoded(payload if isinstance(payload, bytes) else b"", str(charset) or None)


def _attached(part: Message, *, whole: bool) -> Attachment:
    payload = part.get_payload(decode=True)
    return Attachment(_name(part), payload if isinstance(payload, bytes) else b"", whole)


def _name(part: Message) -> str:
    """The file's own name without its folders; one that has none is called by its type."""
    given = header(part.get_filename() or "").replace("\\", "/").rpartition("/")[2].strip()
    return given[:_LONGEST_NAME] or part.get_content_type()


_OF_LISTS: Final = ("list-id", "list-post")
_PRECEDENCES: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_DAEMON: Final = re.compile(r"(mailer-daemon|postmaster|no-?reply-bounce)@", re.IGNORECASE)


def _machine(told: dict[str, str], message: Message) -> str:
    """RFC 3834's marks of an automatic mail, those in use besides, and bounces."""
    if told.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no":
        return "auto-submitted"
    if told.get("precedence", "").lower() in _PRECEDENCES:
        return "precedence"
    if told.get("x-auto-response-suppress", "none").lower() != "none":
        return "x-auto-response-suppress"
    if any(name in told for name in _OF_LISTS):
        return "list"
    returned = told.get("return-path", "").strip() == "<>"
    if returned or message.get_content_type() == "multipart/report" or _is_daemon(told):
        return "bounce"
    return ""


def _is_daemon(told: dict[str, str]) -> bool:
    return bool(_DAEMON.match(parseaddr(told.get("from", ""))[1]))
