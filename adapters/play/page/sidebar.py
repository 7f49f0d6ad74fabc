"""On the left: whose eyes one looks through, and the rooms, with what is unread."""

from collections.abc import Callable, Iterable

from adapters.play.chat import Chat
from adapters.play.page.node import Node, button
from adapters.play.people import PERSONAS, PLACES, Persona, rooms_of
from bot.words import Words

PRIVATE = "@"


class Sidebar:
    def __init__(
        self, words: Words, become: Callable[[Persona], None], enter: Callable[[str], None]
    ) -> None:
        self._words = words
        self._me = PERSONAS[0]
        self._enter = enter
        self._personas: dict[str, tuple[Node, Node]] = {}
        self._rooms: dict[str, tuple[Node, Node]] = {}
        with Node("nav", classes="side", aria_label=words.say("play.navigation")):
            Node("h2", words.say("play.you_are"))
            with Node("div", classes="people"):
                for persona in PERSONAS:
                    self._person(persona, become)
            self._may = Node("p", "", "may")
            Node("h2", words.say("play.rooms"))
            with Node("div", classes="rooms"):
                for place in PLACES:
                    self._room(place.chat, f"# {words.show(place.name)}")
                self._room(PRIVATE, f"🤖 {words.say('play.private')}")

    def _person(self, persona: Persona, become: Callable[[Persona], None]) -> None:
        role = self._words.say(f"play.role.{persona.role}")
        with button("", "person", lambda: become(persona)) as made:
            style = f"background:{persona.colour}"
            Node("span", persona.name[:1], "face", style=style, aria_hidden="true")
            with Node("span", classes="name"):
                Node("span", persona.name)
                Node("small", role)
            badge = Node("span", classes="badge")
        self._personas[persona.user] = made, badge

    def _room(self, chat: str, name: str) -> None:
        def entered() -> None:
            self._enter(f"@{self._me.user}" if chat == PRIVATE else chat)

        with button("", "place", entered) as made:
            Node("span", name, "name")
            badge = Node("span", classes="badge")
        self._rooms[chat] = made, badge

    def refresh(self, me: Persona, chat_id: str, chat: Chat) -> None:
        self._me = me
        self._may.shows(self._words.say(f"play.may.{me.role}"))
        mine = rooms_of(me)
        for key, (made, badge) in self._rooms.items():
            room = f"@{me.user}" if key == PRIVATE else key
            made.set_visibility(room in mine)
            made.attribute("aria_current", "true" if room == chat_id else False)
            self._mark(badge, *_unread(chat, me, (room,)))
        for persona in PERSONAS:
            made, badge = self._personas[persona.user]
            made.attribute("aria_pressed", "true" if persona == me else "false")
            _, mentions = _unread(chat, persona, rooms_of(persona))
            self._mark(badge, mentions, mentions)

    def _mark(self, badge: Node, messages: int, mentions: int) -> None:
        badge.shows(f"@{_few(mentions)}" if mentions else _few(messages))
        said = self._words.say("play.unread", n=messages)
        badge.attribute("title", said if messages else False)
        badge.classes(add="loud") if mentions else badge.classes(remove="loud")
        badge.set_visibility(bool(messages))


def _few(n: int) -> str:
    """What can be counted at a glance; past that it is just many."""
    return "9+" if n > 9 else str(n or "")  # noqa: PLR2004 - one digit.


def _unread(chat: Chat, persona: Persona, rooms: Iterable[str]) -> tuple[int, int]:
    """How many messages in these rooms are new to them, and how many of those call them."""
    found = {room: chat.unread(room, persona.user) for room in rooms}
    called = (
        one.messages if room.startswith(PRIVATE) else one.mentions for room, one in found.items()
    )
    return sum(one.messages for one in found.values()), sum(called)
