"""The desk's own trouble."""

from dataclasses import dataclass

from bot.domain.errors.refusal import DeskError
from bot.domain.naming import Name


@dataclass(eq=False)
class NoPublicUrl(DeskError):
    """A link for a customer needs the address under which the world reaches the desk."""

    code = "no_public_url"


@dataclass(eq=False)
class PolicyRefused(DeskError):
    """The policy's file is not what a policy can be; `mistakes` are the first of them, in words."""

    code = "policy_refused"
    file: str
    count: int
    mistakes: Name


@dataclass(eq=False)
class Overloaded(DeskError):
    """The desk cannot take this now (store away, disk full); nothing was changed."""

    code = "overloaded"


@dataclass(eq=False)
class Bug(DeskError):
    """Not understood at all: generic words, and the reference under which the log has the rest."""

    code = "bug"
    reference: str
