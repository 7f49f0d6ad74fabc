"""What waits for whoever looks, above the queue: what is owed by when, and the way to it."""

from collections.abc import Sequence

from adapters.web.board.queue import ticket_address
from adapters.web.board.register import ADDRESSES
from adapters.web.markup import Markup, tag
from bot import phrases
from bot.handlers.browsing import IMPROVEMENTS
from bot.handlers.overseeing import Own
from bot.words import Words


def owed(view: Sequence[Own], words: Words) -> Markup | None:
    if not view:
        return None
    rows = [_row(one, words) for one in view[: phrases.OWED_SHOWN]]
    more = phrases.hidden_owed(len(view), words)
    return tag(
        "section",
        tag("h2", phrases.owed_heading(len(view), words), id="owed"),
        tag("ol", *rows, class_="queue"),
        tag("p", more, class_="hint") if more else None,
        aria_labelledby="owed",
    )


def _row(one: Own, words: Words) -> Markup:
    what, about = phrases.owed_row(one.row, words)
    address = ADDRESSES[IMPROVEMENTS] if one.action else ticket_address(one.row.no)
    name = tag("a", what, href=address) if one.action or one.seen else tag("span", what)
    return tag("li", name, tag("span", about), class_="mine")
