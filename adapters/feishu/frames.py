"""What the long connection carries: frames with headers, whole or in fragments."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from adapters.feishu import sdk
from adapters.feishu.sdk import Frame
from adapters.shape import BadPayload

PING: Final = sdk.kinds.MessageType.PING.value
PONG: Final = sdk.kinds.MessageType.PONG.value
KIND: Final = sdk.ws.HEADER_TYPE
_CONTROL: Final[int] = sdk.kinds.FrameType.CONTROL.value
_TOOK: Final = sdk.ws.HEADER_BIZ_RT
FRAGMENTS_LIVE: Final = 5.0
_WAITING: Final = 200
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One frame of a message that may have come in several."""

    message: str
    count: int
    at: int
    payload: bytes


def read(written: bytes) -> Frame:
    frame = sdk.frame()
    try:
        frame.ParseFromString(written)
    except Exception as error:  # The codec has errors of many kinds, and no common one.
        raise BadPayload("not a frame") from error
    return frame


def is_control(frame: Frame) -> bool:
    return frame.method == _CONTROL


def headers(frame: Frame) -> dict[str, str]:
    return {each.key: each.value for each in frame.headers}


def ping(service: int) -> bytes:
    frame = sdk.frame()
    frame.SeqID = frame.LogID = 0
    frame.service, frame.method = service, _CONTROL
    frame.headers.add(key=KIND, value=PING)
    return frame.SerializeToString()


def answered(frame: Frame, payload: bytes, millis: int) -> bytes:
    """The same frame back, with the answer and how long it took."""
    frame.headers.add(key=_TOOK, value=str(millis))
    frame.payload = payload
    return frame.SerializeToString()


def part(frame: Frame) -> Part:
    found = headers(frame)
    try:
        count = int(found.get(sdk.ws.HEADER_SUM) or 1)
        at = int(found.get(sdk.ws.HEADER_SEQ) or 0)
    except ValueError as error:
        raise BadPayload("fragment") from error
    if not (0 < count <= _MOST and 0 <= at < count):
        raise BadPayload("fragment")
    return Part(found.get(sdk.ws.HEADER_MESSAGE_ID, ""), count, at, frame.payload)


class Fragments:
    """Messages of which parts are still to come; who never get whole are forgotten."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, tuple[float, dict[int, bytes]]] = OrderedDict()

    def whole(self, one: Part, now: float) -> bytes | None:
        """The message's payload, once its last part is here."""
        if one.count == 1:
            return one.payload
        self._forget(now)
        _, parts = self._waiting.setdefault(one.message, (now, {}))
        parts[one.at] = one.payload
        if len(parts) < one.count:
            return None
        del self._waiting[one.message]
        return b"".join(_in_order(parts))

    def _forget(self, now: float) -> None:
        old = [key for key, (at, _) in self._waiting.items() if now - at > FRAGMENTS_LIVE]
        for key in old:
            del self._waiting[key]
        while len(self._waiting) >= _WAITING:
            self._waiting.popitem(last=False)


def _in_order(parts: dict[int, bytes]) -> Iterable[bytes]:
    return (parts[at] for at in sorted(parts))
