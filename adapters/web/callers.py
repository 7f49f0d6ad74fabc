"""Who calls over HTTP: from which address, how often, in which language."""

import math
import re
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.requests import Request

from bot.words import LOCALES

WINDOW: Final = 60.0
_MOST_ADDRESSES: Final = 10_000
_NETWORK: Final = 64
"""Bits of an IPv6 address that name a household; the rest it chooses itself."""

_WANTED: Final = re.compile(r"\s*([A-Za-z]{2})[A-Za-z-]*\s*(?:;\s*q=([0-9.]{1,5}))?")


class Limiter:
    """At most so many calls in any minute from one address; what was refused does not count."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float]) -> None:
        self._most = per_minute
        self._monotonic = monotonic
        self._calls: OrderedDict[str, deque[float]] = OrderedDict()

    def refused_for(self, address: str) -> int:
        """Whole seconds until the next call is taken; 0 if this one is."""
        now = self._monotonic()
        calls = self._calls.setdefault(address, deque())
        self._calls.move_to_end(address)
        if len(self._calls) > _MOST_ADDRESSES:
            self._calls.popitem(last=False)
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= self._most:
            return max(1, math.ceil(calls[0] + WINDOW - now))
        calls.append(now)
        return 0


def address_of(request: Request) -> str:
    """The caller's address. A proxy on this machine says whom it speaks for, and is believed."""
    peer = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return _household((told if told and _is_loopback(peer) else peer) or peer)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _household(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address[:_NETWORK]
    if isinstance(known, IPv6Address) and not known.is_loopback:
        return str(IPv6Address(int(known) >> _NETWORK << _NETWORK))
    return str(known)


def language_of(request: Request) -> str:
    """Chosen on the page, else the browser's best of ours; empty where it wants neither."""
    chosen = request.query_params.get("lang", "")
    if chosen in LOCALES:
        return chosen
    wanted = [_WANTED.match(one) for one in request.headers.get("accept-language", "").split(",")]
    ranked = sorted((m for m in wanted if m), key=lambda m: -_weight(m[2]))
    return next((m[1].lower() for m in ranked if m[1].lower() in LOCALES), "")


def _weight(written: str | None) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0
