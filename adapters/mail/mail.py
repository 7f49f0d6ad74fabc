"""E-mail as one of the desk's platforms: it starts, listens, has a messenger, and stops."""

import asyncio
from collections.abc import Sequence

from starlette.routing import BaseRoute

from adapters.mail.access import Access
from adapters.mail.client import MailMessenger
from adapters.mail.listen import EVERY, Listener
from bot.clock import Clock
from bot.custody import Custody
from bot.desk import Desk


class Mail:
    def __init__(
        self, access: Access, desk: Desk, clock: Clock, custody: Custody, *, every: float = EVERY
    ) -> None:
        self.messenger = MailMessenger(access)
        self.listener = Listener(access, desk, clock, custody, every=every)

    async def start(self) -> None:
        """Both servers let us in; a DeliveryError says which does not."""
        await asyncio.to_thread(self.messenger.probe)
        await self.listener.start()

    @property
    def files(self) -> None:
        """What comes by mail comes with it: nothing is left there to be fetched."""

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def connected(self) -> bool:
        return self.listener.connected

    async def stop(self) -> None:
        await self.listener.stop()
