"""The lists that forms offer and that typed values are looked up in."""

from collections.abc import Sequence

from bot.domain.people import Roster
from bot.domain.policy import Answer, Choice, Name, Policy, Urgency
from bot.domain.ticket import Status
from bot.forms import Option
from bot.words import LOCALES, catalogue

CONFIRMATIONS = ("yes", "no", "unreachable")


def options(source: str, policy: Policy, roster: Roster) -> tuple[Option, ...]:
    """What a form's choice offers; `source` is one of the policy's lists or one of the desk's."""
    match source:
        case "categories":
            return tuple(Option(c.id, c.name, c.definition, c.aliases) for c in policy.categories)
        case "departments":
            return _departments(policy, roster)
        case "confirmations":
            return tuple(Option(slug, _word(f"option.{slug}")) for slug in CONFIRMATIONS)
        case "statuses":
            return tuple(Option(s.value, _word(f"status.{s.value}")) for s in Status)
        case _:
            listed: Sequence[Urgency | Choice | Answer] = getattr(policy, source)
            return _of(listed)


def name_of(source: str, slug: str, policy: Policy, roster: Roster) -> Name | None:
    """The two-language name of a chosen value; its slug if the policy knows it no more."""
    if not slug:
        return None
    known = (o.name for o in options(source, policy, roster) if o.value == slug)
    return next(known, Name(slug, slug))


def _of(entries: Sequence[Urgency | Choice | Answer]) -> tuple[Option, ...]:
    return tuple(Option(e.id, e.name, aliases=e.aliases) for e in entries)


def _departments(policy: Policy, roster: Roster) -> tuple[Option, ...]:
    """The roster's departments; before there is a roster, the policy's."""
    if roster.departments:
        return tuple(Option(d.id, d.name) for d in roster.departments.values())
    return _of(policy.departments)


def _word(key: str) -> Name:
    zh, en = (catalogue(locale)[key] for locale in LOCALES)
    return Name(zh, en)
