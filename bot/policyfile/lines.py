"""On which line of a TOML text each value stands, which tomllib does not tell.

Reads only texts that tomllib has accepted, so it checks nothing.
"""

import re
from collections.abc import Mapping
from typing import Final

from bot.policyfile.mistakes import Path

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|[\[\]{}=,]|[^\s\[\]{}=,#\"']+|[^\S\n]+",
    re.DOTALL,
)
_KEY_PART: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[^.\s"\']+')


def lines_of(text: str) -> Mapping[Path, int]:
    """Map every table, key and list item to its line, counted from 1."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self._tokens: list[str] = [part for part in _TOKEN.findall(text) if not _is_blank(part)]
        self._at = 0
        self._line = 1
        self._found: dict[Path, int] = {}
        self._sizes: dict[Path, int] = {}

    def run(self) -> Mapping[Path, int]:
        table: Path = ()
        while self._more():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_newlines()
        return self._found

    def _more(self) -> bool:
        self._skip_newlines()
        return self._at < len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else "\n"

    def _take(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        self._line += token.count("\n")
        return token

    def _skip_newlines(self) -> None:
        while self._at < len(self._tokens) and self._peek() == "\n":
            self._take()

    def _header(self) -> Path:
        line, name = self._line, ""
        while self._peek() != "\n":
            name += self._take()
        parts = _parts(name.strip("[]"))
        path = self._inside(parts[:-1])
        path += (parts[-1],)
        if name.startswith("[["):
            self._sizes[path] = self._sizes.get(path, 0) + 1
            self._found.setdefault(path, line)
            path += (self._sizes[path] - 1,)
        self._found[path] = line
        return path

    def _inside(self, parts: list[str]) -> Path:
        """Follow a header into the last item of every list on its way."""
        path: Path = ()
        for part in parts:
            path += (part,)
            if path in self._sizes:
                path += (self._sizes[path] - 1,)
        return path

    def _pair(self, table: Path) -> None:
        line, key = self._line, ""
        while self._peek() != "=":
            key += self._take()
        self._take()
        path = table
        for part in _parts(key):
            path += (part,)
            self._found.setdefault(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._found.setdefault(path, self._line)
        match self._take():
            case "[":
                self._list(path)
            case "{":
                self._inline(path)
            case _:
                while self._peek() not in {",", "]", "}", "\n"}:
                    self._take()

    def _list(self, path: Path) -> None:
        count = 0
        while self._next() != "]":
            self._value((*path, count))
            count += 1
        self._take()

    def _inline(self, path: Path) -> None:
        while self._next() != "}":
            self._pair(path)
        self._take()

    def _next(self) -> str:
        while self._peek() in {"\n", ","}:
            self._take()
        return self._peek()


def _is_blank(part: str) -> bool:
    return part.startswith("#") or (part != "\n" and not part.strip())


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in _KEY_PART.findall(key)]
