"""What was said of tickets, where their cards stand, and which of them a message is about."""

from typing import Final

from sqlalchemy import String, and_, bindparam, func, literal_column, or_, select, text

from bot.ports import Delivery, Saying
from storage.base import OPEN, quoted
from storage.link import Statement, among
from storage.outbox_sql import BOX, LANE, LIVING_ROWS, MOST, NOW, is_in, says
from storage.tables import TICKET

AS_SAID: Final = ("key", "lane", "saying", "ticket", "about")
# By the open tickets, so that it costs the same however much was said of those that are closed.
AGED: Final = Statement(
    select(*(BOX[name] for name in AS_SAID))
    .where(
        LIVING_ROWS,
        BOX.ticket.in_(select(TICKET.c.no).where(text(OPEN))),
        is_in(Delivery.SENT),
        func.substr(BOX.lane, 1, func.length(bindparam("lanes", type_=String())))
        == bindparam("lanes", type_=String()),
        BOX.posted_at < NOW,
    )
    .order_by(BOX.posted_at)
    .limit(MOST)
)

SAID_OF: Final = Statement(select(BOX.key).where(among(BOX.ticket, "nos")))
CARD: Final = Statement(
    select(BOX.message).where(BOX.ticket == bindparam("no"), BOX.lane == LANE, says(Saying.CARD))
)
CARD_LANES: Final = Statement(
    select(BOX.lane)
    .where(
        BOX.ticket == bindparam("no"),
        says(Saying.CARD),
        ~is_in(Delivery.DEAD),
    )
    .order_by(BOX.id)
)
POSTS_CARD: Final = Statement(
    select(BOX.id)
    .where(
        BOX.lane == LANE,
        or_(is_in(Delivery.LEASED), and_(is_in(Delivery.NEW), BOX.attempts > 0)),
        says(Saying.CARD),
        BOX.message == quoted(""),
    )
    .limit(literal_column("1"))
)
TICKET_OF: Final = Statement(
    select(BOX.ticket)
    .where(
        BOX.message != quoted(""),
        BOX.message == bindparam("posted"),
        BOX.lane == LANE,
        BOX.ticket != "",
    )
    .order_by(BOX.id)
    .limit(1)
)
