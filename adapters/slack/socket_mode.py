"""Socket Mode: the same Bolt app over a WebSocket, for desks without a public address.

The SDK reconnects by itself, but its own monitor has been seen to die (python-slack-sdk 1110), so
somebody outside looks as well.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 15.0
FIRST_WITHIN: Final = 10.0
_MISSES: Final = 2


class Socket:
    """One connection. It must be made in the running loop: it opens a session at once."""

    def __init__(self, app: AsyncApp, app_token: str, web: AsyncWebClient) -> None:
        self._handler = AsyncSocketModeHandler(app, app_token, web_client=web)
        self._running: list[asyncio.Task[None]] = []
        self.look_every = LOOK_EVERY

    async def start(self) -> None:
        """Connect; where that takes long, go on trying while the rest of the desk works."""
        connecting = asyncio.create_task(self._connect())
        self._running = [connecting, asyncio.create_task(self._watch())]
        await asyncio.wait({connecting}, timeout=FIRST_WITHIN)

    async def _connect(self) -> None:
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        return await self._handler.client.is_connected()

    async def _watch(self) -> None:
        misses = 0
        while True:
            await asyncio.sleep(self.look_every)
            misses = 0 if await self.connected() else misses + 1
            if misses >= _MISSES:
                misses = 0
                await self._reconnect()

    async def _reconnect(self) -> None:
        log.warning("the socket to Slack is down; connecting anew")
        try:
            await self._handler.client.connect_to_new_endpoint(force=True)
        except Exception:
            # The outermost edge of the watch: it must outlive whatever is wrong just now.
            log.exception("the socket to Slack could not be renewed")

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._handler.close_async()  # type: ignore[no-untyped-call]
