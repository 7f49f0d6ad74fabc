"""Living through the seeded week on a clock that is moved from step to step."""

from datetime import datetime, timedelta
from typing import Final

from adapters.play.chat import Chat, Message, lane_of
from adapters.play.people import HOTLINE, PERSONAS, SYNC, rooms_of
from adapters.play.shown import PLATFORM, WORKSPACE, here, written
from adapters.play.travel import Travel
from adapters.play.week import HOTLINE as SAID
from adapters.play.week import WEEK, Step
from bot.clock import MovableClock
from bot.commands import Place, Request, Typed
from bot.desk import Desk
from bot.views import Done, Reply
from bot.words import Words

_NEWS: Final = timedelta(hours=1)
_BEFORE: Final = timedelta(minutes=2)


async def live_through(
    desk: Desk, chat: Chat, clock: MovableClock, travel: Travel, words: Words
) -> None:
    """From a week ago until now; a step that is refused is a mistake in the week, and raises."""
    numbers: dict[str, str] = {}
    steps = [(step.moment(words.now, words.zone), step) for step in WEEK]
    steps.sort(key=lambda each: each[0])
    clock.stand(steps[0][0])
    for number, (at, step) in enumerate(steps):
        await travel.to(at)
        asked = Typed(step.line.format(numbers.get(step.ticket, "")))
        place = Place(PLATFORM, WORKSPACE, SYNC)
        request = Request(asked, here(step.user), place, f"{PLATFORM}:week:{number}")
        view = (await desk.ask(request)).view
        numbers.setdefault(step.ticket, _number(view, step))
        await travel.settle()
    await travel.to(words.now)
    _say_hello(chat, words.now - _BEFORE)
    everything_read(chat, words.now - _NEWS)
    clock.run()


def _number(view: Reply, step: Step) -> str:
    match view:
        case Done(blanks={"ticket": number}):
            return str(number)
        case _:
            raise ValueError(f"{step}: {view}")


def _say_hello(chat: Chat, at: datetime) -> None:
    for user, said in SAID:
        lane, shown = lane_of(HOTLINE), written((said,))
        chat.put(Message(chat.next_id(), lane, user, at, shown, written=said))


def everything_read(chat: Chat, until: datetime | None = None) -> None:
    """Nobody need read a week of messages; what came lately is marked as unread."""
    for persona in PERSONAS:
        for room in rooms_of(persona):
            chat.read(room, persona.user, until)
