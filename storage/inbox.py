"""The inbox: deliveries of the platforms that were handled already."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete

from storage.inbox_tables import INBOX
from storage.link import Link, Statement


def _note(insert: Any) -> Any:
    return insert(INBOX).inline().on_conflict_do_nothing(index_elements=["key"])


_NOTE: Final = Statement(_note, ("key", "at"))
_FORGET: Final = Statement(delete(INBOX).where(INBOX.c.at < bindparam("before")))


class SqlInbox:
    def __init__(self, link: Link) -> None:
        self._link = link

    def seen(self, key: str, now: datetime) -> bool:
        return self._link.run(_NOTE, key=key, at=now).rowcount == 0

    def forget(self, before: datetime) -> int:
        return self._link.run(_FORGET, before=before).rowcount
