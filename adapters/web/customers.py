"""What all pages and interfaces for customers do: read what was sent, up to a limit."""

from starlette.requests import Request as Called


class TooLarge(Exception):
    """More was sent than any customer's report or answer needs."""


async def body_of(called: Called, largest: int) -> bytes:
    """The whole of it, unless it says or shows that it is too large."""
    told = called.headers.get("content-length", "0")
    if not told.isascii() or not told.isdigit() or int(told) > largest:
        raise TooLarge
    raw = bytearray()
    async for chunk in called.stream():
        raw += chunk
        if len(raw) > largest:
            raise TooLarge
    return bytes(raw)
