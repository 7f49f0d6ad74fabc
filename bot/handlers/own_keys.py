"""The words by which people type a policy's own fields: its dimensions of satisfaction."""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.derived import Derived
from bot.domain.policy import Choice, Policy
from bot.forms import ANSWERS
from bot.grammar import fold


def _ways(prefix: str, entries: Iterable[Choice]) -> Mapping[str, str]:
    """From each spelling to the field. A key is one word, so a name with a space is its slug."""
    return {
        fold(way): f"{prefix}{one.id}"
        for one in entries
        for way in (one.name.zh, one.name.en, one.id, *one.aliases)
        if " " not in way
    }


def _own_keys(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    return {"callback": _ways(ANSWERS, policy.dimensions)}


own_keys: Final = Derived[Policy, Mapping[str, Mapping[str, str]]](_own_keys)
"""Command slug → written key → field, as the grammar takes them."""
