"""Receipts: what each report of a customer was answered with, so that a repeat is answered so."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from bot.ports import Receipt, StaleTicket
from storage.inbox_tables import RECEIPT
from storage.link import Link, Statement

_GET: Final = Statement(
    select(RECEIPT.c.digest, RECEIPT.c.ticket, RECEIPT.c.at).where(
        RECEIPT.c.key == bindparam("its_key")
    )
)
_FORGET: Final = Statement(delete(RECEIPT).where(RECEIPT.c.at < bindparam("before")))


def _add(insert: Any) -> Any:
    return insert(RECEIPT).inline().on_conflict_do_nothing(index_elements=["key"])


_ADD: Final = Statement(_add, ("key", "digest", "ticket", "at"))


class SqlReceipts:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, key: str) -> Receipt | None:
        row = self._link.run(_GET, its_key=key).fetchone()
        if row is None:
            return None
        return Receipt(row[0], row[1], self._link.codec.moment(row[2]))

    def add(self, key: str, receipt: Receipt) -> None:
        told = {"digest": receipt.digest, "ticket": receipt.ticket, "at": receipt.at}
        if self._link.run(_ADD, key=key, **told).rowcount != 1:
            raise StaleTicket(receipt.ticket)

    def forget(self, before: datetime) -> int:
        return self._link.run(_FORGET, before=before).rowcount
