"""What all ways in for customers do: read what was sent, ask the desk in a customer's name."""

from starlette.requests import Request as Called

from adapters.asking import logged, plain_words
from bot.commands import Command, Place, Request
from bot.desk import Answer, Desk
from bot.domain.people import Identity


async def asked(desk: Desk, command: Command, way_in: str, locale: str) -> Answer:
    """The desk's answer; a bug of its own is answered by the reference that the log has."""
    request = Request(command, Identity(way_in, "", ""), Place(way_in, ""), locale=locale)
    try:
        return await desk.ask(request)
    except Exception as bug:  # noqa: BLE001 - The outermost edge, and `logged` tells of it.
        return Answer(logged(bug), plain_words(locale))


class TooLarge(Exception):
    """More was sent than any customer's report or answer needs."""


async def body_of(called: Called, largest: int) -> bytes:
    """The whole of it, unless it says or shows that it is too large."""
    if int(called.headers.get("content-length", "0")) > largest:
        raise TooLarge
    raw = bytearray()
    async for chunk in called.stream():
        raw += chunk
        if len(raw) > largest:
            raise TooLarge
    return bytes(raw)
