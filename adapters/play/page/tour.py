"""The guided tour: four steps from a new ticket to the call-back, each ticked off as it happens."""

from datetime import timedelta
from typing import Final

from adapters.play.chat import Message
from adapters.play.page.node import Node, button
from adapters.play.page.visit import Visit
from adapters.play.people import PERSONAS, SYNC
from bot.commands import Survey
from bot.domain.duties import Call

STEPS: Final = ("create", "accept", "breach", "resolve", "confirm", "callback")
"""The last three are one step to the eye: nobody should have to count."""

_SHOWN: Final = 4
_DONE_BY: Final = {
    "create": {"card"},
    "accept": {"accepted"},
    "breach": {Call.BREACH.value},
    "resolve": {"resolved"},
    "confirm": {"confirmed"},
    "callback": {"called_back"},
}
_WHO: Final = {"create": 0, "accept": 1, "resolve": 1, "confirm": 0, "callback": 0, "": 0}
_ON_CARD: Final = frozenset({"accept", "resolve", "confirm"})
_CUSTOMER: Final = next(one for one in PERSONAS if not one.staff)
_MOST_WAKES: Final = 12


class Tour:
    """It follows the first ticket made after it began."""

    def __init__(self, screen: Visit) -> None:
        self._screen = screen
        self._known = {m.about for m in screen.chat.in_room(SYNC, "")}
        self.ticket = ""
        self._done = 0
        self._reminded = self._asked = False
        self._place = Node("section", classes="tour", aria_label=screen.words.say("play.tour"))
        self._draw()

    @property
    def step(self) -> str:
        return STEPS[self._done] if self._done < len(STEPS) else ""

    def heard(self, message: Message) -> None:
        if not self.ticket and message.happened == "card" and message.about not in self._known:
            self.ticket = message.about
        if message.about != self.ticket or not self.ticket:
            return
        before = self._done
        while self.step and message.happened in _DONE_BY[self.step]:
            self._done += 1
        if message.happened in _DONE_BY["resolve"] and self.step == "breach":
            self._done = STEPS.index("confirm")  # Whoever is quicker than the clock goes on.
        if self._done != before:
            self._draw()
        elif self.step == "callback" and message.happened in tuple(Call):
            self._reminded = True
            self.looked_through()

    def restart(self) -> None:
        self._known = {m.about for m in self._screen.chat.in_room(SYNC, "")}
        self.ticket, self._done, self._reminded, self._asked = "", 0, False, False
        self._place.set_visibility(True)
        self._draw()

    def _dismiss(self) -> None:
        self._place.set_visibility(False)

    def _draw(self) -> None:
        words = self._screen.words
        self._place.clear()
        with self._place:
            with Node("ol", classes="steps"):
                for number in range(_SHOWN):
                    self._dot(number, words.say(f"play.step.{number + 1}"))
            with Node("div", classes="now-do", data_step=self.step):
                Node("p", self._what_to_do())
                self._button = button(self._way(), "tap primary", self._go)
                close = words.say("play.close")
                button("✕", "close", self._dismiss, aria_label=close)

    def looked_through(self) -> None:
        """Through whose eyes may have changed, and with it what the button is good for."""
        self._button.shows(self._way())

    def _way(self) -> str:
        """The button's word: nobody is asked to become who they are."""
        way = "card" if self._is_there else self.step or "survey"
        return self._screen.words.say(f"play.go.{way}")

    @property
    def _is_there(self) -> bool:
        """Whether all that is left to do is to press the card's own button."""
        step = self.step
        if step == "callback":
            return self._reminded
        return step in _ON_CARD and self._screen.me == PERSONAS[_WHO[step]]

    def _what_to_do(self) -> str:
        words, step = self._screen.words, self.step
        button_of = {"": "", "create": "new", "breach": ""}.get(step, step)
        name = words.say(f"button.{button_of}") if button_of else ""
        return words.say(f"play.do.{step or 'finished'}", ticket=self.ticket, button=name)

    def _dot(self, number: int, name: str) -> None:
        now = min(self._done, _SHOWN - 1) if self.step else _SHOWN
        state = "done" if number < now else "now" if number == now else "next"
        mark = "✓" if state == "done" else str(number + 1)
        with Node("li", classes=state, aria_current="step" if state == "now" else False):
            Node("span", mark, "dot")
            Node("span", name)

    async def _go(self) -> None:
        """Go where the next step is done, as the one who does it; time goes by itself."""
        step, there = self.step, self._is_there
        if step in _WHO:
            self._screen.become(PERSONAS[_WHO[step]])
        if step in _ON_CARD or there:
            self._screen.show_card(self.ticket)
        elif step == "breach":
            await self._let_breach()
        elif step == "callback":
            self._screen.enter(SYNC)
            await self._screen.travel_by(timedelta(hours=20))
        elif step == "create":
            self._screen.enter(SYNC)
            self._screen.write(self._screen.words.say("play.example"))
        else:
            await self._give_survey()

    async def _let_breach(self) -> None:
        for _ in range(_MOST_WAKES):
            if self.step != "breach":
                return
            await self._screen.to_next_deadline()

    async def _give_survey(self) -> None:
        """The customer's own face: what they get, in the room where one speaks with them."""
        if not self._asked:
            self._asked = True
            await self._screen.ask(Survey(self.ticket))
        self._screen.become(_CUSTOMER)
