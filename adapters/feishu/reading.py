"""Messages that somebody points at, by a reaction or by `new` in a reply, as reports."""

from dataclasses import replace

from adapters.feishu.asked import Asked, Back, Reacted, Us, identity, place
from adapters.feishu.events import report
from adapters.feishu.workspace import Workspace
from adapters.plain import Json
from adapters.shape import maybe, optional
from bot.commands import Command, NewTicket, Request, Typed
from bot.domain.errors import DeskError
from bot.grammar import parse


async def reacted_to(reacted: Reacted, us: Us, workspace: Workspace) -> Asked | None:
    """The message behind a reaction, to become a ticket at once; None if it cannot be read."""
    message = await workspace.read_message(reacted.message)
    if message is None:
        return None
    chat, thread = optional(message, "chat_id"), optional(message, "root_id")
    command = report(message, us, ask=False, name=await _author(message, workspace))
    where = place(chat, thread, reacted.message)
    request = Request(command, identity(reacted.user), where, reacted.delivery)
    return Asked(request, Back(reacted.user, chat, reacted.message))


async def with_quoted(asked: Asked, us: Us, workspace: Workspace) -> Asked:
    """`new` said in a reply is about the message it replies to, with its files (spec 2 §1)."""
    request = asked.request
    if not asked.quoted or not isinstance(request.command, Typed):
        return asked
    new = _new_ticket(request.command.text)
    if new is None:
        return asked
    message = await workspace.read_message(asked.quoted)
    if message is None or optional(maybe(message, "sender"), "sender_type") != "user":
        return asked
    command = await _about(request.command, new, message, us, workspace)
    return replace(asked, request=replace(request, command=command))


async def _about(
    typed: Typed, new: NewTicket, message: Json, us: Us, workspace: Workspace
) -> Command:
    """With words beside `new` they are what counts; the message is what they leave open."""
    quoted = report(message, us)
    files = (*quoted.files, *typed.files)
    if new != NewTicket():
        return replace(typed, quoted=quoted.text, files=files)
    return replace(quoted, author_name=await _author(message, workspace), files=files)


async def _author(message: Json, workspace: Workspace) -> str:
    user = optional(maybe(message, "sender"), "id")
    return (await workspace.people.get(user)).name if user.startswith("ou_") else ""


def _new_ticket(line: str) -> NewTicket | None:
    try:
        read = parse(line)
    except DeskError:
        return None
    return read if isinstance(read, NewTicket) else None
