"""The policy in force, kept up with its file: a good change replaces it, a bad one is only told."""

import hashlib
from datetime import datetime
from pathlib import Path

from bot.domain.policy import Policy
from bot.policyfile.load import DEFAULT, Loaded, load
from bot.policyfile.mistakes import PolicyMistakes

_COARSE_SECONDS = 2
"""Two writes within so short a time may get the same stamp, so a stamp is trusted only later."""


class PolicyFile:
    """`current` is always a good policy. Starting on a bad file raises `PolicyMistakes`."""

    def __init__(self, path: Path | None, preset: str = DEFAULT) -> None:
        self._path = path
        self._preset = preset
        self._stamp = _stamp(path)
        self._digest = _digest(path)
        self.loaded: Loaded = load(path, preset)

    @property
    def current(self) -> Policy:
        return self.loaded.policy

    def reload(self, now: datetime) -> Policy | PolicyMistakes | None:
        """Give the new policy, or what is wrong with the changed file (told once), or None."""
        if self._path is None or self._is_unchanged(now):
            return None
        try:
            self.loaded = load(self._path, self._preset)
        except PolicyMistakes as mistakes:
            return mistakes
        return self.current

    def look(self) -> Policy | PolicyMistakes | None:
        """What the file says at this moment, good or bad; None where there is none.

        It is not put into force here: whoever keeps up with the file does that, and what the new
        policy calls for, at the next `reload`, which now trusts no stamp.
        """
        if self._path is None:
            return None
        self._stamp = (0, 0, 0)
        try:
            return load(self._path, self._preset).policy
        except PolicyMistakes as mistakes:
            return mistakes

    def _is_unchanged(self, now: datetime) -> bool:
        """Look at the stamp, and at the content only if that is new or too fresh to be trusted."""
        stamp = _stamp(self._path)
        if stamp == self._stamp and now.timestamp() - stamp[0] / 1e9 > _COARSE_SECONDS:
            return True
        digest, known = _digest(self._path), self._digest
        self._stamp, self._digest = stamp, digest
        return digest == known


def _stamp(path: Path | None) -> tuple[int, int, int]:
    try:
        stat = path.stat() if path else None
    except OSError:
        stat = None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino) if stat else (0, 0, 0)


def _digest(path: Path | None) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest() if path else b""
    except OSError:
        return b""
