"""A file → a draft: chooses the format by the name's ending and the text's encoding."""

from pathlib import Path
from typing import Final

from bot.rosterfile.draft import Draft, drafted
from bot.rosterfile.mistakes import Mistake, Place, RosterError
from bot.rosterfile.rows import of_csv, of_toml, of_xlsx

ENDINGS: Final = (".toml", ".csv", ".xlsx")


def read(file: Path) -> Draft:
    """What the file says; raises RosterError with every mistake in it."""
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise _whole("unknown_format", known=" ".join(ENDINGS))
    try:
        written = file.read_bytes()
    except OSError as error:
        raise _whole("unreadable", reason=error.strerror or "") from error
    return drafted(of_xlsx(file)) if ending == ".xlsx" else read_text(_decoded(written), ending)


def read_text(text: str, ending: str = ".toml") -> Draft:
    return drafted(of_csv(text) if ending == ".csv" else of_toml(text))


def _decoded(written: bytes) -> str:
    """UTF-8, or what a Chinese Excel saves a CSV file as."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _whole("encoding")


def _whole(code: str, **detail: str) -> RosterError:
    return RosterError([Mistake(Place(), "", code, "", detail)])
