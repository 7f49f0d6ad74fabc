"""A message's blocks as elements: bars, facts, buttons, the menu of more, and the countdown."""

from dataclasses import dataclass, field
from typing import assert_never

from adapters.play.page.node import DO, Node
from adapters.play.shown import Block, Deadline, Facts, Link, Mention, Parts, Shown, Tap, Taps, Text
from bot import phrases
from bot.domain.policy import DutyKind
from bot.views import Due
from bot.words import Words


@dataclass(slots=True)
class Countdowns:
    """The deadlines that stand on the page; those that were drawn over are let go."""

    _shown: list[tuple[Node, Due]] = field(default_factory=list)

    def add(self, node: Node, due: Due) -> None:
        self._shown.append((node, due))

    def tick(self, words: Words) -> None:
        self._shown = [(node, due) for node, due in self._shown if not node.is_deleted]
        for node, due in self._shown:
            node.shows(phrases.deadline(due, words))
            late = not due.stopped and due.due_at < words.now
            node.attribute("data_late", "yes" if late else "no")


@dataclass(frozen=True, slots=True)
class Drawing:
    """In which words, and for whom. What can be tapped says what it does (`DO`)."""

    words: Words
    me: str
    countdowns: Countdowns

    def draw(self, shown: Shown) -> None:
        card = f"card bar-{shown.colour}" if shown.colour else "card" if shown.title else "said"
        with Node("div", classes=card):
            if shown.title:
                with Node("div", classes="head"):
                    Node("strong", shown.title, "title")
                    for tag in shown.tags:
                        Node("span", tag.word, f"tag tag-{tag.colour}")
            for block in shown.blocks:
                self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Text():
                self._parts(block.parts, f"text {block.style}")
            case Facts():
                self._facts(block)
            case Deadline():
                self._deadline(block)
            case Link():
                Node("a", block.label, "tap primary", href=block.url, target="_blank")
            case Taps():
                self._taps(block)
            case _:
                assert_never(block)

    def _parts(self, parts: Parts, classes: str, tag: str = "p") -> None:
        with Node(tag, classes=classes):
            for part in parts:
                if isinstance(part, Mention):
                    mine = "mention mine" if part.user == self.me else "mention"
                    Node("span", f"@{part.name}", mine)
                else:
                    Node("span", part)

    def _facts(self, block: Facts) -> None:
        with Node("dl", classes="facts"):
            for name, value in block.facts:
                with Node("div"):
                    Node("dt", name)
                    self._parts(value, "", "dd")

    def _deadline(self, block: Deadline) -> None:
        due = Due(DutyKind(block.duty), block.due_at, block.stopped)
        with Node("div", classes="deadline"):
            Node("span", "⏳", aria_hidden="true")
            self.countdowns.add(Node("span", phrases.deadline(due, self.words), "due"), due)
            if not block.stopped and block.due_at > self.words.now:
                said = self.words.say("play.skip_to")
                skip = f"skip {block.due_at.isoformat()}"
                Node("button", "⏩", "skip", **{DO: skip}, aria_label=said, title=said)

    def _taps(self, block: Taps) -> None:
        with Node("div", classes="taps"):
            for tap in block.taps:
                self._tap(tap)
            if block.more:
                with Node("details", classes="more"):
                    Node("summary", self.words.say("word.more"), "tap")
                    with Node("div", classes="menu"):
                        for tap in block.more:
                            self._tap(tap)

    def _tap(self, tap: Tap) -> None:
        main = "tap primary" if tap.primary else "tap"
        Node("button", tap.label, main, **{DO: f"tap {tap.command}"})
