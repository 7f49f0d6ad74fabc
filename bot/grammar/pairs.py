"""`key=value` pairs out of a line; what is not one is the text, lines kept.

Only a known key that is a word of its own counts before `=` or `:`, so that `错误代码: E5`,
`http://…` and `10:05` stay text. A key given twice counts once; the second stays text.
"""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Final, NamedTuple
from unicodedata import normalize

from bot.domain.errors import BadLine, UnknownKey
from bot.grammar.examples import EXAMPLES
from bot.grammar.names import NAME_KEYS, name_end
from bot.grammar.nearest import nearest
from bot.grammar.phones import number_end
from bot.grammar.script import fold, in_chinese
from bot.grammar.times import SEVERAL_WORDS
from bot.grammar.vocabulary import CODE_KEYS, KEYS, NO_KEYS, TIME_KEYS, WIDE_KEYS

# All of these read folded text. A quotation in the text hides what looks like a key in it; its
# length is limited, or a page of open quotes would be scanned once for each of them.
_NEXT: Final = re.compile(
    r"(?<![^\s,;、。()!？])"
    r"(?:\"[^\"]{0,500}\"|「[^」]{0,500}」|『[^』]{0,500}』|"
    r"(?P<word>[^\W\d_]\w*)[ \t]*(?P<sign>[=:])[ \t]*)"
)
_TOKEN: Final = re.compile(r"[^\s;。]*")
_CODE: Final = re.compile(r"[^\s,;、。]*")
_WIDE: Final = re.compile(r"[^\n]*")
_REACH: Final = {**dict.fromkeys(CODE_KEYS, _CODE), **dict.fromkeys(WIDE_KEYS, _WIDE)}
_AFTER: Final = re.compile(r"[ \t]*[,;、。]?")
_CLOSING: Final = {
    '"': re.compile('"'),
    "「": re.compile("」"),
    "『": re.compile("』"),
    "'": re.compile(r"'(?=[\s,;、。]|$)"),  # An apostrophe inside the value closes nothing.
}
_STOPS: Final = ",，;；、。"
_NEAR: Final = 80  # So that `mode=auto` is not taken for a mood.
_NEAR_IN_CHINESE: Final = 75  # One character of four.
_PAIR: Final = "\0"  # Stands where a pair was; the line has been cleaned of it before.


class Pairs(NamedTuple):
    values: dict[str, str]
    text: str


def split(line: str, command: str) -> Pairs:
    """The pairs that the command takes, by field, and the rest; raises UnknownKey, BadLine."""
    return _cut(line, command, KEYS.get(command, NO_KEYS))


def split_own(line: str, command: str, own: Mapping[str, str]) -> Pairs:
    """The pairs of a policy's own fields, and the line without them; a word of ours stays ours."""
    return _cut(line, command, {**own, **KEYS.get(command, NO_KEYS)}, frozenset(own.values()))


def _cut(
    line: str, command: str, keys: Mapping[str, str], wanted: Container[str] | None = None
) -> Pairs:
    if not keys:
        return Pairs({}, line.strip())
    low, values, pieces = fold(line), dict[str, str](), list[str]()
    at = shown = 0
    while found := _NEXT.search(low, at):
        at = found.end()
        field = keys.get(found["word"] or "")
        if not field:
            _refuse_near_miss(found, low, keys)
        if not field or field in values or not (wanted is None or field in wanted):
            continue
        end = _value_end(low, at, keys, field)
        if end is None:
            raise BadLine(written=line[found.start() :][:80], hint=example(command, line))
        quoted = low[at : at + 1] in _CLOSING
        if field in NAME_KEYS and not quoted:
            end = name_end(line, low, at, end, keys)
        value = line[at + 1 : end - 1].strip() if quoted else line[at:end].rstrip(_STOPS)
        values[field] = normalize("NFKC", value) if field in CODE_KEYS else value
        pieces.append(line[shown : found.start()])
        shown = at = _end(_AFTER, low, end)
    return Pairs(values, _joined([*pieces, line[shown:]]))


def example(command: str, line: str) -> str:
    """A line that works, in the language of the one that did not."""
    return EXAMPLES[command][0 if in_chinese(line) else 1]


def _refuse_near_miss(found: re.Match[str], low: str, keys: Mapping[str, str]) -> None:
    """A word right before `=` and a value was meant as a key, if it is nearly one."""
    word, end = found["word"], found.end("sign")
    if not word or found["sign"] != "=" or not low[end : end + 1].strip():
        return
    if near := nearest(word, keys, _NEAR_IN_CHINESE if in_chinese(word) else _NEAR):
        raise UnknownKey(written=word, near=near)


def _value_end(low: str, at: int, keys: Mapping[str, str], field: str) -> int | None:
    """Where the value ends, with its quote; None if the quote is never closed."""
    if closing := _CLOSING.get(low[at : at + 1]):
        closed = closing.search(low, at + 1)
        return closed.end() if closed else None
    if field in TIME_KEYS and (several := SEVERAL_WORDS.match(low, at)):
        return several.end()
    end = _end(_REACH.get(field, _TOKEN), low, at)
    if field == "phone":
        return number_end(low, at, end)
    if low.find("=", at, end) < 0 and low.find(":", at, end) < 0:
        return end  # As nearly always: no other pair begins within it.
    starts = (m.start() for m in _NEXT.finditer(low, at, end) if m["word"] in keys)
    return next(starts, end)


def _end(pattern: re.Pattern[str], low: str, at: int) -> int:
    found = pattern.match(low, at)
    return found.end() if found else at


def _joined(pieces: list[str]) -> str:
    """The text between the pairs; a line that held nothing else is gone."""
    if len(pieces) == 1:
        return pieces[0].strip()
    return "\n".join(_tidied(_PAIR.join(pieces).split("\n"))).strip()


def _tidied(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if _PAIR not in line:
            yield line.rstrip()
            continue
        parts = [part.strip() for part in line.split(_PAIR)]
        text = " ".join(part for part in parts if part.strip(_STOPS))
        if text:
            yield text if parts[-1] else text.rstrip(_STOPS)
