"""Reading a file that somebody left on a platform, and no more of it than is taken."""

from typing import Final

import aiohttp

from bot.ports import TooLarge

WITHIN: Final = aiohttp.ClientTimeout(total=90, connect=5)
_PIECE: Final = 64 * 1024


async def read_at_most(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The whole body; raises TooLarge as soon as it is known to be longer."""
    if (response.content_length or 0) > most:
        raise TooLarge
    body = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        body += piece
        if len(body) > most:
            raise TooLarge
    return bytes(body)
