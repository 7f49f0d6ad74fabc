"""Listening: unread mails are asked of the desk one by one, and marked read once that is kept.

A crash between the two only means that a mail is read again, and the desk knows it by its key. A
mail that cannot be taken is flagged and left in the mailbox; it never stops the others.
"""

import asyncio
import logging
from typing import Final

from adapters.asking import asked_by_customer, is_overloaded
from adapters.mail.access import Access
from adapters.mail.mailbox import Fetched, Mailbox
from adapters.mail.payloads import key_of, language_of, letter
from adapters.mail.reading import Attachment, Mail, read
from bot.clock import Clock
from bot.commands import MAIL
from bot.custody import Custody
from bot.desk import Desk
from bot.domain.evidence import MEGABYTE, most_of_mail
from bot.ports import DeliveryError, StoreAway
from bot.views import Done

log = logging.getLogger(__name__)

EVERY: Final = 15.0
"""Seconds between two looks: a customer is told within five minutes (S2-09)."""

_BACK_OFF: Final = (5.0, 15.0, 60.0)


class Listener:
    def __init__(
        self, access: Access, desk: Desk, clock: Clock, custody: Custody, *, every: float = EVERY
    ) -> None:
        self.access, self.desk, self.clock, self.every = access, desk, clock, every
        self._custody = custody
        self._box: Mailbox | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._box is not None

    async def start(self) -> None:
        """Be let in; a DeliveryError says why not."""
        self._box = await asyncio.to_thread(Mailbox, self.access)
        self._listening = asyncio.create_task(self._listen(), name="mailbox")

    async def stop(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        self._hang_up()
        if self._listening is not None:
            await asyncio.wait({self._listening})

    def _hang_up(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            box.hang_up()

    async def _listen(self) -> None:
        failures = 0
        while True:
            wait = self.every
            try:
                await self.look()
                failures = 0
            except DeliveryError as error:
                self._hang_up()
                wait = _BACK_OFF[min(failures, len(_BACK_OFF) - 1)]
                failures += 1
                log.warning("mail: %s; trying again in %d s", error.reason, wait)
            await asyncio.sleep(wait)

    async def look(self) -> None:
        """Take all that is unread now."""
        if self._box is None:
            self._box = await asyncio.to_thread(Mailbox, self.access)
        box = self._box
        most = most_of_mail(self._custody.limit) * MEGABYTE
        for uid in await asyncio.to_thread(box.unread):
            found = await asyncio.to_thread(box.fetch, uid, most)
            if found is not None:
                odd = not await self._taken(found)
                await asyncio.to_thread(box.mark, uid, odd=odd)

    async def _taken(self, found: Fetched) -> bool:
        """Whether it was dealt with. What the desk cannot write now is left unread."""
        try:
            mail = await asyncio.to_thread(read, found.raw, cut=found.cut)
        except Exception:  # Anybody can send anything: the outermost edge of reading it.
            log.exception("a mail cannot be read; it is flagged in the mailbox")
            return False
        if why := self._ignored(mail):
            log.info("a mail is no customer's: %s", why)
            return True
        now, key = self.clock.now(), key_of(mail.message_id, found.raw)
        files = await self._kept(mail, key)
        report = letter(mail, key, files, found.arrived or now, now)
        answer = await asked_by_customer(self.desk, report, MAIL, language_of(mail))
        if is_overloaded(answer.view):
            raise DeliveryError("the desk cannot write now")
        if isinstance(answer.view, Done):
            return not mail.odd
        log.error("a mail was not taken; it is flagged in the mailbox")
        return False

    async def _kept(self, mail: Mail, key: str) -> tuple[str, ...]:
        """Its files, in our keeping before anything is written of them."""
        files = enumerate(mail.files, 1)
        try:
            return tuple([await self._one(f"mail:{key}/{n}", each) for n, each in files])
        except (StoreAway, OSError) as error:
            raise DeliveryError("the desk cannot keep files now") from error

    async def _one(self, source: str, file: Attachment) -> str:
        if not file.whole:
            return self._custody.refuse(source, file.name)
        return await self._custody.take(source, file.name, file.body)

    def _ignored(self, mail: Mail) -> str:
        """Why nobody is served by answering it; empty for a customer's."""
        return mail.machine or ("own" if mail.address.lower() == self.access.address else "")
