"""Every form's fields, in their order (spec 2 §2)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.forms.fields import CUSTOMERS, LONG, Field, Kind

_CUSTOMER: Final = (
    Field("customer"),
    Field("contact"),
    Field("phone"),
    Field("email"),
    Field("prefers", Kind.CHOICE, source="media"),
)
_PURCHASE: Final = (
    Field("level", Kind.CHOICE, source="levels"),
    Field("product"),
    Field("order"),
    Field("bought", Kind.DATE),
    Field("channel", Kind.CHOICE, source="channels"),
)
_RECORD: Final = (
    Field("description", Kind.TEXT, limit=LONG),
    *_CUSTOMER,
    Field("address"),
    *_PURCHASE,
    Field("mood", Kind.CHOICE, source="moods"),
    Field("wish", Kind.CHOICE, source="wishes"),
    Field("wished_by", Kind.TIME),
    Field("occurred", Kind.TIME),
    Field("kind", Kind.CHOICE, source="kinds"),
    Field("category", Kind.CHOICE, source="categories"),
    Field("urgency", Kind.CHOICE, source="urgencies"),
    Field("severity", Kind.CHOICE, source="severities"),
    Field("impact", Kind.CHOICE, source="impacts"),
    Field("region", Kind.CHOICE, source="regions"),
    Field("dept", Kind.CHOICE, source="departments"),
)
"""What is taken down of customer, purchase and report, and what a record may have to say."""

FORMS: Final[Mapping[str, tuple[Field, ...]]] = MappingProxyType(
    {
        "new": (
            Field("description", Kind.TEXT, required=True, limit=LONG),
            Field("known", Kind.CHOICE, source=CUSTOMERS),
            *_CUSTOMER,
            *_PURCHASE,
            Field("kind", Kind.CHOICE, source="kinds"),
            Field("category", Kind.CHOICE, source="categories"),
            Field("urgency", Kind.CHOICE, source="urgencies"),
            Field("mood", Kind.CHOICE, source="moods"),
            Field("impact", Kind.CHOICE, source="impacts"),
            Field("wish", Kind.CHOICE, source="wishes"),
            Field("wished_by", Kind.TIME),
            Field("reported", Kind.TIME),
            Field("region", Kind.CHOICE, source="regions"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("to", Kind.MEMBER, source="colleagues"),
        ),
        "classify": (
            Field("category", Kind.CHOICE, required=True, source="categories"),
            Field("urgency", Kind.CHOICE, required=True, source="urgencies"),
            Field("kind", Kind.CHOICE, source="kinds"),
            Field("impact", Kind.CHOICE, source="impacts"),
            Field("region", Kind.CHOICE, source="regions"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("level", Kind.CHOICE, source="levels"),
        ),
        "edit": _RECORD,
        "fill": _RECORD,
        "remedy": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("remedy", Kind.TEXT, required=True, limit=LONG),
        ),
        "satisfied": (
            Field("answer", Kind.CHOICE, required=True, source="satisfaction"),
            Field("comment", Kind.TEXT, limit=LONG),
        ),
        "assign": (
            Field("to", Kind.MEMBER, source="colleagues", required=True),
            Field("reason", Kind.TEXT, limit=1000),
            Field("also", Kind.CHOICE, source="departments"),
        ),
        "contact": (
            Field("outcome", Kind.TEXT, required=True, limit=LONG),
            Field("medium", Kind.CHOICE, source="media"),
        ),
        "progress": (
            Field("note", Kind.TEXT, required=True, limit=LONG),
            Field("told", Kind.YES_NO),
        ),
        "hold": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("until", Kind.TIME),
        ),
        "admin_member_add": (
            Field("name", required=True),
            Field("account", Kind.MEMBER, required=True),
            Field("role", Kind.CHOICE, required=True, source="roles"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("region", Kind.CHOICE, source="regions"),
            Field("email"),
            Field("shift"),
        ),
        "collab": (
            Field("dept", Kind.CHOICE, source="departments"),
            Field("member", Kind.MEMBER, source="colleagues"),
            Field("need", Kind.TEXT, required=True, limit=LONG),
        ),
        "collab_done": (Field("answer", Kind.TEXT, required=True, limit=LONG),),
        "collab_decline": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "propose": (
            Field("solution", Kind.TEXT, required=True, limit=LONG),
            Field("cost"),
        ),
        "reject": (Field("words", Kind.TEXT, required=True, limit=LONG),),
        "judge": (
            Field("severity", Kind.CHOICE, source="severities"),
            Field("cause", Kind.CHOICE, source="causes"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("person", Kind.MEMBER, source="colleagues"),
            Field("analysis", Kind.TEXT, limit=LONG),
            Field("findings", Kind.TEXT, limit=LONG),
            Field("evidence"),
        ),
        "action_add": (
            Field("measure", Kind.TEXT, required=True, limit=LONG),
            Field("cause", Kind.TEXT, limit=1000),
            Field("owner", Kind.MEMBER, source="colleagues"),
            Field("due", Kind.TIME),
            Field("metric", Kind.CHOICE, source="metrics"),
            Field("of"),
        ),
        "action_done": (
            Field("action", required=True),
            Field("result", Kind.TEXT, required=True, limit=LONG),
            Field("moved", Kind.CHOICE, source="moved"),
        ),
        "action_cancel": (
            Field("action", required=True),
            Field("reason", Kind.TEXT, required=True, limit=1000),
        ),
        "disapprove": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("dept", Kind.CHOICE, source="departments"),
        ),
        "resolve": (
            Field("details", Kind.TEXT, required=True, limit=LONG),
            Field("completed", Kind.TIME),
        ),
        "confirm": (
            Field("answer", Kind.CHOICE, required=True, source="confirmations"),
            Field("csat", Kind.CHOICE, source="csat"),
            Field("comment", Kind.TEXT, limit=LONG),
        ),
        "signed": (Field("note", Kind.TEXT, limit=LONG),),
        "close": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "cancel": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "duplicate": (
            Field("of", required=True),
            Field("reason", Kind.TEXT, limit=1000),
        ),
        "incident_update": (
            Field("note", Kind.TEXT, required=True, limit=LONG),
            Field("told", Kind.YES_NO),
        ),
        "relate": (Field("other", required=True),),
        "reopen": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "note": (Field("text", Kind.TEXT, required=True, limit=LONG),),
        "escalate": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "reason": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "callback": (
            Field("answer", Kind.CHOICE, required=True, source="reached"),
            Field("csat", Kind.CHOICE, source="csat"),
            Field("outcome", Kind.TEXT, limit=LONG),
            Field("suggestion", Kind.TEXT, limit=1000),
            Field("needs", Kind.TEXT, limit=1000),
            Field("problem", Kind.TEXT, limit=LONG),
            Field("loyalty", Kind.CHOICE, source="loyalty"),
        ),
        "receive": (
            Field("description", Kind.TEXT, required=True, limit=LONG),
            Field("customer", required=True),
            Field("phone"),
            Field("email"),
            Field("product"),
            Field("order"),
            Field("wish", Kind.CHOICE, source="wishes"),
        ),
        "surveyed": (
            Field("answer", Kind.CHOICE, required=True, source="solved"),
            Field("csat", Kind.CHOICE, required=True, source="csat"),
            Field("comment", Kind.TEXT, limit=LONG),
            Field("needs", Kind.TEXT, limit=1000, extra=True),
            Field("problem", Kind.TEXT, limit=LONG, extra=True),
            Field("loyalty", Kind.CHOICE, source="loyalty", extra=True),
        ),
        "search": (Field("words"), Field("customer"), Field("product"), Field("month")),
        "away": (
            Field("until", Kind.TIME),
            Field("stand_in", Kind.MEMBER),
            Field("since", Kind.TIME),
            Field("member", Kind.MEMBER),
        ),
        "handover": (
            Field("origin", required=True),  # Who left cannot be chosen from a list any more.
            Field("to", Kind.MEMBER, required=True),
        ),
    }
)

TAKES_FILES: Final = frozenset({"new", "note", "contact", "progress", "resolve", "signed", "judge"})
"""Forms with which evidence is handed in, where the platform's forms can carry files."""

OF_REQUESTS: Final = frozenset({"collab_done", "collab_decline"})
"""Forms about a collaboration request: its number stands where others have the ticket's."""
