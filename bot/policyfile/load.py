"""Reading a policy: the base, the preset, and the deployment's own file laid over both."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.domain.policy import Policy
from bot.policyfile.build import Builder
from bot.policyfile.merge import Merged, Source, merged
from bot.policyfile.mistakes import Mistake, PolicyMistakes, Wrong, spelled
from bot.policyfile.shape import parsed
from bot.policyfile.values import one_of

PRESETS: Final = (
    "quality-tracking",
    "rapid-response",
    "online-marketing",
    "feedback-form",
    "complaint-handling",
)
DEFAULT: Final = "rapid-response"

_FOLDER: Final = Path(__file__).parent.parent / "policy"


@dataclass(frozen=True, slots=True)
class Shown:
    """One value in force, as `closeloop policy show` prints it."""

    where: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """`dropped` names what the preset said about things that the file's `replace` took away."""

    policy: Policy
    layers: Merged
    dropped: tuple[str, ...] = ()

    def shown(self) -> list[Shown]:
        """Give every value with the preset or the file and line that it comes from."""
        return [
            Shown(spelled(path), _written(value), source.cite(there))
            for path, value in self.layers.leaves()
            if (origin := self.layers.origin(path))
            for source, there in [origin]
        ]

    @property
    def origins(self) -> Mapping[str, str]:
        return {one.where: one.origin for one in self.shown()}


def load(path: Path | None = None, preset: str = DEFAULT) -> Loaded:
    """Read the file over the preset that it names, or over `preset`. Raises `PolicyMistakes`."""
    if path is None:
        return load_text("", "", preset)
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        unreadable = Mistake(0, "", "unreadable", {"reason": error.strerror or ""})
        raise PolicyMistakes(path.name, [unreadable]) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PolicyMistakes(path.name, [Mistake(line, "", "encoding")]) from error
    return load_text(text, path.name, preset)


def load_text(text: str, name: str = "policy.toml", preset: str = DEFAULT) -> Loaded:
    mistakes: list[Mistake] = []
    own = parsed(name, text, mistakes)
    chosen = _chosen_preset(own, preset, mistakes)
    layers = merged([_shipped("base"), _shipped(chosen), own])
    layers.values.pop("preset", None)
    builder = Builder(layers)
    policy = builder.policy(chosen)
    if policy is None or mistakes:
        raise PolicyMistakes(name, [*mistakes, *builder.mistakes])
    return Loaded(policy, layers, tuple(builder.dropped))


def _chosen_preset(own: Source, otherwise: str, mistakes: list[Mistake]) -> str:
    try:
        return str(one_of("preset", PRESETS)(own.raw.get("preset", otherwise)))
    except Wrong as wrong:
        mistakes.append(Mistake(own.line(("preset",)), "preset", wrong.code, wrong.detail))
        return otherwise if otherwise in PRESETS else DEFAULT


@cache
def _shipped(name: str) -> Source:
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return Source(f"preset {name}", text, tomllib.loads(text), is_preset=True)


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "[" + ", ".join(_written(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{k} = {_written(one)}" for k, one in value.items()) + " }"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
