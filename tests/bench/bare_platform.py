"""A platform that takes everything: what the send path is measured against, in its own process.

`python -m tests.bench.bare_platform PORT`; the answer is one that both SDKs take for a posting.
"""

import asyncio
import sys
from itertools import count
from typing import Final, cast

import uvloop

_NUMBERS = count(1)
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def _answer() -> bytes:
    n = next(_NUMBERS)
    body = (
        f'{{"ok":true,"ts":"{n}.000","code":0,"tenant_access_token":"t","expire":7200,'
        f'"data":{{"message_id":"om_{n}","chat_id":"oc_1"}}}}'
    ).encode()
    return _HEAD % len(body) + body


class Taking(asyncio.Protocol):
    """One connection; a request is whole when its body has come."""

    def __init__(self) -> None:
        self._heard = b""
        self._wire: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            length = _length(self._heard[:end].lower())
            whole = end + 4 + length
            if len(self._heard) < whole:
                return
            self._heard = self._heard[whole:]
            self._wire.write(_answer())


def _length(head: bytes) -> int:
    _, _, rest = head.partition(b"content-length:")
    return int(rest.split(b"\r\n")[0]) if rest else 0


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Taking, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
