"""The way to the board in the browser: a personal link from chat, the session that it opens.

A link is good for one sign-in within ten minutes; that it was used is noted in the inbox, which
remembers for longer than that. A session says itself whose it is and until when, and holds only
while that person is on the roster with the right, and since they last signed out.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.commands import Board
from bot.domain import permits
from bot.domain.errors import LinkOver
from bot.domain.people import Act, Member
from bot.domain.sealing import opened, sealed
from bot.handlers.context import Context
from bot.ports import UnitOfWork
from bot.views import BoardLink

PATH: Final = "/board"
LINK_HOLDS: Final = timedelta(minutes=10)
SESSION_HOLDS: Final = timedelta(hours=12)
_LINK: Final = "board-link"
_SESSION: Final = "board-session"
_NONCE: Final = 16


@dataclass(frozen=True, slots=True)
class Session:
    """Who looks at the board, in one browser; `began_at` tells it from those they signed out of."""

    member: str
    nonce: str
    began_at: datetime

    def written(self, secret: bytes) -> str:
        text = f"{self.nonce} {self.began_at.isoformat()} {self.member}"
        return sealed(_SESSION, text, self.began_at + SESSION_HOLDS, secret)

    @classmethod
    def read(cls, written: str, secret: bytes, now: datetime) -> "Session | None":
        text = opened(_SESSION, written, secret, now)
        if not text:
            return None
        nonce, began, member = text.split(" ", 2)
        return cls(member, nonce, datetime.fromisoformat(began))


def link(_command: Board, ctx: Context) -> BoardLink:
    ctx.permit(Act.BOARD)
    text = f"{secrets.token_urlsafe(_NONCE)} {ctx.actor.id}"
    token = sealed(_LINK, text, ctx.now + LINK_HOLDS, ctx.secret)
    return BoardLink(f"{ctx.home_url}{PATH}/in/{token}", LINK_HOLDS)


def sign_in(token: str, secret: bytes, now: datetime, uow: UnitOfWork) -> Session:
    """The session that a link opens, once; raises LinkOver, or NotAllowed by the roster of now."""
    nonce, _, id_ = opened(_LINK, token, secret, now).partition(" ")
    member = uow.people.roster().members.get(id_)
    if member is None or not member.active:
        raise LinkOver
    permits.check(member, Act.BOARD)
    if uow.inbox.seen(f"{_LINK}:{nonce}", now):
        raise LinkOver
    return Session(member.id, secrets.token_urlsafe(_NONCE), now)


def seated(session: Session, uow: UnitOfWork) -> Member | None:
    """Whose session this is, if it still holds."""
    member = uow.people.roster().members.get(session.member)
    if member is None or not sees_board(member):
        return None
    left = uow.marks.at(_left(member.id))
    return None if left is not None and left >= session.began_at else member


def sees_board(member: Member) -> bool:
    """Who acts on the board does so from an account of theirs; without any they cannot."""
    return member.active and bool(member.identities) and permits.may(member, Act.BOARD)


def sign_out(member: str, now: datetime, uow: UnitOfWork) -> None:
    """End every session of this person, in whatever browser."""
    uow.marks.advance(_left(member), now)


def _left(member: str) -> str:
    return f"left board:{member}"
