"""The closed union of what people see. A view says what; each platform's adapter says how.

Views hold values, not sentences: the adapters fill the catalogues' sentences in the reader's or the
room's language. Whatever a room may see is masked before it comes here (spec 1 §9).

A module for each subject; everybody imports from here.
"""

from bot.views.calls import (
    Alarm,
    Digest,
    Notice,
    Reminder,
)
from bot.views.cards import (
    Detail,
    RequestCard,
    RequestLine,
    RequestRow,
    TicketCard,
)
from bot.views.lists import (
    ActionRow,
    ComplaintRow,
    CustomerFile,
    CustomerList,
    CustomerRow,
    OwedRow,
    PastTicket,
    Queue,
    QueueRow,
    Register,
)
from bot.views.pages import (
    BoardLink,
    HelpPage,
    HomePage,
    Profile,
)
from bot.views.parts import (
    Answer,
    Button,
    Due,
    Person,
)
from bot.views.records import (
    ExhibitLine,
    HistoryLine,
    MovedFrom,
    OwnChange,
    TicketRecord,
    WhyDue,
)
from bot.views.replies import (
    Done,
    FormView,
    Refused,
    Silent,
)

Reply = (
    TicketCard | TicketRecord | WhyDue | Queue | Register | HomePage | HelpPage | Profile
    | BoardLink | Done | Refused | FormView | Silent | CustomerFile | CustomerList
)  # fmt: skip
"""What answers the one who asked, seen by them alone."""
Message = (
    TicketCard | RequestCard | HistoryLine | Reminder | Digest | Notice | Alarm | HomePage | Done
)
"""What the outbox says to a room or a person."""
View = Reply | Message

__all__ = [
    "ActionRow",
    "Alarm",
    "Answer",
    "BoardLink",
    "Button",
    "ComplaintRow",
    "CustomerFile",
    "CustomerList",
    "CustomerRow",
    "Detail",
    "Digest",
    "Done",
    "Due",
    "ExhibitLine",
    "FormView",
    "HelpPage",
    "HistoryLine",
    "HomePage",
    "Message",
    "MovedFrom",
    "Notice",
    "OwedRow",
    "OwnChange",
    "PastTicket",
    "Person",
    "Profile",
    "Queue",
    "QueueRow",
    "Refused",
    "Register",
    "Reminder",
    "Reply",
    "RequestCard",
    "RequestLine",
    "RequestRow",
    "Silent",
    "TicketCard",
    "TicketRecord",
    "View",
    "WhyDue",
]
