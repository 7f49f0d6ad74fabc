"""Which commands the event loop may run itself, and which would keep everybody else waiting."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commands import (
    Accept,
    Command,
    MergeCustomers,
    OpenIncident,
    Place,
    RankCustomer,
    Request,
    Show,
)
from bot.desk import LiveDesk
from bot.domain.people import Identity
from tests.desk.office import Office


class Noted:
    """A store that notes by which way it was asked."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.ways: list[str] = []

    def __getattr__(self, way: str) -> Any:
        self.ways.append(way)
        return getattr(self._store, way)


@pytest.mark.parametrize(
    ("command", "way"),
    [
        (Show("1"), "read"),
        (Accept("1"), "write_brief"),
        (OpenIncident("1"), "write"),
        (MergeCustomers("C1", "C2"), "write"),
        (RankCustomer("C1", "vip"), "write"),
    ],
)
async def test_what_writes_many_tickets_is_left_to_the_stores_own_thread(
    office: Office, command: Command, way: str
) -> None:
    assert isinstance(office.desk, LiveDesk)
    noted: Any = Noted(office.store)
    who, place = Identity("slack", "T1", "U_TANG"), Place("slack", "T1", "C_SYNC")
    await replace(office.desk, store=noted).ask(Request(command, who, place))
    assert noted.ways == [way]
