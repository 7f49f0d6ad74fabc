"""Where each collaboration request is: on which ticket, and whether anybody still waits for it.

The requests themselves are the ticket's; this finds them by number, department and person.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import bindparam, or_, select, text

from bot.domain.collaboration import Collaboration
from storage.base import WANTED
from storage.link import Link, Statement
from storage.tables import COLLABORATION

_C: Final = COLLABORATION.c
_TICKET_OF: Final = Statement(select(_C.ticket).where(_C.no == bindparam("its_no")))


def _put(insert: Any) -> Any:
    said = insert(COLLABORATION).inline()
    own = {name: said.excluded[name] for name in ("member", "waits")}
    return said.on_conflict_do_update(index_elements=["no"], set_=own)


_PUT: Final = Statement(_put, ("no", "ticket", "department", "member", "waits"))


class SqlCollaborations:
    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, ticket: str, requests: Iterable[Collaboration]) -> None:
        for one in requests:
            self._link.run(
                _PUT,
                no=one.no,
                ticket=ticket,
                department=one.department,
                member=one.owner,
                waits=one.waits,
            )

    def ticket_of(self, no: str) -> str:
        row = self._link.run(_TICKET_OF, its_no=no).fetchone()
        return str(row[0]) if row else ""

    def waiting_for(
        self, departments: Collection[str], members: Collection[str], limit: int
    ) -> list[tuple[str, str]]:
        theirs = or_(_C.department.in_(list(departments)), _C.member.in_(list(members)))
        found = select(_C.no, _C.ticket).where(text(WANTED), theirs).order_by(_C.no).limit(limit)
        return [(row.no, row.ticket) for row in self._link.core.execute(found)]
