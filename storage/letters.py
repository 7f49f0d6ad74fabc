"""Letters: customers' e-mails, each known for good by its key, and the ticket it is about."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from bot.ports import Letter, StaleTicket
from storage.inbox_tables import LETTER
from storage.link import Link, Statement

_FIELDS: Final = ("key", "ticket", "message_id", "sender", "subject", "at")
_GET: Final = Statement(
    select(*(LETTER.c[name] for name in _FIELDS)).where(LETTER.c.key == bindparam("its_key"))
)
_COUNT: Final = Statement(
    select(func.count()).where(
        LETTER.c.sender == bindparam("its_sender"), LETTER.c.at >= bindparam("since")
    )
)


_FORGET: Final = Statement(
    update(LETTER)
    .where(LETTER.c.ticket == bindparam("its_ticket"))
    .values(sender="", subject="", message_id="")
)


def _add(insert: Any) -> Any:
    return insert(LETTER).inline().on_conflict_do_nothing(index_elements=["key"])


_ADD: Final = Statement(_add, _FIELDS)


class SqlLetters:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, key: str) -> Letter | None:
        row = self._link.run(_GET, its_key=key).fetchone()
        if row is None:
            return None
        return Letter(row[0], row[1], row[2], row[3], row[4], self._link.codec.moment(row[5]))

    def add(self, letter: Letter) -> None:
        told = {name: getattr(letter, name) for name in _FIELDS}
        if self._link.run(_ADD, **told).rowcount != 1:
            raise StaleTicket(letter.ticket)

    def forget_sender(self, ticket: str) -> None:
        self._link.run(_FORGET, its_ticket=ticket)

    def count_from(self, sender: str, since: datetime) -> int:
        row = self._link.run(_COUNT, its_sender=sender, since=since).fetchone()
        return int(row[0])
