"""What a failed call to Slack means for the message it carried: `DeliveryError`, classified."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.ports import DeliveryError

GONE: Final = frozenset(
    {
        "account_inactive_user", "cannot_dm_bot", "channel_is_limited_access", "channel_not_found",
        "is_archived", "is_inactive", "not_in_channel", "restricted_action",
        "restricted_action_read_only_channel", "user_disabled", "user_not_found",
        "user_not_in_channel", "user_not_visible",
    }
)  # fmt: skip
"""The place is gone, or the bot from it: somebody must be told elsewhere (spec 2 §3)."""

LOST: Final = frozenset(
    {"cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found"}
)
"""The message to be updated or answered is gone: the card is posted anew."""

REFUSED: Final = frozenset(
    {
        "invalid_arguments", "invalid_blocks", "invalid_blocks_format", "markdown_text_conflict",
        "metadata_too_large", "msg_blocks_too_long", "msg_too_long", "no_text",
        "restricted_action_thread_locked", "view_too_large",
    }
)  # fmt: skip
"""What was said is at fault, or the one thread it was said in: saying it again will not help."""

CLOSED: Final = frozenset(
    {
        "access_denied", "account_inactive", "invalid_auth", "missing_scope", "no_permission",
        "not_allowed_token_type", "not_authed", "org_login_required", "team_access_not_granted",
        "token_expired", "token_revoked",
    }
)  # fmt: skip
"""The app's access is at fault: once an admin mends it, everything that waits can go out."""

UNSURE: Final = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
"""Slack failed half-way: it may have been said."""

_PAUSE: Final = 60.0
_OK: Final = 200
_BUSY: Final = 429


@contextmanager
def classified() -> Iterator[None]:
    """Every failure of a call inside becomes a DeliveryError."""
    try:
        yield
    except SlackApiError as error:
        raise of_answer(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise DeliveryError(f"no connection: {error}", unsent=True) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        # It may have arrived before the answer was lost; the outbox looks before it sends again.
        raise DeliveryError(f"{type(error).__name__}: {error}") from error


def of_answer(error: SlackApiError) -> DeliveryError:
    status, code = _status(error.response), error_code(error)
    if status == _BUSY or code in ("ratelimited", "rate_limited"):
        return DeliveryError("ratelimited", retry_after=_wait(error.response), unsent=True)
    if status != _OK or code in UNSURE or not code:
        return DeliveryError(code or f"HTTP {status}")
    if code in LOST:
        return DeliveryError(code, lost=True, unsent=True)
    if code in GONE:
        return DeliveryError(code, permanent=True, gone=True, unsent=True)
    if code in REFUSED:
        return DeliveryError(code, permanent=True, unsent=True)
    # Access, or something that Slack has added since: a person may have to mend it; keep trying.
    denied = code in CLOSED
    return DeliveryError(code, retry_after=_PAUSE if denied else None, unsent=True, denied=denied)


def error_code(error: SlackApiError) -> str:
    """Slack's name for what went wrong; empty where there was no answer of Slack's."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def _status(response: Any) -> int:
    found = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return found if isinstance(found, int) else 0


def _wait(response: Any) -> float:
    """Seconds that Slack asks for; one, where it does not say."""
    headers = getattr(response, "headers", None) or {}
    asked = next((v for k, v in headers.items() if k.lower() == "retry-after"), "1")
    try:
        return max(float(asked), 0.0)
    except (TypeError, ValueError):
        return 1.0
