"""The closed union of what can be asked."""

from bot.commands.being_there import Away, Back, HandOver
from bot.commands.customers import Receive, ReceiveLetter, ReportPage, Surveyed, SurveyPage
from bot.commands.looking import (
    Board,
    Help,
    Home,
    Link,
    ListTickets,
    Me,
    Mine,
    Reveal,
    Search,
    Show,
    Survey,
    Why,
)
from bot.commands.saying import OpenForm, ReportMessage, SubmitForm, Typed
from bot.commands.working import (
    Accept,
    Acknowledge,
    Assign,
    CallBack,
    Cancel,
    Classify,
    Close,
    Confirm,
    Contact,
    Duplicate,
    Edit,
    Escalate,
    Fill,
    Hold,
    NewTicket,
    Note,
    Progress,
    Propose,
    Reason,
    Reject,
    Remedy,
    Reopen,
    Resolve,
    Resume,
    Sync,
)

Command = (
    NewTicket | Show | Why | Mine | ListTickets | Search | Help | Me | Link | Board | Away
    | Back | HandOver | Home | Sync | Classify
    | Assign | Accept | Contact | Progress | Hold | Resume | Propose | Reject | Resolve | Confirm
    | Close | Cancel | Duplicate | Reopen | Note | Escalate | Acknowledge | Reason | CallBack
    | Edit | Fill | Remedy | Reveal | Survey | Typed | ReportMessage | OpenForm | SubmitForm
    | Receive | ReceiveLetter | ReportPage | SurveyPage | Surveyed
)  # fmt: skip
