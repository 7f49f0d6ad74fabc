"""The long connection's frames: protobuf `pbbp2.Frame`, by hand, as much of it as travels."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1
_VARINT, _BYTES = 0, 2
_TOP_BIT = 0x80


@dataclass(frozen=True, slots=True)
class Frame:
    """Headers are in order and may repeat; `service` tells the connection's service."""

    method: int
    headers: tuple[tuple[str, str], ...] = ()
    payload: bytes = b""
    service: int = 1
    seq_id: int = 0
    log_id: int = 0
    payload_encoding: str = ""
    payload_type: str = ""
    log_id_new: str = ""

    def header(self, key: str) -> str:
        return next((value for name, value in self.headers if name == key), "")


@dataclass(slots=True)
class _Fields:
    """What a message holds, by field number; strings and inner messages as bytes."""

    numbers: dict[int, int] = field(default_factory=dict)
    chunks: dict[int, list[bytes]] = field(default_factory=dict)

    def text(self, number: int) -> str:
        return self.chunks.get(number, [b""])[-1].decode()


def encode(frame: Frame) -> bytes:
    """The four numbers are required by the protocol, so zeros are written too."""
    parts = [
        _number(1, frame.seq_id),
        _number(2, frame.log_id),
        _number(3, frame.service),
        _number(4, frame.method),
        *(_chunk(5, _chunk(1, k.encode()) + _chunk(2, v.encode())) for k, v in frame.headers),
    ]
    texts = {6: frame.payload_encoding, 7: frame.payload_type, 9: frame.log_id_new}
    parts += [_chunk(number, text.encode()) for number, text in texts.items() if text]
    if frame.payload:
        parts.append(_chunk(8, frame.payload))
    return b"".join(parts)


def decode(raw: bytes) -> Frame:
    found = _fields(raw)
    headers = (_fields(each) for each in found.chunks.get(5, []))
    return Frame(
        method=found.numbers[4],
        headers=tuple((each.text(1), each.text(2)) for each in headers),
        payload=found.chunks.get(8, [b""])[-1],
        service=found.numbers[3],
        seq_id=found.numbers[1],
        log_id=found.numbers[2],
        payload_encoding=found.text(6),
        payload_type=found.text(7),
        log_id_new=found.text(9),
    )


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= _TOP_BIT:
        out.append(value % _TOP_BIT + _TOP_BIT)
        value //= _TOP_BIT
    out.append(value)
    return bytes(out)


def _number(at: int, value: int) -> bytes:
    return _varint(at << 3 | _VARINT) + _varint(value)


def _chunk(at: int, value: bytes) -> bytes:
    return _varint(at << 3 | _BYTES) + _varint(len(value)) + value


def _fields(raw: bytes) -> _Fields:
    found = _Fields()
    stream = iter(raw)
    for first in stream:
        key = _read_varint(first, stream)
        number, wire = key >> 3, key & 7
        value = _read_varint(next(stream), stream)
        if wire == _VARINT:
            found.numbers[number] = value
        elif wire == _BYTES:
            chunk = bytes(next(stream) for _ in range(value))
            found.chunks.setdefault(number, []).append(chunk)
        else:
            raise ValueError(f"wire type {wire} in field {number}")
    return found


def _read_varint(first: int, stream: Iterator[int]) -> int:
    value, shift, byte = first % _TOP_BIT, 7, first
    while byte >= _TOP_BIT:
        byte = next(stream)
        value |= byte % _TOP_BIT << shift
        shift += 7
    return value
