"""The words by which people type the policy's own fields: of its tickets and of its calls."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.derived import Derived
from bot.domain.policy import CUSTOM, Choice, Policy
from bot.forms import ANSWERS, TAKING_DOWN
from bot.grammar import fold


def _ways(prefix: str, entries: Iterable[Choice]) -> Mapping[str, str]:
    """From each spelling to the field. A key is one word: `order_date` for “Order date”."""
    return {
        _one_word(fold(way)): f"{prefix}{one.id}"
        for one in entries
        for way in (one.name.zh, one.name.en, one.id, *one.aliases)
    }


def _own_keys(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    found = {"callback": _ways(ANSWERS, policy.dimensions)}
    if policy.fields:
        found |= dict.fromkeys(TAKING_DOWN, _ways(CUSTOM, policy.fields))
    return found


def _one_word(way: str) -> str:
    return re.sub(r"[\s-]+", "_", way)


own_keys: Final = Derived[Policy, Mapping[str, Mapping[str, str]]](_own_keys)
"""Command slug → written key → field, as the grammar takes them."""
