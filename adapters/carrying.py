"""What the buttons of a message carry, and which of them go under "more", within any platform."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.plain import ELLIPSIS, clean, fits
from bot.commands import (
    Command,
    OpenForm,
    ReportMessage,
    Show,
    SubmitForm,
    Typed,
    encode,
    slug,
)
from bot.forms import FORMS
from bot.views import Button


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes, in UTF-16 units; and how many buttons it shows in a row."""

    shown: int
    value: int  # What a button brings back,
    option: int  # and an option of a menu.
    reported: int  # So much of a message that a button makes a ticket of,
    number: int  # and of a ticket's number.

    def carried(self, command: Command) -> str:
        """The command, or, where it is too long for a button, what comes nearest to it."""
        value = clean(encode(command))
        return value if fits(value, self.value) else self.carried(self._nearest(command))

    def _nearest(self, command: Command) -> Command:
        if isinstance(command, ReportMessage) and len(command.text) > self.reported:
            return replace(command, text=command.text[: self.reported] + ELLIPSIS)
        if isinstance(command, Typed | ReportMessage):
            return OpenForm("new")
        form = command.form if isinstance(command, OpenForm | SubmitForm) else slug(command)
        ticket = str(getattr(command, "ticket", ""))[: self.number]
        return OpenForm(form, ticket) if form in FORMS else Show(ticket)

    def arranged(
        self, buttons: Sequence[Button], more: Sequence[Button]
    ) -> tuple[list[Button], dict[str, Command]]:
        """Those of the row, the main one first; and the others by what an option carries.

        What is too long for an option stays in the row.
        """
        ordered = sorted(buttons, key=lambda one: not one.primary)
        row, folded = ordered[: self.shown], dict[str, Command]()
        for one in (*ordered[self.shown :], *more):
            value = clean(encode(one.command))
            if fits(value, self.option):
                folded.setdefault(value, one.command)
            else:
                row.append(one)
        return row, folded
