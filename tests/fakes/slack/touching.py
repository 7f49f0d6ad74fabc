"""People touching what is on their screens: buttons, menus, forms."""

import re
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.elements import (
    NothingThereError,
    Spot,
    action,
    answer,
    find_input,
    find_spot,
    is_blank,
    spots,
    untouched,
    value_in,
    values_of,
)
from tests.fakes.slack.hands import Hands
from tests.fakes.slack.shapes import message_json, view_json
from tests.fakes.slack.state import Json, Message, Window
from tests.fakes.slack.submitting import Submitted, follow_answer

_FORMATS: Mapping[str, re.Pattern[str]] = {
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
    "number_input": re.compile(r"-?\d+(\.\d+)?"),
}


class Touching(Hands):
    """`what` is an action_id, the words on the element, or the words of one of its options."""

    async def tap(
        self, user: str, channel: str, ts: str, what: str, *, choose: Any = None
    ) -> Delivery:
        """Tap an element of a message or ephemeral; menus take the option in `choose` or `what`."""
        self._channel(channel, user)
        message = self._shown(channel, user, ts)
        spot = find_spot(message.all_blocks(), what)
        typed = _typed(spot, choose)
        payload = {
            **self._action_head(user, spot, choose),
            **self._message_part(user, message),
            "trigger_id": self.workspace.issue_trigger(user),
            "state": {"values": values_of(message.all_blocks(), typed)},
        }
        return await self.courier.deliver("interactive", payload)

    def _action_head(self, user: str, spot: Spot, choose: Any) -> Json:
        done = action(spot, choose, self.workspace.clock.next_ts())
        return {**self._head(user), "type": "block_actions", "actions": [done]}

    def _message_part(self, user: str, message: Message) -> Json:
        place = self.workspace.channels[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": place.id,
            "is_ephemeral": message.ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        reply = self.workspace.issue_reply_address(user, place.id, message)
        part = {
            "container": container,
            "channel": {"id": place.id, "name": place.name},
            "response_url": reply,
        }
        return part if message.ephemeral else {**part, "message": message_json(message, place)}

    async def tap_in_modal(self, user: str, what: str, *, choose: Any = None) -> Delivery:
        window = self._top(user)
        return await self._tap_in(window, what, choose, in_modal=True)

    async def tap_in_home(self, user: str, what: str, *, choose: Any = None) -> Delivery:
        home = self.workspace.homes.get(user)
        if home is None:
            raise NothingThereError(f"{user} has no home tab")
        return await self._tap_in(home, what, choose, in_modal=False)

    async def _tap_in(self, window: Window, what: str, choose: Any, *, in_modal: bool) -> Delivery:
        spot = find_spot(window.blocks, what)
        window.typed.update(_typed(spot, choose))
        payload = {
            **self._action_head(window.user, spot, choose),
            "container": {"type": "view", "view_id": window.id},
            "view": view_json(window),
            "trigger_id": self.workspace.issue_trigger(window.user, in_modal=in_modal),
        }
        return await self.courier.deliver("interactive", payload)

    async def suggestions(self, user: str, what: str, typed: str) -> Delivery:
        """Type into an external select of the open modal; the ack's body carries the options."""
        window = self._top(user)
        spot = find_input(window.blocks, what)
        block_id, action_id = spot.key
        payload = {
            **self._head(user),
            "type": "block_suggestion",
            "block_id": block_id,
            "action_id": action_id,
            "value": typed,
            "container": {"type": "view", "view_id": window.id},
            "view": view_json(window),
        }
        return await self.courier.deliver("interactive", payload)

    def fill(self, user: str, values: Mapping[str, Any]) -> None:
        """Type into the open modal, by label, block_id or action_id, without submitting."""
        window = self._top(user)
        for what, value in values.items():
            spot = find_input(window.blocks, what)
            window.typed[spot.key] = answer(spot.element, value)

    async def submit_view(self, user: str, values: Mapping[str, Any] | None = None) -> Submitted:
        """Fill and submit; what Slack itself refuses (required, lengths) never reaches the app."""
        window = self._top(user)
        self.fill(user, values or {})
        window.errors = dict(_own_checks(window))
        if window.errors:
            return Submitted(None, dict(window.errors))
        payload = {
            **self._head(user),
            "type": "view_submission",
            "trigger_id": self.workspace.issue_trigger(user, in_modal=True),
            "view": view_json(window),
            "response_urls": [],
        }
        delivery = await self.courier.deliver("interactive", payload)
        return follow_answer(self.workspace, self.gate, window, delivery)

    async def close_view(self, user: str) -> Delivery | None:
        """Cancel the modal; the app hears of it only where it asked with notify_on_close."""
        window = self._top(user)
        stack = self.workspace.modals[user]
        cleared = bool(window.view["clear_on_close"])
        self.workspace.modals[user] = [] if cleared else stack[:-1]
        if not window.view["notify_on_close"]:
            return None
        shown = {**window.view, "state": {"values": {}}}
        payload = {**self._head(user), "type": "view_closed", "view": shown, "is_cleared": cleared}
        return await self.courier.deliver("interactive", payload)

    def _top(self, user: str) -> Window:
        stack = self.workspace.modals.get(user)
        if not stack:
            raise NothingThereError(f"{user} has no modal open")
        return stack[-1]


def _typed(spot: Spot, choose: Any) -> dict[tuple[str, str], Json]:
    if spot.element["type"] in {"button", "overflow"}:
        return {}
    value = choose if choose is not None else spot.option
    return {spot.key: answer(spot.element, value)}


def _own_checks(window: Window) -> list[tuple[str, str]]:
    """What Slack's own client refuses before asking the app."""
    found = []
    for spot in spots(window.blocks):
        if spot.block["type"] != "input":
            continue
        entry = window.typed.get(spot.key) or untouched(spot.element)
        trouble = _refusal(spot, entry)
        if trouble:
            found.append((str(spot.block["block_id"]), trouble))
    return found


def _refusal(spot: Spot, entry: Json) -> str | None:
    if is_blank(entry):
        return None if spot.block.get("optional") else "Please complete this required field."
    value = value_in(entry)
    wanted = _FORMATS.get(spot.element["type"])
    if wanted and not wanted.fullmatch(value):
        return "Enter a valid value."
    if spot.element["type"] == "plain_text_input":
        low, high = spot.element.get("min_length", 0), spot.element.get("max_length", 3000)
        return None if low <= len(value) <= high else f"Between {low} and {high} characters."
    return None
