"""Which messages of a room are shown: the newest, and older ones when somebody asks for them."""

from dataclasses import dataclass, field
from typing import Final

from adapters.play.chat import Message

AT_ONCE: Final = 60


@dataclass
class Older:
    """What is not shown yet, oldest first."""

    _waiting: dict[str, Message] = field(default_factory=dict)

    def hold_back(self, messages: list[Message]) -> list[Message]:
        """The newest, to be shown at once; the others wait."""
        self._waiting = {one.id: one for one in messages[:-AT_ONCE]}
        return messages[-AT_ONCE:]

    def next(self) -> list[Message]:
        """The newest of those that wait."""
        waiting = list(self._waiting.values())
        return self.hold_back(waiting)

    def changed(self, message: Message) -> bool:
        """Whether it waits; then it is shown as it is now when its turn comes."""
        if message.id not in self._waiting:
            return False
        self._waiting[message.id] = message
        return True

    def dropped(self, message: str) -> None:
        self._waiting.pop(message, None)

    def __contains__(self, message: object) -> bool:
        return message in self._waiting

    def __bool__(self) -> bool:
        return bool(self._waiting)
