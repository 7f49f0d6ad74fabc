"""The lock file that keeps a second bot away from one SQLite file."""

import fcntl
import os
from pathlib import Path
from typing import Final

_ENDING: Final = ".lock"


class AlreadyRunningError(Exception):
    """Another process works on this database; the argument is the path of the lock file."""


class FileLock:
    """Held until `release`, or until the process ends, however it ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def lock_exclusive(database: Path) -> FileLock:
    """Lock `<database>.lock` or raise AlreadyRunningError; the file itself is left where it is.

    Removing it would let a third process lock a new file of that name.
    """
    path = database.with_name(database.name + _ENDING)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise AlreadyRunningError(str(path)) from None
    return FileLock(path, descriptor)
