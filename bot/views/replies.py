"""Answers to a command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.errors import DeskError
from bot.forms import FilledForm
from bot.views.parts import Button
from bot.views.records import HistoryLine


@dataclass(frozen=True, slots=True)
class Done:
    """It worked: the catalogue's `done.<code>`, for the one who asked or whom it concerns.

    `more` is a second sentence with the same blanks, `done_more.<more>`.
    """

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not, and why: `error.<code>`; `buttons` are what can be done instead."""

    error: DeskError
    buttons: tuple[Button, ...] = ()
    meanwhile: tuple[HistoryLine, ...] = ()  # What happened since the button was drawn.


@dataclass(frozen=True, slots=True)
class FormView:
    """A form to fill in, or to mend: values are kept, and the fields at fault are marked."""

    form: FilledForm


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing to say: the card shows it already, or this was handled before."""
