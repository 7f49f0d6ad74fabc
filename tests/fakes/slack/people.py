"""People in front of Slack: what they say, type and open becomes deliveries to the app."""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.files import store_file
from tests.fakes.slack.hands import Hands
from tests.fakes.slack.response_url import say as show_answer
from tests.fakes.slack.rich import rich_text
from tests.fakes.slack.shapes import message_json
from tests.fakes.slack.state import (
    APP,
    BOT_USER,
    DOMAIN,
    TEAM,
    Channel,
    Json,
    Message,
    ReplyAddress,
    SlackError,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A person's message and the events it caused (none where the app does not listen)."""

    message: Message
    deliveries: tuple[Delivery, ...]

    @property
    def ts(self) -> str:
        return self.message.ts


class People(Hands):
    """Gestures outside of blocks: commands, words, shortcuts, reactions, the home tab."""

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        """Type a slash command; Slack knows none in threads."""
        place = self._channel(channel, user)
        reply = self.workspace.issue_reply_address(user, channel)
        payload = {
            "token": "legacy-token",
            "team_id": TEAM,
            "team_domain": DOMAIN,
            "channel_id": channel,
            "channel_name": "privategroup" if place.kind == "group" else place.name,
            "user_id": user,
            "user_name": self.workspace.people[user].name,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": reply,
            "trigger_id": self.workspace.issue_trigger(user),
        }
        delivery = await self.courier.deliver("slash_commands", payload)
        self._show_body(ReplyAddress(user, channel, 0.0), delivery)
        return delivery

    def _show_body(self, address: ReplyAddress, delivery: Delivery) -> None:
        """A command's acknowledgement may carry a message to show."""
        body = delivery.body
        if not delivery.ok or not body:
            return
        shown = body if isinstance(body, dict) else {"text": str(body)}
        try:
            self.gate.message("slash ack", shown)
        except SlackError:
            return  # Recorded as a violation; Slack shows the person nothing.
        show_answer(self.workspace, address, shown)

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: list[tuple[str, bytes]] | None = None,
    ) -> Said:
        """Write in a channel, thread or direct message; `text` as the API carries it (`<@U1>`)."""
        place = self._channel(channel, user)
        said = self.workspace.post(place, user, {"text": text, "blocks": [rich_text(text)]})
        said.thread_ts = thread_ts
        if files:
            said.subtype = "file_share"
            said.files = [store_file(self.workspace, *each, by=user) for each in files]
        return Said(said, tuple(await self._announce(place, said)))

    async def _announce(self, place: Channel, said: Message) -> list[Delivery]:
        """The message event, and app_mention beside it, as Slack sends both."""
        if BOT_USER not in place.members:
            return []
        event = {
            **message_json(said, None),
            "channel": place.id,
            "event_ts": said.ts,
            "channel_type": place.kind,
        }
        if said.is_reply:
            parent = next((each for each in place.messages if each.ts == said.thread_ts), None)
            event["parent_user_id"] = parent.user if parent else None
        waiting = [self._event(event)]
        if f"<@{BOT_USER}>" in said.text and not place.im and not said.by_app:
            hidden = {"channel_type", "subtype"}
            mention = {key: value for key, value in event.items() if key not in hidden}
            waiting.append(self._event({**mention, "type": "app_mention"}))
        return [each for told in await asyncio.gather(*waiting) for each in told]

    async def announce_own(self, channel: str, ts: str) -> list[Delivery]:
        """Slack also tells an app about its own messages; call this to see them ignored."""
        place = self.workspace.channels[channel]
        found = place.find(ts)
        assert found is not None, f"no message {ts} in {channel}"
        return await self._announce(place, found)

    async def delete(self, user: str, channel: str, ts: str) -> list[Delivery]:
        """Delete any message (a workspace admin may), the app's card too."""
        place = self._channel(channel, user)
        message = self._shown(channel, user, ts)
        message.deleted = True
        gone = {"deleted_ts": ts, "previous_message": message_json(message, None)}
        return await self._changed(place, "message_deleted", gone)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> list[Delivery]:
        place = self._channel(channel, user)
        message = self._shown(channel, user, ts)
        before = message_json(message, None)
        message.text, message.blocks = text, [rich_text(text)]
        message.edits += 1
        change = {"message": message_json(message, None), "previous_message": before}
        return await self._changed(place, "message_changed", change)

    async def _changed(self, place: Channel, subtype: str, change: Json) -> list[Delivery]:
        if BOT_USER not in place.members:
            return []
        stamp = self.workspace.clock.next_ts()
        about = {"channel": place.id, "ts": stamp, "event_ts": stamp, "channel_type": place.kind}
        event = {"type": "message", "subtype": subtype, "hidden": True, **about, **change}
        return await self._event(event)

    async def react(self, user: str, channel: str, ts: str, emoji: str) -> list[Delivery]:
        message = self._shown(channel, user, ts)
        message.reactions.setdefault(emoji, []).append(user)
        return await self._reaction("reaction_added", user, message, emoji)

    async def unreact(self, user: str, channel: str, ts: str, emoji: str) -> list[Delivery]:
        message = self._shown(channel, user, ts)
        message.reactions[emoji].remove(user)
        return await self._reaction("reaction_removed", user, message, emoji)

    async def _reaction(self, kind: str, user: str, message: Message, emoji: str) -> list[Delivery]:
        if BOT_USER not in self.workspace.channels[message.channel].members:
            return []
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {
            "type": kind,
            "user": user,
            "reaction": emoji,
            "item": item,
            "item_user": message.user,
            "event_ts": self.workspace.clock.next_ts(),
        }
        return await self._event(event)

    async def open_home(self, user: str) -> list[Delivery]:
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.workspace.direct(user).id,
            "tab": "home",
            "event_ts": self.workspace.clock.next_ts(),
        }
        home = self.workspace.homes.get(user)
        return await self._event({**event, "view": home.view} if home else event)

    async def join(self, user: str, channel: str, *, inviter: str | None = None) -> list[Delivery]:
        """Somebody, or the app itself as UBOT, comes into a channel."""
        place = self.workspace.channels[channel]
        place.members.add(user)
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel,
            "channel_type": "G" if place.private else "C",
            "team": TEAM,
            "inviter": inviter,
            "event_ts": self.workspace.clock.next_ts(),
        }
        return await self._event(event) if BOT_USER in place.members else []

    async def message_shortcut(
        self, user: str, channel: str, ts: str, callback_id: str
    ) -> Delivery:
        place = self._channel(channel, user)
        message = self._shown(channel, user, ts)
        return await self._shortcut(
            user,
            "message_action",
            callback_id,
            channel={"id": channel, "name": place.name},
            message_ts=ts,
            message=message_json(message, place),
            response_url=self.workspace.issue_reply_address(user, channel, None),
        )

    async def global_shortcut(self, user: str, callback_id: str) -> Delivery:
        return await self._shortcut(user, "shortcut", callback_id)

    async def _shortcut(self, user: str, kind: str, callback_id: str, **more: Any) -> Delivery:
        payload = {
            **self._head(user),
            "type": kind,
            "action_ts": self.workspace.clock.next_ts(),
            "callback_id": callback_id,
            "trigger_id": self.workspace.issue_trigger(user),
            **more,
        }
        return await self.courier.deliver("interactive", payload)
