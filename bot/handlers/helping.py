"""Help: what somebody needs first by their role, the rest by subject, or one command explained."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.commands import Help, slug
from bot.domain.errors import DeskError, UnknownCommand
from bot.domain.people import (
    RIGHTS,
    RIGHTS_AT_HOME,
    RIGHTS_OF_ASSIGNEE,
    RIGHTS_OF_FIRST_RESPONDER,
    Member,
    Role,
)
from bot.domain.permits import who_may
from bot.domain.records import replace
from bot.grammar import near_command, parse
from bot.handlers.acts import OFFERED
from bot.handlers.context import Context
from bot.views import HelpPage, Reply

ALL: Final = "all"


def _slugs(written: str) -> tuple[str, ...]:
    return tuple(written.split())


SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "intake": _slugs(
            "new report_message classify edit fill assign sync duplicate relate incident"
            " incident_update incident_end"
        ),
        "work": _slugs(
            "accept contact progress note hold resume collab collab_accept collab_done"
            " collab_decline propose agree reject resolve signed cancel"
        ),
        "calls": _slugs("confirm survey callback remedy satisfied close reopen"),
        "overdue": _slugs("why chase escalate ack reason"),
        "quality": _slugs(
            "judge approve disapprove complaints actions action_add action_done action_cancel"
        ),
        "lookups": _slugs(
            "mine show list search home board reveal customer customer_reveal customer_level"
            " customer_name customer_merge customer_erase"
        ),
        "team": _slugs("me link away back handover help"),
        "administration": _slugs(
            "admin_member_list admin_member_add admin_member_edit admin_member_remove"
            " admin_room_list admin_room_add admin_room_remove admin_policy admin_policy_reload"
        ),
    }
)
"""Every command that the help tells of, by what it is about."""

FIRST: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        Role.AGENT: _slugs("new mine show progress note confirm callback search"),
        Role.TECH: _slugs("mine accept contact progress hold propose resolve collab"),
        Role.LIAISON: _slugs("mine accept progress resolve collab_accept collab_done list note"),
        Role.SUPERVISOR: _slugs("mine list assign ack remedy approve handover board"),
        Role.MANAGER: _slugs("mine list ack assign approve complaints actions board"),
        Role.ADMIN: _slugs(
            "admin_member_add admin_member_edit admin_room_add admin_policy link me"
        ),
    }
)
"""What somebody in this role says nearly every day."""

_OF_ONES_OWN: Final = RIGHTS_OF_ASSIGNEE | RIGHTS_OF_FIRST_RESPONDER


def help_page(command: Help, ctx: Context) -> Reply:
    """What this person can do, by their role: nothing is offered that would be refused.

    What only the assignee or the first responder of a ticket may do is offered, and marked so.
    """
    known, own = _may(ctx.actor)
    page = _page(command, known, own, ctx)
    return replace(page, may_create="new" in known, may_look="mine" in known)


def _page(command: Help, known: frozenset[str], own: tuple[str, ...], ctx: Context) -> HelpPage:
    subjects = tuple(key for key, slugs in SUBJECTS.items() if not known.isdisjoint(slugs))
    topic = _topic(command.topic)
    if topic in OFFERED:
        act = OFFERED[topic]
        who = who_may(act) if act and topic not in known else ()
        return HelpPage(ctx.actor.name, (topic,), topic, own, who)
    told = tuple(slug for slug in _told(topic, ctx.actor.role) if slug in known)
    others = tuple(key for key in (*subjects, ALL) if key != topic)
    return HelpPage(ctx.actor.name, told, own=own, subject=topic, subjects=others)


def _may(actor: Member) -> tuple[frozenset[str], tuple[str, ...]]:
    """What they can do somewhere; and which of it on their own tickets alone."""
    always = RIGHTS[actor.role] | RIGHTS_AT_HOME[actor.role]
    sometimes = frozenset() if actor.role is Role.ADMIN else _OF_ONES_OWN - always
    own = tuple(slug for slug, act in OFFERED.items() if act in sometimes)
    free = {slug for slug, act in OFFERED.items() if act is None or act in always}
    return frozenset(free.union(own)), own


def _told(topic: str, role: Role) -> tuple[str, ...]:
    if not topic:
        return FIRST[role]
    return SUBJECTS.get(topic) or tuple(slug for each in SUBJECTS.values() for slug in each)


def _topic(written: str) -> str:
    """A subject, or the command that is asked about in as many words as it has (`action add`)."""
    topic = written.strip().lower()
    if not topic or topic in OFFERED or topic in SUBJECTS or topic == ALL:
        return topic
    try:
        found = slug(parse(written))
    except DeskError:
        found = ""
    if found not in OFFERED:
        raise UnknownCommand(written=written, near=near_command(topic))
    return found
