"""The parts of lark-oapi that we use, loaded without the rest of it.

The SDK's packages import everything below them, so bare ones stand in their place while the few
modules we want are loaded from their files. This leans on the SDK's layout: its version is pinned,
and a test uses everything named here.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final, Protocol

NAME: Final = "lark_oapi"
BARE: Final = (NAME, *(f"{NAME}.{inner}" for inner in (
    "core", "core.utils", "ws", "ws.pb", "ws.pb.google",
)))  # fmt: skip


class Decryptor(Protocol):
    """AES-256-CBC under the SHA-256 of the encrypt key, as events are encrypted."""

    def decrypt_str(self, enc: str) -> str: ...


class Header(Protocol):
    key: str
    value: str


class Headers(Protocol):
    def add(self, *, key: str, value: str) -> Header: ...

    def __iter__(self) -> Iterator[Header]: ...


class Frame(Protocol):
    """What the long connection carries (`pbbp2.Frame`)."""

    SeqID: int
    LogID: int
    service: int
    method: int
    payload: bytes
    headers: Headers

    def SerializeToString(self) -> bytes: ...  # noqa: N802 - protobuf's own name.

    def ParseFromString(self, written: bytes) -> int: ...  # noqa: N802 - protobuf's own name.


def _seeded() -> None:
    """Bare packages where the SDK's own are not loaded already."""
    found = importlib.util.find_spec(NAME) if NAME not in sys.modules else None
    if found is None or not found.submodule_search_locations:
        return
    root = next(iter(found.submodule_search_locations))
    for name in BARE:
        bare = ModuleType(name)
        bare.__path__ = [root + name.removeprefix(NAME).replace(".", "/")]
        sys.modules[name] = bare


def _loaded(name: str) -> Any:
    # By name, so that no type checker follows the import into ten thousand files.
    return importlib.import_module(f"{NAME}.{name}")


_seeded()
core: Final = _loaded("core.const")
ws: Final = _loaded("ws.const")
kinds: Final = _loaded("ws.enum")
_decryptor: Final = _loaded("core.utils.decryptor")
_frames: Final = _loaded("ws.pb.pbbp2_pb2")


def decryptor(key: str) -> Decryptor:
    made: Decryptor = _decryptor.AESCipher(key)
    return made


def frame() -> Frame:
    made: Frame = _frames.Frame()
    return made
