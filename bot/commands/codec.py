"""The closed union of what can be asked, and the codec by which buttons carry it."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any, Final, get_args

from bot.commands import (
    administering,
    archive,
    being_there,
    collaborating,
    complaining,
    customers,
    improving,
    looking,
    saying,
    working,
)

Command = (
    administering.Administering
    | archive.OfTheArchive
    | being_there.BeingThere
    | collaborating.Collaborating
    | complaining.Complaining
    | customers.OfACustomer
    | improving.Improving
    | looking.Looking
    | saying.Saying
    | working.Working
)

SLUGS: Final[Mapping[str, type[Command]]] = MappingProxyType(
    {
        **administering.SLUGS,
        **archive.SLUGS,
        **being_there.SLUGS,
        **collaborating.SLUGS,
        **complaining.SLUGS,
        **customers.SLUGS,
        **improving.SLUGS,
        **looking.SLUGS,
        **saying.SLUGS,
        **working.SLUGS,
    }
)
"""Stable names: buttons outlive deploys, so a slug is never reused for something else."""

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SLUG_OF: Final = {kind: slug for slug, kind in SLUGS.items()}
assert set(_SLUG_OF) == set(get_args(Command))  # noqa: S101 - the table and the union are one.


def _default(f: Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not MISSING else f.default


_DEFAULTS: Final = {kind: {f.name: _default(f) for f in fields(kind)} for kind in SLUGS.values()}
"""What each field of a command is when it is left out."""

_BEGINS: Final = {
    kind: (f'{{"c":"{slug}"', tuple(_DEFAULTS[kind].items())) for slug, kind in SLUGS.items()
}
"""How each command begins, and its fields with their defaults: a card holds thirty commands."""


class Undecodable(ValueError):
    """Not a command that this version knows: an old button, or somebody's own JSON."""


def slug(command: Command) -> str:
    return _SLUG_OF[type(command)]


def encode(command: Command) -> str:
    """A short text, e.g. `{"c":"accept","ticket":"20261122001"}`; defaults are left out."""
    written, known = _BEGINS[command.__class__]
    for name, default in known:
        value = getattr(command, name)
        if value != default:
            written += f',"{name}":{_plain(value)}'
    return written + "}"


def _plain(value: Any) -> str:
    """JSON of one value; most are texts, and a card holds thirty of them."""
    if isinstance(value, str):
        return encode_basestring(value)
    return _COMPACT.encode(dict(value) if isinstance(value, Mapping) else value)


def decode(text: str) -> Command:
    """The command a text holds; raises Undecodable."""
    try:
        written = json.loads(text)
        kind = SLUGS[written.pop("c")]
        known = _DEFAULTS[kind]
        return kind(**{k: _typed(v, known[k]) for k, v in written.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Undecodable(text) from error


def _typed(value: Any, default: Any) -> Any:
    """The value as the field's own type, judged by its default; a missing default means text."""
    if isinstance(default, tuple):
        return tuple(_typed(v, "") for v in value)
    if isinstance(default, Mapping):
        return {_typed(k, ""): _typed(v, "") for k, v in value.items()}
    wanted = str if default is MISSING else type(default)
    if type(value) is not wanted:
        raise TypeError(value)
    return value
