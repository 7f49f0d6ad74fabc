"""A messenger for each platform."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.people import Address
from bot.views import Message
from bot.words import Words


class DeliveryError(Exception):
    """A platform did not take a message.

    retry_after: seconds after which to try again; None where the platform did not say.
    permanent: it will never be taken (and `gone` says that the place itself is gone: the bot was
    removed, the chat archived). unsent: it certainly was not delivered, so no look-up is needed.
    lost: the message to be updated does not exist any more. denied: the platform does not let the
    app in, or not that far; a person must mend that, whatever is to be said.
    """

    def __init__(  # noqa: PLR0913 - what a platform's answer may mean, by name.
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        permanent: bool = False,
        gone: bool = False,
        unsent: bool = False,
        lost: bool = False,
        denied: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.permanent = permanent
        self.gone = gone
        self.unsent = unsent
        self.lost = lost
        self.denied = denied


class Messenger(Protocol):
    """Says what the outbox holds on one platform. Every failure is a DeliveryError."""

    @property
    def card_lives(self) -> timedelta | None:
        """How long a card can be touched once it is posted; None where it has no end."""
        ...

    @property
    def per_second(self) -> float:
        """How many messages a second one room or person may be sent, after a short burst."""
        ...

    async def urge(self, to: Address, message: str) -> None:
        """Make a private message insist, where the platform can (a call to a manager)."""
        ...

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        """Post, and return the platform's id of the message. `ref` lets `find` recognise it."""
        ...

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None: ...

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        """The id of a message posted under this `ref`, if its answer was lost."""
        ...
