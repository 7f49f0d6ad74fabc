"""The desk's own trouble."""

from dataclasses import dataclass

from bot.domain.errors.refusal import DeskError


@dataclass(eq=False)
class NoPublicUrl(DeskError):
    """A link for a customer needs the address under which the world reaches the desk."""

    code = "no_public_url"


@dataclass(eq=False)
class Overloaded(DeskError):
    """The desk cannot take this now (store away, disk full); nothing was changed."""

    code = "overloaded"


@dataclass(eq=False)
class Bug(DeskError):
    """Not understood at all: generic words, and the reference under which the log has the rest."""

    code = "bug"
    reference: str
