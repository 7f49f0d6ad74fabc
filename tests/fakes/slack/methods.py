"""What a Web API method is given, and the table that finds it by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.slack.args import Args
from tests.fakes.slack.gate import Gate
from tests.fakes.slack.state import BOT_USER, Channel, Json, Message, SlackError, Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """One call of one method on the workspace."""

    method: str
    args: Args
    workspace: Workspace
    gate: Gate

    def channel(self, name: str = "channel") -> Channel:
        """The conversation named; private ones the bot is not in do not exist for it."""
        found = self.workspace.channels.get(self.args.need(name, "channel_not_found"))
        hidden = found and (found.private or found.im) and BOT_USER not in found.members
        if found is None or hidden:
            raise SlackError("channel_not_found")
        return found

    def joined_channel(self, name: str = "channel") -> Channel:
        found = self.channel(name)
        if BOT_USER not in found.members:
            raise SlackError("not_in_channel")
        return found

    def open_channel(self) -> Channel:
        """Where a message may be posted; a person's id stands for their direct message."""
        wanted = self.args.text("channel")
        if wanted in self.workspace.people:
            return self.workspace.direct(wanted)
        found = self.joined_channel()
        if found.archived:
            raise SlackError("is_archived")
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        found = channel.find(self.args.need(name, "message_not_found"))
        if found is None:
            raise SlackError("message_not_found")
        return found


Method = Callable[[Request], Json]
Table = Mapping[str, Method]


def page(rows: list[Json], request: Request, key: str, default: int = 100) -> Json:
    """One page of rows, with the cursor of the next as Slack gives it."""
    start = _start(request.args.text("cursor"))
    end = start + max(1, min(request.args.number("limit", default), 1000))
    more = end < len(rows)
    cursor = f"next:{end}" if more else ""
    return {
        "ok": True,
        key: rows[start:end],
        "has_more": more,
        "response_metadata": {"next_cursor": cursor},
    }


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    place = cursor.removeprefix("next:")
    if place == cursor or not place.isdigit():
        raise SlackError("invalid_cursor")
    return int(place)
