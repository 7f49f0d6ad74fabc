"""conversations.*: what a channel is, who is in it, what was said."""

from decimal import Decimal

from tests.fakes.slack.methods import Request, Table, page
from tests.fakes.slack.shapes import channel_json, message_json, ok
from tests.fakes.slack.state import BOT_USER, Channel, Json, Message, SlackError


def open_direct(request: Request) -> Json:
    users = [each for each in request.args.text("users").split(",") if each]
    if not users:
        return ok(channel={"id": request.channel().id})
    if any(user not in request.workspace.people for user in users):
        raise SlackError("user_not_found")
    channel = request.workspace.direct(*users)
    shown = channel_json(channel) if request.args.flag("return_im") else {"id": channel.id}
    return ok(channel=shown)


def info(request: Request) -> Json:
    return ok(channel=channel_json(request.channel()))


def listing(request: Request) -> Json:
    kinds = set(request.args.text("types", "public_channel").split(","))
    names = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}
    shown = [
        channel_json(each)
        for each in request.workspace.channels.values()
        if names[each.kind] in kinds and (each.kind == "channel" or BOT_USER in each.members)
    ]
    return page(shown, request, "channels")


def members(request: Request) -> Json:
    rows = [{"id": user} for user in sorted(request.channel().members)]
    answer = page(rows, request, "members")
    return {**answer, "members": [row["id"] for row in answer["members"]]}


def join(request: Request) -> Json:
    channel = request.channel()
    if channel.archived:
        raise SlackError("is_archived")
    channel.members.add(BOT_USER)
    return ok(channel=channel_json(channel))


def history(request: Request) -> Json:
    """Newest first, without replies; deleted parents of living threads stay as tombstones."""
    channel = request.joined_channel()
    top = [each for each in channel.messages if not each.is_reply]
    kept = [each for each in top if not each.deleted or channel.thread(each.ts)]
    rows = [_row(request, channel, each) for each in _window(request, kept)]
    return page(rows[::-1], request, "messages")


def replies(request: Request) -> Json:
    """The parent, then its replies, oldest first."""
    channel = request.joined_channel()
    root = _root(request, channel)
    under = _window(request, channel.thread(root.ts))
    rows = [_row(request, channel, each) for each in [root, *under]]
    return page(rows, request, "messages", 1000)


def _root(request: Request, channel: Channel) -> Message:
    wanted = request.args.need("ts")
    for each in channel.messages:
        if each.ts != wanted:
            continue
        if each.is_reply and not each.deleted:
            return next(one for one in channel.messages if one.ts == each.thread_ts)
        if not each.deleted or channel.thread(each.ts):
            return each
    raise SlackError("thread_not_found")


def _row(request: Request, channel: Channel, message: Message) -> Json:
    if message.deleted:
        stone = Message(message.ts, channel.id, "USLACKBOT", "This message was deleted.")
        stone.subtype = "tombstone"
        return message_json(stone, channel)
    wanted = request.args.flag("include_all_metadata")
    return message_json(message, channel, metadata=wanted)


def _window(request: Request, messages: list[Message]) -> list[Message]:
    """Between `oldest` and `latest`; the ends themselves only when `inclusive`."""
    oldest = Decimal(request.args.text("oldest", "0") or "0")
    latest = Decimal(request.args.text("latest", "99999999999") or "99999999999")
    ends = {oldest, latest} if request.args.flag("inclusive") else set()
    return [
        each for each in messages if oldest < Decimal(each.ts) < latest or Decimal(each.ts) in ends
    ]


TABLE: Table = {
    "conversations.open": open_direct,
    "conversations.info": info,
    "conversations.list": listing,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
}
