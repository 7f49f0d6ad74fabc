"""What the desk knows of a colleague: their shifts and their absence."""

import re
from typing import Final

from bot.domain.shifts import DAYS as WEEKDAYS
from bot.phrases.asking import field_label
from bot.phrases.parts import Fact
from bot.views import Profile
from bot.words import Words

_DAYS: Final = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")


def profile_facts(view: Profile, words: Words) -> tuple[Fact, ...]:
    department = words.show(view.department) if view.department else ""
    facts = (
        ("name", view.name),
        ("role", words.name("role", view.role)),
        ("department", department or words.say("profile.no_department")),
        ("region", words.show(view.region) if view.region else ""),
        ("locale", words.name("profile.locale", view.locale)),
        ("shift", shift(view.shift, words) or words.say("profile.any_time")),
        ("away", _away(view, words)),
        ("stand_in", view.stand_in or words.say("word.none")),
        ("stands_for", words.listed(view.stands_for)),
        ("identities", words.listed(view.identities) or words.say("word.none")),
    )
    return tuple((field_label("profile", key, words), (value,)) for key, value in facts if value)


def shift(written: str, words: Words) -> str:
    """`mon-fri 09:00-18:00` with the days in the reader's words."""

    def said(found: re.Match[str]) -> str:
        first, last = (
            words.say(f"weekday.{WEEKDAYS.index(day)}") for day in found.groups(found[1])
        )
        return words.say("profile.days", first=first, last=last) if found[2] else first

    return _DAYS.sub(said, written)


def _away(view: Profile, words: Words) -> str:
    if view.away_since is None:
        return ""
    if view.away_until is None:
        return words.say("profile.away", since=view.away_since)
    return words.say("profile.away_until", since=view.away_since, until=view.away_until)
