"""A port of this machine that nothing listens on."""

import random
import socket
from typing import Final

_OURS: Final = range(12_000, 32_000)
"""Below those that a system gives out by itself: none is taken while its program starts anew."""


def free_port() -> int:
    while True:
        port = random.SystemRandom().choice(_OURS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue  # Somebody else's.
        return port
