"""The lists that forms offer and that typed values are looked up in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from bot.domain.aftercare import MOST_LOYAL
from bot.domain.choosing import choose
from bot.domain.derived import Derived
from bot.domain.errors import AmbiguousValue, NothingToChoose, UnknownValue
from bot.domain.improvement import Metric
from bot.domain.life_cycle import Status
from bot.domain.people import Department, Role, Roster
from bot.domain.policy import CUSTOM, Answer, Category, Choice, DutyKind, Name, Policy, Urgency
from bot.forms import Option
from bot.words import bilingual

Entries = Sequence[Urgency | Category | Choice | Answer | Department]
MOST_COLLEAGUES: Final = 100
"""Of more than a menu holds none are offered: a platform's own list of people, or a name, will do.
"""

CONFIRMATIONS: Final = ("yes", "no", "unreachable")
_LOYAL: Final = tuple(Option(str(n), Name(str(n), str(n))) for n in range(MOST_LOYAL, -1, -1))

_OUR_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "confirmations": tuple(f"option.{slug}" for slug in CONFIRMATIONS),
        "solved": ("option.yes", "option.no"),
        "reached": ("option.reached", "option.unreachable"),
        "satisfaction": ("option.satisfied", "option.dissatisfied"),
        "roles": tuple(f"role.{role.value}" for role in Role),
        "metrics": tuple(f"metric.{metric.value}" for metric in Metric),
        "moved": ("moved.yes", "moved.no"),
        "duties": tuple(f"duty.{kind.value}" for kind in DutyKind),
        "statuses": tuple(f"status.{status.value}" for status in Status),
    }
)
"""Choices that are the catalogues' own words, by the keys of those."""


_BREAK: Final = re.compile(r"[\s,，、;；:：.。!！]|$")
_LISTING: Final = re.compile("[,，、]")


def several(written: str) -> list[str]:
    """What was written with commas between, in either language's."""
    return [one for part in _LISTING.split(written) if (one := part.strip())]


def options(source: str, policy: Policy, roster: Roster) -> tuple[Option, ...]:
    """What a form's choice offers; `source` is one of the policy's lists or one of the desk's."""
    if source in _OUR_WORDS:
        return _words(_OUR_WORDS[source])
    match source:
        case "departments":  # The roster's; before there is a roster, the policy's.
            known = _departments(roster)
            return _offered(known or policy.departments)
        case "colleagues":
            return _colleagues(roster)
        case "loyalty":
            return _LOYAL
        case _ if source.startswith(CUSTOM):
            own = policy.own_field(source)
            return _offered(own.choices) if own else ()
        case _:
            return _offered(getattr(policy, source))


def chosen(field: str, written: str, source: str, policy: Policy, roster: Roster) -> str:
    """The slug that a written value means; raises UnknownValue or AmbiguousValue."""
    offered = options(source, policy, roster)
    if not offered:
        raise NothingToChoose(field, written)
    found = _spelled(offered).get(written.strip())
    return found or _chosen(field, written, offered)


def begun(text: str, source: str, policy: Policy, roster: Roster) -> str:
    """The slug by whose whole name a text begins, with something apart after it; or empty."""
    slug, left = first_named(text, source, policy, roster)
    return slug if _BREAK.match(left) else ""


def first_named(text: str, source: str, policy: Policy, roster: Roster) -> tuple[str, str]:
    """The slug by whose whole name a text begins, the longest, and what follows; or nothing.

    Capitals that are not a name's own may begin what follows a shorter one: `field Service it`.
    """
    ways, text = _spelled(options(source, policy, roster)), text.strip()
    named = [way for way in sorted(ways, key=len, reverse=True) if _begins(text, way)]
    if not named:
        return "", text
    own = (way for way in named if text.startswith((way, way.lower(), way.upper())))
    way = next(own, named[0])
    return ways[way], text[len(way) :]


def _begins(text: str, way: str) -> bool:
    """After a name that ends in a Latin letter or a digit something apart must follow."""
    if text[: len(way)].lower() != way.lower():
        return False
    return not way[-1].isascii() or _BREAK.match(text, len(way)) is not None


def spellings(source: str, policy: Policy, roster: Roster) -> Iterable[str]:
    """Every way to write one of these that means it alone."""
    return _spelled(options(source, policy, roster))


def check_exact(field: str, written: str, source: str, policy: Policy, roster: Roster) -> None:
    """For what another program or a page sends: no beginnings of names, no guesses."""
    offered = options(source, policy, roster)
    if written.strip() and not offered:
        raise NothingToChoose(field, written)
    if written.strip() and written.strip() not in _spelled(offered):
        raise UnknownValue(field, written, tuple(_names(offered).values()))


def _chosen(field: str, written: str, offered: tuple[Option, ...]) -> str:
    """Refused, the choices are told by the names that people know them by."""
    names = _names(offered)
    try:
        return choose(written, [(o.value, o.spellings) for o in offered], field)
    except UnknownValue as unknown:
        raise UnknownValue(field, written, tuple(names.values())) from unknown
    except AmbiguousValue as unclear:
        meant = tuple(names[slug] for slug in unclear.candidates if isinstance(slug, str))
        raise AmbiguousValue(field, written, meant) from unclear


def name_of(source: str, slug: str, policy: Policy, roster: Roster) -> Name | None:
    """The two-language name of a chosen value; its slug if the policy knows it no more."""
    if not slug:
        return None
    return _names(options(source, policy, roster)).get(slug) or Name(slug, slug)


def _of(entries: Entries) -> tuple[Option, ...]:
    return tuple(
        Option(
            e.id,
            e.name,
            e.definition if isinstance(e, Category) else None,
            () if isinstance(e, Department) else e.aliases,
        )
        for e in entries
    )


def _spellings(offered: tuple[Option, ...]) -> Mapping[str, str]:
    """Every spelling that means one option only, exactly as written."""
    ways = [(way, o.value) for o in offered for way in {o.value, *o.spellings}]
    spelled = dict(ways)
    return {way: slug for way, slug in spelled.items() if [w for w, _ in ways].count(way) == 1}


def _who_work(roster: Roster) -> tuple[Option, ...]:
    """Everybody who may be given a ticket, with their department beside the name."""
    workers = [m for m in roster.members.values() if m.active and m.role is not Role.ADMIN]
    if len(workers) > MOST_COLLEAGUES:
        return ()
    at = {d.id: d.name for d in roster.departments.values()}
    ordered = sorted(workers, key=lambda m: (m.department, m.name))
    return tuple(Option(m.id, Name(m.name, m.name), at.get(m.department)) for m in ordered)


_colleagues: Final = Derived[Roster, tuple[Option, ...]](_who_work)
_departments: Final = Derived[Roster, tuple[Department, ...]](
    lambda r: tuple(r.departments.values())
)
_offered: Final = Derived[Entries, tuple[Option, ...]](_of)
_spelled: Final = Derived[tuple[Option, ...], Mapping[str, str]](_spellings)
_names: Final = Derived[tuple[Option, ...], Mapping[str, Name]](
    lambda o: {e.value: e.name for e in o}
)


@cache
def _words(keys: tuple[str, ...]) -> tuple[Option, ...]:
    """Options that are the catalogues' own words."""
    return tuple(Option(key.rpartition(".")[2], bilingual(key)) for key in keys)
