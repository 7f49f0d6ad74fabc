"""What every gesture of a person needs: the payloads' common parts and the way to the app."""

import secrets

from tests.fakes.slack.courier import Courier, Delivery
from tests.fakes.slack.gate import Gate
from tests.fakes.slack.state import (
    APP,
    BOT_USER,
    DOMAIN,
    TEAM,
    Channel,
    Json,
    Message,
    Workspace,
)

EVENTS = frozenset(
    {
        "message",
        "app_mention",
        "reaction_added",
        "reaction_removed",
        "app_home_opened",
        "member_joined_channel",
    }
)


class Hands:
    """What every gesture needs: the workspace to look at and the courier to tell the app."""

    def __init__(self, workspace: Workspace, courier: Courier, gate: Gate) -> None:
        self.workspace = workspace
        self.courier = courier
        self.gate = gate
        self.subscriptions: set[str] = set(EVENTS)

    def _head(self, user: str) -> Json:
        name = self.workspace.people[user].name
        return {
            "token": "legacy-token",
            "team": {"id": TEAM, "domain": DOMAIN},
            "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
            "api_app_id": APP,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _channel(self, channel: str, user: str) -> Channel:
        found = self.workspace.channels[channel]
        assert user in found.members, f"{user} is not in {channel} and cannot act there"
        return found

    def _shown(self, channel: str, user: str, ts: str) -> Message:
        """A message this person sees: in the channel, or whispered to them."""
        found = self.workspace.channels[channel].find(ts)
        if found is not None:
            return found
        for each in self.workspace.ephemerals:
            if each.ts == ts and each.seen_only_by == user and not each.deleted:
                return each
        raise AssertionError(f"{user} sees no message {ts} in {channel}")

    async def _event(self, event: Json) -> list[Delivery]:
        """Deliver one event if the app subscribed to it."""
        if event["type"] not in self.subscriptions:
            return []
        number = f"Ev{secrets.token_hex(5).upper()}"
        payload = {
            "token": "legacy-token",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": number,
            "event_time": int(self.workspace.clock.now()),
            "authorizations": [_AUTHORIZATION],
            "is_ext_shared_channel": False,
            "event_context": f"4-{number}",
        }
        return [await self.courier.deliver("events_api", payload)]


_AUTHORIZATION = {
    "enterprise_id": None,
    "team_id": TEAM,
    "user_id": BOT_USER,
    "is_bot": True,
    "is_enterprise_install": False,
}
