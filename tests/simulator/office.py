"""The after-sales department that is simulated: who works there, when, and by which policy."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.people import Department, Identity, Member, Role, Room, RoomKind, Roster
from bot.domain.policy import Name, Policy
from bot.policyfile import load_text
from tests.simulator.promises import open_on

ZONE: Final = ZoneInfo("Asia/Shanghai")
SYNC_ROOM: Final = "slack:T1/C_SYNC"
STORE_ROOM: Final = "feishu:/oc_store"
PLATFORMS: Final = ("slack", "feishu")

POLICY: Final = """
preset = "rapid-response"
quiet = "22:00-07:00"
approvers = ["technical", "warehouse"]
[[urgency]]
id = "normal"
calendar = "office"
first_response = "2h"
resolution = "15h"
[duty.confirmation]
calendar = "office"
due = "15h"
warn = "4h"
[duty.collaboration]
due = "450m"
[duty.approval]
due = "450m"
"""
"""Round the clock for what is urgent, office hours for the rest, so that both are counted."""


def policy() -> Policy:
    return load_text(POLICY).policy


def _slack(user: str) -> Identity:
    return Identity("slack", "T1", f"U_{user.upper()}")


def _feishu(user: str) -> Identity:
    return Identity("feishu", "", f"ou_{user}")


def _people() -> Iterator[Member]:
    for n in range(8):
        name, senior = f"agent{n}", n < 2
        account = _slack(name) if n % 2 else _feishu(name)
        yield Member(name, f"客服{n}", Role.AGENT, "service", (account,), "zh", senior=senior)
    for n in range(9):
        name, department = f"tech{n}", ("technical", "technical", "warehouse")[n % 3]
        both = (_feishu(name), _slack(name))
        yield Member(name, f"技术{n}", Role.TECH, department, both, "zh" if n % 4 else "en")
    for department in ("technical", "warehouse", "aftersales"):
        name = f"liaison_{department}"
        yield Member(name, name, Role.LIAISON, department, (_feishu(name),), "zh")
    for department in ("service", "technical", "warehouse", "aftersales"):
        name = f"boss_{department}"
        yield Member(name, name, Role.SUPERVISOR, department, (_slack(name),), "zh")
    yield Member("manager", "马经理", Role.MANAGER, "service", (_feishu("manager"),), "zh")
    yield Member("admin", "Admin", Role.ADMIN, "", (_slack("admin"),), "en")


def roster() -> Roster:
    departments = [
        Department(d, Name(d, d), f"boss_{d}")
        for d in ("service", "technical", "warehouse", "aftersales")
    ]
    rooms = [
        Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC", locale="zh"),
        Room("store", RoomKind.DEPARTMENT, "feishu", "", "oc_store", "warehouse", "zh"),
    ]
    return Roster.of(_people(), departments, rooms)


def at_work(moment: datetime, urgency: str, rng: Random) -> datetime:
    """When somebody who means to act at this moment gets to it: the next time they are in.

    What is urgent finds somebody on call; one time in eight the rest is done from home.
    """
    if rng.random() < _AT_ANY_HOUR[urgency]:
        return moment
    local = moment.astimezone(ZONE)
    opens, closes, every_day = _SHIFTS[urgency]
    while not (every_day or open_on(local.date())) or local.hour >= closes:
        local = (local + timedelta(days=1)).replace(hour=0, minute=0)
    came = local.replace(hour=opens, minute=0) + timedelta(minutes=rng.uniform(0, 40))
    return max(local, came) if local.hour < opens else local


_AT_ANY_HOUR: Final = {"urgent": 0.9, "important": 0.5, "normal": 0.12}
_SHIFTS: Final = {"urgent": (7, 24, True), "important": (8, 22, True), "normal": (9, 18, False)}
"""From when, until when, and whether on weekends and holidays too."""
