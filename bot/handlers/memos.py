"""What one person is told that is about no single ticket, worded when it is sent."""

from collections.abc import Mapping
from typing import Any

from bot import commands as ask
from bot.handlers.scene import Scene
from bot.views import Button, Done


def shown(code: str, about: Mapping[str, Any], scene: Scene) -> Done | None:
    """The memo as it is now, or None where its reason is gone."""
    if code == "standing_in":
        return _standing_in(about["member"], scene)
    if code == "overload":
        team = scene.name("departments", about["department"])
        theirs = Button(ask.ListTickets(dept=about["department"]))
        return Done("memo_overload", {**about, "department": team}, (theirs,))
    blanks = {
        "member": scene.roster.name(about["member"]),
        "by": scene.roster.name(about.get("by", "")),
        "to": scene.roster.name(about.get("taker", "")),
        "tickets": tuple(about["tickets"]),
        "count": about["count"],
    }
    buttons = (Button(ask.OpenForm("handover"), primary=True),) if code == "left" else ()
    return Done(f"memo_{code}", blanks, buttons or (Button(ask.Mine()),))


def _standing_in(away: str, scene: Scene) -> Done | None:
    member = scene.roster.members[away]
    absence = member.absence
    if absence is None or absence.over(scene.now):
        return None
    blanks = {"member": member.name, "since": absence.since, "until": absence.until or ""}
    return Done("memo_standing_in_until" if absence.until else "memo_standing_in", blanks)
