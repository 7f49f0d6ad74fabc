"""The `Messenger` of the playground: what the outbox says goes into the chat at once."""

from dataclasses import replace
from datetime import datetime, timedelta

from adapters.play.chat import BOT, Chat, Message, chat_of, lane_of
from adapters.play.render import in_both
from bot.domain.people import Address
from bot.ports import DeliveryError
from bot.views import HistoryLine, Notice, Reminder, TicketCard
from bot.views import Message as View
from bot.words import Words


class PlayMessenger:
    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    @property
    def card_lives(self) -> timedelta | None:
        return None

    @property
    def per_second(self) -> float:
        """Nobody else is in this chat, so that nobody need be waited for."""
        return 1000.0

    async def urge(self, to: Address, message: str) -> None:
        """Nothing insists here: the unread mark is all there is."""

    async def post(
        self, to: Address, view: View, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        if thread and self._chat.get(thread) is None:
            raise DeliveryError("the thread's first message is gone", lost=True)
        message = Message(
            self._chat.next_id(),
            lane_of(chat_of(to)),
            BOT,
            words.now,
            in_both(view, words),
            thread,
            ref,
            only_for=to.user,
            about=_about(view),
            happened=_happened(view),
        )
        self._chat.put(message)
        return message.id

    async def update(self, to: Address, message: str, view: View, words: Words) -> None:
        known = self._chat.get(message)
        if known is None or known.lane != lane_of(chat_of(to)):
            raise DeliveryError("the message is gone", lost=True)
        self._chat.put(replace(known, shown=in_both(view, words)))

    async def find(
        self,
        to: Address,
        ref: str,
        since: datetime,  # noqa: ARG002 - A ref says what a message is: that is enough here.
        thread: str = "",
    ) -> str | None:
        found = self._chat.known_by(lane_of(chat_of(to)), ref, thread)
        return found.id if found else None


def _about(view: View) -> str:
    match view:
        case TicketCard(no=no):
            return no
        case HistoryLine(ticket=no) | Reminder(ticket=no) | Notice(ticket=no):
            return no
        case _:
            return ""


def _happened(view: View) -> str:
    match view:
        case TicketCard():
            return "card"
        case HistoryLine(happening=happening):
            return happening.value
        case Reminder(call=call):
            return call.value
        case _:
            return ""
