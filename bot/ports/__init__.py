"""What the desk needs from outside, in its own words: a store, and a messenger for each platform.

No SDK type, no SQL, no `dict` of a platform's crosses these lines.

A module for each subject; everybody imports from here.
"""

from bot.ports.archives import (
    Customers,
    Exhibits,
    Files,
    TooLarge,
    Vault,
)
from bot.ports.arrivals import (
    Inbox,
    Letter,
    Letters,
    Receipt,
    Receipts,
)
from bot.ports.cases import (
    Actions,
    Collaborations,
    ComplaintFilter,
    Complaints,
    Duties,
    History,
    Tickets,
)
from bot.ports.incidents import (
    Errands,
    Incidents,
    Tally,
)
from bot.ports.messenger import (
    DeliveryError,
    Messenger,
)
from bot.ports.office import (
    Health,
    Marks,
    Overdue,
    People,
)
from bot.ports.outbox import (
    LIVING,
    NUDGES,
    Delivery,
    Leased,
    Outbox,
    Outgoing,
    Saying,
)
from bot.ports.queues import (
    Filter,
    Party,
    Queues,
    Waiting,
)
from bot.ports.store import (
    StaleTicket,
    Store,
    StoreAway,
    UnitOfWork,
)

__all__ = [
    "LIVING",
    "NUDGES",
    "Actions",
    "Collaborations",
    "ComplaintFilter",
    "Complaints",
    "Customers",
    "Delivery",
    "DeliveryError",
    "Duties",
    "Errands",
    "Exhibits",
    "Files",
    "Filter",
    "Health",
    "History",
    "Inbox",
    "Incidents",
    "Leased",
    "Letter",
    "Letters",
    "Marks",
    "Messenger",
    "Outbox",
    "Outgoing",
    "Overdue",
    "Party",
    "People",
    "Queues",
    "Receipt",
    "Receipts",
    "Saying",
    "StaleTicket",
    "Store",
    "StoreAway",
    "Tally",
    "Tickets",
    "TooLarge",
    "UnitOfWork",
    "Vault",
    "Waiting",
]
