"""A ticket's files in words: what each is called, how large it is, what became of it."""

from bot.domain.evidence import MEGABYTE
from bot.views import ExhibitLine
from bot.words import Words

_KILOBYTE = 1024


def exhibit(one: ExhibitLine, words: Words) -> str:
    name = one.name or words.say("exhibit.unnamed")
    line = words.say(f"exhibit.{one.state}", name=name, size=_size(one.size))
    return words.say("exhibit.signed", line=line) if one.signed else line


def _size(size: int) -> str:
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f} MB"
    return f"{max(1, round(size / _KILOBYTE))} KB"
