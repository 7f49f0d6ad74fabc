"""Rows → a draft of a roster, looking at each row by itself and for what stands twice."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.naming import Name
from bot.domain.people import Department, Identity, Member, Role, Room, RoomKind
from bot.domain.shifts import Shift
from bot.policyfile.mistakes import nearest
from bot.rosterfile.mistakes import Mistake, Place, RosterError
from bot.rosterfile.rows import Row
from bot.words import LOCALES

_ID: Final = re.compile(r"\w[\w.-]{0,63}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_USER: Final = {"slack": re.compile(r"[TE]\w*/[UW]\w*"), "feishu": re.compile(r"ou_\w+")}
_CHAT: Final = {"slack": re.compile(r"[TE]\w*/[CG]\w*"), "feishu": re.compile(r"oc_\w+")}
PLATFORMS: Final = tuple(_USER)
_YES: Final = {"true": True, "yes": True, "1": True, "是": True}
_NO: Final = {"false": False, "no": False, "0": False, "否": False}
_KEYS: Final = {
    "department": ("id", "name", "supervisor"),
    "member": (
        "id", "name", "role", "department", "slack", "feishu", "locale", "email", "senior",
        "active", "shift", "region", "stand_in",
    ),
    "room": ("id", "kind", "department", "slack", "feishu", "locale"),
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """What a file says, before it is held against what the store has."""

    departments: dict[str, Department] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)


def drafted(rows: Iterable[Row]) -> Draft:
    """The draft, or RosterError with the mistakes of every row."""
    draft, mistakes = Draft(), list[Mistake]()
    accounts: dict[str, str] = {}
    for row in rows:
        reader = _RowReader(row, mistakes)
        entry = _MAKERS[row.entry](reader)
        reader.once(draft.places, accounts)
        table: dict[str, Any] = getattr(draft, f"{row.entry}s")
        table[entry.id] = entry
    if mistakes:
        raise RosterError(mistakes)
    return draft


class _RowReader:
    """One row's cells as values; what cannot be read is noted, and reading goes on."""

    def __init__(self, row: Row, mistakes: list[Mistake]) -> None:
        self._row = row
        self._mistakes = mistakes
        self.id = self._id()
        for key in row.cells:
            if key not in _KEYS[row.entry]:
                self.wrong("unknown_key", key, near=nearest(key, _KEYS[row.entry]))

    def wrong(self, code: str, key: str = "", **detail: str) -> None:
        place = self._row.at(key)
        where = f"{self._row.entry} {self.id}".strip()
        self._mistakes.append(Mistake(place, where, code, key, detail))

    def text(self, key: str, *, needed: bool = False) -> str:
        written = self._row.cells.get(key, "")
        if not isinstance(written, str):
            self.wrong("not_text", key)
            return ""
        if needed and not written.strip():
            self.wrong("missing", key)
        return written.strip()

    def matching(self, key: str, shape: re.Pattern[str], code: str) -> str:
        written = self.text(key)
        if written and not shape.fullmatch(written):
            self.wrong(code, key, written=written)
        return written

    def one_of(self, key: str, known: Iterable[str], *, needed: bool = False) -> str:
        written = self.text(key, needed=needed).lower()
        if written and written not in known:
            self.wrong(f"unknown_{key}", key, written=written, known=", ".join(known))
            return ""
        return written

    def yes(self, key: str, *, otherwise: bool) -> bool:
        written = self._row.cells.get(key, otherwise)
        if isinstance(written, bool):
            return written
        answer = {**_YES, **_NO}.get(str(written).lower())
        if answer is None:
            self.wrong("not_yes_or_no", key, written=str(written))
        return bool(answer)

    def shift(self) -> Shift | None:
        written = self.text("shift")
        try:
            return Shift.parse(written) if written else None
        except ValueError as error:
            self.wrong("bad_shift", "shift", written=written, part=str(error))
            return None

    def name(self) -> Name:
        written = self._row.cells.get("name")
        if not isinstance(written, dict):
            both = self.text("name", needed=True)
            return Name(both, both)
        known = {k: v for k, v in written.items() if k in LOCALES and isinstance(v, str) and v}
        if len(known) < len(written) or not known:
            self.wrong("bad_name", "name")
            return Name("", "")
        either = next(iter(known.values()))
        return Name(known.get("zh", either), known.get("en", either))

    def accounts(self, shapes: dict[str, re.Pattern[str]]) -> tuple[Identity, ...]:
        found = []
        for platform, shape in shapes.items():
            written = self.matching(platform, shape, f"bad_{platform}")
            if written and shape.fullmatch(written):
                found.append(Identity.parse(f"{platform}:{written}"))
        return tuple(found)

    def one_platform(self) -> None:
        named = [platform for platform in PLATFORMS if platform in self._row.cells]
        if len(named) != 1:
            self.wrong("two_platforms" if named else "no_platform")

    def once(self, places: dict[tuple[str, str], Place], accounts: dict[str, str]) -> None:
        """Refuse an id or an account that stood before in this file."""
        here = (self._row.entry, self.id)
        if self.id and here in places:
            self.wrong("duplicate_id", "id", line=str(places[here].line))
        places.setdefault(here, self._row.place)
        for platform in PLATFORMS:
            written = self._row.cells.get(platform)
            account = f"{platform}:{written}"
            if written and account in accounts:
                self.wrong("duplicate_account", platform, written=account, by=accounts[account])
            accounts.setdefault(account, " ".join(here))

    def _id(self) -> str:
        written = self._row.cells.get("id", "")
        self.id = str(written).strip() if isinstance(written, str | int) else ""
        if not self.id:
            self.wrong("missing", "id")
        elif not _ID.fullmatch(self.id):
            self.wrong("bad_id", "id", written=self.id)
        return self.id


def _department(row: _RowReader) -> Department:
    return Department(row.id, row.name(), row.text("supervisor"))


def _member(row: _RowReader) -> Member:
    return Member(
        id=row.id,
        name=row.text("name", needed=True),
        role=Role(row.one_of("role", [*Role], needed=True) or Role.AGENT),
        department=row.text("department"),
        identities=row.accounts(_USER),
        locale=row.one_of("locale", LOCALES),
        email=row.matching("email", _EMAIL, "bad_email"),
        senior=row.yes("senior", otherwise=False),
        active=row.yes("active", otherwise=True),
        shift=row.shift(),
        region=row.text("region"),
        stand_in=row.text("stand_in"),
    )


def _room(row: _RowReader) -> Room:
    kind = RoomKind(row.one_of("kind", [*RoomKind], needed=True) or RoomKind.SYNC)
    row.one_platform()
    at = next(iter(row.accounts(_CHAT)), Identity("", "", ""))
    department = row.text("department", needed=kind is RoomKind.DEPARTMENT)
    locale = row.one_of("locale", LOCALES)
    return Room(row.id, kind, at.platform, at.workspace, at.user, department, locale)


_MAKERS: Final[dict[str, Callable[[_RowReader], Any]]] = {
    "department": _department,
    "member": _member,
    "room": _room,
}
