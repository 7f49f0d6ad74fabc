"""The session in which a platform's API is called: one for each platform, for as long as we run."""

import aiohttp

from adapters.plain import packed


def session(timeout: aiohttp.ClientTimeout) -> aiohttp.ClientSession:
    """Without cookies, which no API of theirs has any use for; JSON goes out as it is written."""
    return aiohttp.ClientSession(
        timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), json_serialize_bytes=packed
    )
