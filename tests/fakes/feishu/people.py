"""People in front of Feishu: what they say, mark, open and leave becomes events to the app."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.fakes.feishu.courier import Delivery
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.hands import Hands
from tests.fakes.feishu.reading import notified
from tests.fakes.feishu.saying import Spoken, spoken
from tests.fakes.feishu.shapes import received
from tests.fakes.feishu.state import APP_ID, BOT, TENANT, Chat, Message, Person

Deliveries = tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person posted, and the events it caused (none where the app may not listen)."""

    messages: tuple[Message, ...]
    deliveries: Deliveries

    @property
    def message(self) -> Message:
        return self.messages[0]

    @property
    def id(self) -> str:
        return self.message.id


class People(Hands):
    """Gestures outside of cards."""

    async def say(  # noqa: PLR0913  # A message has this many sides.
        self,
        user: str,
        chat: str,
        text: str = "",
        *,
        mentions_bot: bool = False,
        reply_to: str | None = None,
        thread: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        post: bool = False,
    ) -> Said:
        """Write in a group or private chat; `<at user_id="ou_bob"></at>` mentions a person.

        `thread` answers inside the thread of that message (opening it), `reply_to` beside it.
        """
        place = self._chat(chat, user)
        said = []
        for each in spoken(self.tenant, text, files, to_bot=mentions_bot, post=post):
            message = self._post(place, user, each)
            to = thread or reply_to
            if to is not None:
                self.tenant.answer(message, self._shown(user, to), in_thread=thread is not None)
            said.append((message, each))
        told = [await self._tell(place, message, each) for message, each in said]
        return Said(tuple(each for each, _ in said), tuple(one for each in told for one in each))

    def _post(self, place: Chat, user: str, said: Spoken) -> Message:
        message = self.tenant.post(place, user, said.msg_type, said.content)
        message.mentions = list(said.mentions)
        message.notified = notified(message, place)
        for each in said.files:
            each.message = message.id
        return message

    async def _tell(self, place: Chat, message: Message, said: Spoken) -> Deliveries:
        if not self._heard(place, said):
            return ()
        return await self._event("im.message.receive_v1", received(message, place, self.tenant))

    def _heard(self, place: Chat, said: Spoken) -> bool:
        """In groups the app hears only what mentions it, unless it may hear everything."""
        scopes = self.tenant.scopes
        if place.p2p:
            return "im:message.p2p_msg:readonly" in scopes
        if not place.has_bot:
            return False
        mentioned = said.mentions_bot and "im:message.group_at_msg:readonly" in scopes
        return mentioned or "im:message.group_msg" in scopes

    async def recall(self, user: str, message: str) -> Deliveries:
        """Take back any message (an admin may), the app's card too."""
        found = self._shown(user, message)
        found.recalled = True
        owner = "message_owner" if found.sender == user else "group_manager"
        stamp = self.tenant.clock.millis()
        gone = {"message_id": found.id, "chat_id": found.chat, "recall_time": stamp}
        return await self._about(found, "im.message.recalled_v1", {**gone, "recall_type": owner})

    async def _about(self, message: Message, kind: str, event: Json) -> Deliveries:
        if not self.tenant.chats[message.chat].has_bot:
            return ()
        return await self._event(kind, event)

    async def react(self, user: str, message: str, emoji: str) -> Deliveries:
        found = self._shown(user, message)
        found.reactions.setdefault(emoji, []).append(user)
        return await self._reaction(found, user, emoji, "created")

    async def unreact(self, user: str, message: str, emoji: str) -> Deliveries:
        found = self._shown(user, message)
        found.reactions[emoji].remove(user)
        return await self._reaction(found, user, emoji, "deleted")

    async def _reaction(self, message: Message, by: str, emoji: str, what: str) -> Deliveries:
        event: Json = {
            "message_id": message.id,
            "reaction_type": {"emoji_type": emoji},
            "operator_type": "app" if by == BOT else "user",
            "action_time": self.tenant.clock.millis(),
        }
        event |= {"app_id": APP_ID} if by == BOT else {"user_id": self._person(by).ids}
        return await self._about(message, f"im.message.reaction.{what}_v1", event)

    async def menu(self, user: str, event_key: str) -> Deliveries:
        """Choose an item of the bot's menu; the event knows no chat."""
        person = self._person(user)
        operator = {"operator_name": person.name, "operator_id": person.ids}
        stamp = int(self.tenant.clock.now())
        event = {"operator": operator, "event_key": event_key, "timestamp": stamp}
        return await self._event("application.bot.menu_v6", event)

    async def open_p2p(self, user: str) -> Deliveries:
        """Open the private chat; Feishu tells so every time."""
        event = {"chat_id": self.tenant.private(user).id, "operator_id": self._person(user).ids}
        return await self._event("im.chat.access_event.bot_p2p_chat_entered_v1", event)

    # --- coming and going -----------------------------------------------------------------------

    async def join(self, user: str, chat: str) -> Deliveries:
        place = self.tenant.chats[chat]
        place.members.add(user)
        return await self._moved(place, user, "im.chat.member.user.added_v1")

    async def leave(self, user: str, chat: str) -> Deliveries:
        place = self._chat(chat, user)
        place.members.discard(user)
        return await self._moved(place, user, "im.chat.member.user.deleted_v1")

    async def _moved(self, place: Chat, user: str, kind: str) -> Deliveries:
        if not place.has_bot:
            return ()
        person = self._person(user)
        who = {"name": person.name, "tenant_key": TENANT, "user_id": person.ids}
        return await self._event(kind, {**self._group(place, person), "users": [who]})

    async def add_bot(self, user: str, chat: str) -> Deliveries:
        place = self._chat(chat, user)
        place.has_bot = True
        group = self._group(place, self._person(user))
        return await self._event("im.chat.member.bot.added_v1", group)

    async def remove_bot(self, user: str, chat: str) -> Deliveries:
        place = self._chat(chat, user)
        place.has_bot = False
        group = self._group(place, self._person(user))
        return await self._event("im.chat.member.bot.deleted_v1", group)

    async def dissolve(self, user: str, chat: str) -> Deliveries:
        place = self._chat(chat, user)
        place.dissolved = True
        return await self._event("im.chat.disbanded_v1", self._group(place, self._person(user)))

    async def resign(self, user: str) -> Deliveries:
        """Leave the company, and with it every chat."""
        person = self._person(user)
        person.resigned, person.available = True, False
        for chat in self.tenant.chats.values():
            if not chat.p2p:
                chat.members.discard(user)
        gone = {"object": {**person.ids, "name": person.name}, "old_object": {}}
        return await self._event("contact.user.deleted_v3", gone)

    def _group(self, place: Chat, operator: Person) -> Json:
        return {
            "chat_id": place.id,
            "operator_id": operator.ids,
            "external": False,
            "operator_tenant_key": TENANT,
            "name": place.name,
            "i18n_names": {"zh_cn": place.name, "en_us": "", "ja_jp": ""},
        }
