"""What every refusal is: a code and data."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from bot.domain.naming import Name


@dataclass(eq=False)
class DeskError(Exception):
    """Understood and refused. Shown to that person alone, logged at info, nothing changed."""

    code: ClassVar[str] = "refused"

    named: ClassVar[Name | None] = None
    """What the policy calls the field at fault, where it is one of its own."""

    def blanks(self) -> dict[str, Any]:
        """What the sentence is filled with, by name."""
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        return known | {"field": self.named} if self.named else known
