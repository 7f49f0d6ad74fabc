"""Messages that somebody points at, by a reaction or by `new` in their thread, as reports."""

import logging
from dataclasses import replace

from adapters.plain import Json
from adapters.shape import optional
from adapters.slack import spoken
from adapters.slack.asked import Asked, Back, Reacted
from adapters.slack.payloads import report
from adapters.slack.workspace import Workspace
from bot.commands import Command, NewTicket, Request, Typed
from bot.domain.errors import DeskError
from bot.grammar import parse
from bot.ports import DeliveryError

log = logging.getLogger(__name__)


async def reacted_to(reacted: Reacted, workspace: Workspace) -> Asked | None:
    """The message behind a reaction, to become a ticket at once; None if it cannot be read."""
    message = await workspace.read_message(reacted.back.channel, reacted.place.message)
    if message is None:
        return None
    author = await workspace.people.get(optional(message, "user"))
    command = report(message, reacted.place.workspace, ask=False, author=author.name)
    thread = optional(message, "thread_ts")
    where = replace(reacted.place, thread=thread)
    request = Request(command, reacted.who, where, reacted.delivery)
    return Asked(request, replace(reacted.back, thread=thread))


async def with_quoted(asked: Asked, workspace: Workspace) -> Asked:
    """`new` said in a thread is about the message that began it, with its files (spec 2 §1)."""
    request, back = asked.request, asked.back
    if not back.thread or not isinstance(request.command, Typed):
        return asked
    new = _new_ticket(request.command.text)
    if new is None:
        return asked
    message = await _began(back, workspace)
    if message is None or message.get("bot_id"):
        return asked
    command = await _about(request.command, new, message, request.place.workspace, workspace)
    return replace(asked, request=replace(request, command=command))


async def _began(back: Back, workspace: Workspace) -> Json | None:
    """The message that began the thread. What was said under it is not lost if Slack fails."""
    try:
        return await workspace.read_message(back.channel, back.thread)
    except DeliveryError as error:
        log.warning("the message above a command cannot be read: %s", error.reason)
        return None


async def _about(
    typed: Typed, new: NewTicket, message: Json, team: str, workspace: Workspace
) -> Command:
    """With words beside `new` they are what counts; the message is what they leave open."""
    files = (*spoken.files(message), *typed.files)
    if new != NewTicket():
        return replace(typed, quoted=spoken.prose(optional(message, "text")), files=files)
    author = await workspace.people.get(optional(message, "user"))
    return replace(report(message, team, author=author.name), files=files)


def _new_ticket(line: str) -> NewTicket | None:
    try:
        read = parse(line)
    except DeskError:
        return None
    return read if isinstance(read, NewTicket) else None
