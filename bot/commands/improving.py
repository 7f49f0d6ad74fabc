"""Improvement actions: added, listed, done, given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AddAction:
    """`of` is the ticket that it comes from, if any; `owner` is whoever adds it, if nobody else."""

    measure: str = ""
    cause: str = ""
    owner: str = ""
    due: str = ""
    metric: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class ListActions:
    """The open ones, or all; of one owner."""

    owner: str = ""
    all: bool = False


@dataclass(frozen=True, slots=True)
class FinishAction:
    action: str = ""
    result: str = ""
    moved: str = ""  # Whether the number moved as it should: yes or no, in either language.


@dataclass(frozen=True, slots=True)
class CancelAction:
    action: str = ""
    reason: str = ""


Improving = AddAction | ListActions | FinishAction | CancelAction

SLUGS: Final[Mapping[str, type[Improving]]] = {
    "action_add": AddAction,
    "actions": ListActions,
    "action_done": FinishAction,
    "action_cancel": CancelAction,
}
