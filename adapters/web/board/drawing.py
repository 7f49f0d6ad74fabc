"""What a page's living part shows: a topic, drawn from the store as of now."""

from dataclasses import dataclass

from adapters.web.board import people as people_page
from adapters.web.board import queue as queue_page
from adapters.web.board import register as register_page
from adapters.web.board import ticket as ticket_page
from adapters.web.board.frame import Visit
from adapters.web.board.live import Drawn
from adapters.web.markup import tag
from bot import phrases
from bot.domain.errors import DeskError
from bot.handlers import browsing, overseeing, teams
from bot.handlers.browsing import Sought
from bot.handlers.overseeing import Eyes, Wanted
from bot.handlers.scene import Scene
from bot.ports import UnitOfWork
from bot.words import Words

About = Wanted | Sought | str
"""A filter, a ticket's number, or nothing."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A page's living part, as everybody sees it who sees so far and reads this language.

    A ticket's is one person's alone: what they may do with it stands there, with their proof.
    """

    section: str
    about: About
    locale: str
    eyes: Eyes
    member: str = ""
    csrf: str = ""


def topic(visit: Visit, section: str, about: About) -> Topic:
    locale = visit.words.locale
    if section == "ticket":
        return Topic(section, about, locale, visit.eyes, visit.member.id, visit.csrf)
    return Topic(section, about, locale, visit.eyes)


def drawn(topic: Topic, uow: UnitOfWork, scene: Scene) -> Drawn:
    words = Words(topic.locale, scene.policy.zone, scene.now)
    try:
        return _drawn(topic, words, uow, scene)
    except DeskError as error:  # It went to another department while they looked.
        return Drawn(tag("p", phrases.refusal(error, words), class_="nothing"))


def _drawn(topic: Topic, words: Words, uow: UnitOfWork, scene: Scene) -> Drawn:
    match topic.about:
        case Wanted():
            view = overseeing.overview(topic.about, topic.eyes, uow, scene)
            return Drawn(queue_page.queue(view, topic.about, words), view.changes_at)
        case Sought():
            found = browsing.register(topic.section, topic.about, topic.eyes, uow, scene)
            shown = register_page.register(found, topic.section, topic.about, words)
            return Drawn(shown, found.changes_at)
        case no if topic.section == "ticket":
            member = scene.roster.members[topic.member]
            one = overseeing.ticket_page(no, member, uow, scene)
            return Drawn(ticket_page.ticket(one, words, topic.csrf), one.changes_at)
        case _:
            return Drawn(people_page.people(teams.teams(topic.eyes, uow, scene), words))
