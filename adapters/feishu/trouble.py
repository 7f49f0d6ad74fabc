"""What a failed call to Feishu means for the message it carried: `DeliveryError`, classified."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp

from adapters.plain import Json
from bot.ports import DeliveryError

GONE: Final = frozenset({230002, 230018, 230029, 230034, 230035, 230054, 232009, 232011})
"""The place is gone, or the bot from it, or nobody may speak there (spec 2 §3)."""

LOST: Final = frozenset({200000, 230011, 230019, 230031, 230050, 230110, 231003})
"""The message to be updated or answered is recalled, gone or too old: the card is posted anew."""

REFUSED: Final = frozenset(
    {
        9499, 230001, 230006, 230013, 230022, 230025, 230027, 230028, 230038, 230053, 230075,
        230099, 230111, 99991672, 99992402,
    }
)  # fmt: skip
"""What was said, to whom, or a scope is at fault: saying it again will not help."""

BUSY: Final = frozenset({1, 11232, 230020, 230049, 99991400})
"""Too much at once, or just being sent: it was not done, and will be later."""

TOKEN: Final = frozenset({99991661, 99991663, 99991664, 99991668})
"""The token is no longer taken; a new one is."""

_PAUSES: Final = {10003: 60.0, 10014: 60.0, 99991543: 60.0, 99991403: 3600.0}
"""The app's id or secret is wrong, or the month's calls are used up: seconds until it may be
mended; then everything that waits can go out."""

CLOSED: Final = frozenset({10003, 10014, 99991543})
"""The app is not let in at all: its id or its secret is wrong."""

NO_THREADS: Final = frozenset({230071, 230072})
"""The group has no threads, or not here: it is said as a reply."""

_CARD: Final = 230099
_LOCKED: Final = "card action is lock"
_UNKNOWN_PERSON: Final = "100290"
_RESET: Final = "x-ogw-ratelimit-reset"
_REASON: Final = 200
_BUSY_STATUS: Final = 429
_SERVER: Final = 500


class FeishuError(DeliveryError):
    """Feishu's own refusal, with its code."""

    code: int = 0
    names_a_stranger: bool = False


@contextmanager
def classified() -> Iterator[None]:
    """Every failure on the way, of a call inside, becomes a DeliveryError."""
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise DeliveryError(f"no connection: {type(error).__name__}", unsent=True) from error
    except (TimeoutError, aiohttp.ClientError) as error:
        # It may have arrived before the answer was lost; the same uuid sends it only once.
        raise DeliveryError(f"no answer: {type(error).__name__}") from error


def refusal(status: int, headers: Mapping[str, str], answer: Json | None) -> FeishuError:
    """The error of an answer whose code is not 0, or that is no answer of Feishu's at all."""
    code, message = _code(answer), _message(answer)
    reason = f"{code} {message}".strip()[:_REASON] if code else f"HTTP {status}"
    error = _classified(code, status, message, reason, _wait(headers))
    error.code = code
    error.names_a_stranger = code == _CARD and _UNKNOWN_PERSON in message
    return error


def _classified(
    code: int, status: int, message: str, reason: str, wait: float | None
) -> FeishuError:
    if status == _BUSY_STATUS or code in BUSY or (code == _CARD and _LOCKED in message):
        return FeishuError(reason, retry_after=1.0 if wait is None else wait, unsent=True)
    if status >= _SERVER or not code:
        return FeishuError(reason)
    if code in LOST:
        return FeishuError(reason, lost=True, unsent=True)
    if code in GONE or code in REFUSED:
        return FeishuError(reason, permanent=True, gone=code in GONE, unsent=True)
    # Access, or something that Feishu has added since: a person may have to mend it; keep trying.
    denied = code in CLOSED
    return FeishuError(reason, retry_after=_PAUSES.get(code), unsent=True, denied=denied)


def _code(answer: Json | None) -> int:
    found = (answer or {}).get("code")
    return found if isinstance(found, int) else 0


def _message(answer: Json | None) -> str:
    found = (answer or {}).get("msg")
    return found if isinstance(found, str) else ""


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that Feishu asks for, which it says in a header of its own."""
    try:
        return max(float(headers.get(_RESET, "")), 0.0)
    except ValueError:
        return None
