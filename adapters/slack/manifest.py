"""The app manifest: what an admin pastes into Slack to create the app.

Slack takes only `/` and lower-case ASCII letters, digits, hyphens and underscores for a command, so
the Chinese alias `/工单` cannot be a slash command there; its words (`/ticket 接单 001`) can.
"""

from typing import Any, Final

from adapters.slack.asked import COMMAND
from adapters.slack.intake import PATH
from adapters.slack.payloads import MAKE_TICKET, NEW_TICKET

SCOPES: Final = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.public",
    "commands", "files:read", "files:write", "groups:history", "groups:read", "im:history",
    "im:read", "im:write", "reactions:read", "users:read", "users:read.email",
)  # fmt: skip
EVENTS: Final = (
    "app_home_opened", "app_mention", "message.channels", "message.groups", "message.im",
    "reaction_added",
)  # fmt: skip


def manifest(public_url: str | None) -> dict[str, Any]:
    """For HTTP under a public address, or for Socket Mode without one."""
    url = f"{public_url.rstrip('/')}{PATH}" if public_url else None
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Closeloop",
            "description": "After-sales tickets in chat · 售后工单",
            "background_color": "#1f4e79",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "closeloop", "always_online": True},
            "slash_commands": [_command(url)],
            "shortcuts": _shortcuts(),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": _settings(url),
    }


def _command(url: str | None) -> dict[str, Any]:
    command = {
        "command": COMMAND,
        "description": "售后工单 · after-sales tickets",
        "usage_hint": "help | new … | mine | 接单 001",
        "should_escape": True,
    }
    return {**command, "url": url} if url else command


def _shortcuts() -> list[dict[str, str]]:
    make = {"name": "转为工单 Make ticket", "type": "message", "callback_id": MAKE_TICKET}
    new = {"name": "新建工单 New ticket", "type": "global", "callback_id": NEW_TICKET}
    return [
        {**make, "description": "把这条消息转为工单 · make this a ticket"},
        {**new, "description": "打开新建工单的表单 · open the form"},
    ]


def _settings(url: str | None) -> dict[str, Any]:
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if url:
        events["request_url"] = interactivity["request_url"] = url
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": url is None,
        # A token that rotates would need a refresh while only reminders go out (one workspace).
        "token_rotation_enabled": False,
    }
