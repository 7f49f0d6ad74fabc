"""What every gesture of a person needs: the events' common parts and the way to the app."""

import secrets

from tests.fakes.feishu.courier import Courier, Delivery, Kind
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.gate import Gate
from tests.fakes.feishu.state import APP_ID, TENANT, Chat, Message, Person, Tenant

EVENTS = frozenset(
    {
        "im.message.receive_v1",
        "im.message.recalled_v1",
        "im.message.reaction.created_v1",
        "im.message.reaction.deleted_v1",
        "im.chat.member.bot.added_v1",
        "im.chat.member.bot.deleted_v1",
        "im.chat.member.user.added_v1",
        "im.chat.member.user.deleted_v1",
        "im.chat.disbanded_v1",
        "im.chat.access_event.bot_p2p_chat_entered_v1",
        "application.bot.menu_v6",
        "contact.user.deleted_v3",
        "card.action.trigger",
    }
)


class Hands:
    """The tenant to look at and the courier to tell the app; `subscriptions` can be changed."""

    def __init__(self, tenant: Tenant, courier: Courier, gate: Gate) -> None:
        self.tenant = tenant
        self.courier = courier
        self.gate = gate
        self.subscriptions: set[str] = set(EVENTS)

    def _person(self, user: str) -> Person:
        return self.tenant.people[user]

    def _chat(self, chat: str, user: str) -> Chat:
        found = self.tenant.chats[chat]
        assert user in found.members, f"{user} is not in {chat} and cannot act there"
        return found

    def _shown(self, user: str, message: str) -> Message:
        """A message this person sees."""
        found = self.tenant.find(message)
        assert found is not None, f"there is no message {message}"
        assert not found.recalled, f"{message} is recalled"
        self._chat(found.chat, user)
        return found

    async def _event(self, kind: str, event: Json) -> tuple[Delivery, ...]:
        """Deliver one event if the app subscribed to it."""
        if kind not in self.subscriptions:
            return ()
        return (await self.courier.deliver("event", self._envelope(kind, event)),)

    async def _callback(self, event: Json) -> Delivery:
        kind: Kind = "callback"
        return await self.courier.deliver(kind, self._envelope("card.action.trigger", event))

    def _envelope(self, kind: str, event: Json) -> Json:
        # Callbacks count in microseconds, events in milliseconds.
        stamp = self.tenant.clock.millis() + ("000" if kind.startswith("card.") else "")
        header = {
            "event_id": secrets.token_hex(16),
            "token": self.courier.keys.verification_token,
            "create_time": stamp,
            "event_type": kind,
            "tenant_key": TENANT,
            "app_id": APP_ID,
        }
        return {"schema": "2.0", "header": header, "event": event}
