"""Bytes of a mail → text, whatever its charset says: many say it wrongly, or not at all."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from html.parser import HTMLParser
from typing import Final

from adapters.plain import clean

# What is called GB2312 holds characters of GBK as a rule, and GB18030 reads all three.
_CALLED: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
_TRIED: Final = ("utf-8", "gb18030", "big5hkscs")


def decoded(raw: bytes, charset: str | None) -> str:
    """In the charset named, or the first of the likely ones that fits; never refused."""
    named = (charset or "utf-8").lower()
    for each in (_CALLED.get(named, named), *_TRIED):
        try:
            return raw.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def header(value: str) -> str:
    """One line; encoded words are decoded, and so are bytes that should have been encoded."""
    raw = value.encode("utf-8", "surrogateescape")
    if any(byte > 127 for byte in raw):  # noqa: PLR2004 - the end of ASCII.
        return _line(decoded(raw, None))
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return _line(value)
    return _line("".join(p if isinstance(p, str) else decoded(p, c) for p, c in parts))


def _line(text: str) -> str:
    return " ".join(clean(text.replace("\r", " ").replace("\n", " ")).split())


_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_UNREAD: Final = frozenset({"style", "script", "head", "title"})


class _Sheet(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._within += tag in _UNREAD
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._within = max(0, self._within - (tag in _UNREAD))
        if tag in _BREAKS - {"br"}:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.said.append(re.sub(r"\s+", " ", data))


def text_of_html(markup: str) -> str:
    """What a person would read of it."""
    sheet = _Sheet()
    sheet.feed(markup)
    sheet.close()
    return tidy("".join(sheet.said))


def tidy(text: str) -> str:
    """Without trailing blanks, and with no more than one empty line in a row."""
    lines = [line.strip() for line in clean(text).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_EARLIER: Final = re.compile(
    r"^\s*(-{2,}\s*(original message|forwarded message|原始邮件|转发邮件|原邮件)\s*-{2,}.*"
    r"|(on\b.{5,200}\bwrote|在.{5,200}写道)\s*[:：]"
    r"|_{20,})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED: Final = re.compile(r"(\n\s*>[^\n]*)+\s*$")


def unquoted(text: str) -> str:
    """An answer without the mail it answers; all of it where nothing else would be left."""
    found = _EARLIER.search(text)
    own = text[: found.start()] if found else text
    own = _QUOTED.sub("", "\n" + own).strip()
    return own or text
