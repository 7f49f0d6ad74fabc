"""What a policy may say and can hardly have meant: told as warnings, never refused."""

from collections.abc import Iterator
from typing import Final

from bot.domain.policy import DutyKind
from bot.policyfile.load import Loaded
from bot.policyfile.mistakes import Mistake, Path, spelled

_SAYS_DUE: Final = {
    DutyKind.FIRST_RESPONSE: ("first_response",),
    DutyKind.RESOLUTION: ("resolution",),
    DutyKind.PROGRESS: ("progress",),
    DutyKind.ACCEPT: ("first_response", "resolution"),
}
"""Duties whose due an urgency says, or limits, and by which of its keys."""


def doubts(loaded: Loaded) -> list[Mistake]:
    """Whatever the file itself has a part in; what only a preset says is meant so."""
    found = [*_early_resolutions(loaded), *_long_warnings(loaded)]
    one_each = {(doubt.line, doubt.where): doubt for doubt in reversed(found)}
    return sorted(one_each.values(), key=lambda doubt: (doubt.line, doubt.where))


def _early_resolutions(loaded: Loaded) -> Iterator[Mistake]:
    for urgency in loaded.policy.urgencies:
        first, last = urgency.first_response, urgency.resolution
        if first and last and last.length < first.length:
            ways: list[Path] = [
                ("urgency", urgency.id, key) for key in ("resolution", "first_response")
            ]
            detail = {"resolution": str(last), "first_response": str(first)}
            yield from _at(loaded, ways, "early_resolution", detail)


def _long_warnings(loaded: Loaded) -> Iterator[Mistake]:
    for kind in loaded.policy.duties:
        for urgency in loaded.policy.urgencies:
            timing = loaded.policy.timing(kind, urgency.id)
            if timing and timing.warn and timing.warn.length > timing.due.length:
                own = [("duty", kind.value, key) for key in ("warn", "due")]
                says = [("urgency", urgency.id, key) for key in _SAYS_DUE.get(kind, ())]
                detail = {"warn": str(timing.warn), "due": str(timing.due), "duty": kind.value}
                yield from _at(loaded, [*own, *says], "long_warning", detail)


def _at(loaded: Loaded, ways: list[Path], code: str, detail: dict[str, str]) -> Iterator[Mistake]:
    """The doubt at the first of these values that the file itself has written, if any."""
    for path in ways:
        written = loaded.layers.origins.get(path)
        if written and not written[0].is_preset:
            source, there = written
            yield Mistake(source.line(there), spelled(path), code, detail)
            return
