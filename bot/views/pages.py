"""Somebody's own pages: their day, what they can say, who they are here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands import Help, Mine, OpenForm
from bot.domain.policy import Name
from bot.views.lists import Queue
from bot.views.parts import Button


def _first_steps(*, may_create: bool, may_look: bool) -> tuple[Button, ...]:
    new = (Button(OpenForm("new"), primary=True),) if may_create else ()
    look = (Button(Mine()), Button(OpenForm("search"))) if may_look else ()
    return (*new, *look)


@dataclass(frozen=True, slots=True)
class HomePage:
    name: str
    mine: Queue
    waiting: Queue
    may_create: bool

    @property
    def steps(self) -> tuple[Button, ...]:
        """What most people do next."""
        return _first_steps(may_create=self.may_create, may_look=True)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What this person can do now: command slugs, each with the catalogue's `help.<slug>`.

    With a `topic`, that one command is explained instead; with a `subject`, these are its commands,
    without either the commonest ones. `subjects` lead on. `own` are commands that this person has
    only on tickets they were given or took in.
    """

    name: str
    commands: tuple[str, ...]
    topic: str = ""
    own: tuple[str, ...] = ()
    who_may: tuple[str, ...] = ()  # Roles, where the topic is nothing for this person.
    subject: str = ""
    subjects: tuple[str, ...] = ()
    may_create: bool = False
    may_look: bool = True

    @property
    def steps(self) -> tuple[Button, ...]:
        """What most people do next."""
        return _first_steps(may_create=self.may_create, may_look=self.may_look)

    @property
    def rest(self) -> tuple[Button, ...]:
        """The way to the rest of the help."""
        return tuple(Button(Help(topic=each)) for each in self.subjects)


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    role: str
    department: Name | None
    locale: str
    identities: tuple[str, ...]
    region: Name | None = None
    shift: str = ""
    away_since: datetime | None = None
    away_until: datetime | None = None
    stand_in: str = ""  # Who does this person's work while they are away.
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardLink:
    """The personal way to the board: whoever opens it first, within this time, is this person."""

    url: str
    within: timedelta
