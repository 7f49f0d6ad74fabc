"""One of every view, with whatever text a test wants to put where people write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands import (
    Accept,
    AddAction,
    Approve,
    Assign,
    Cancel,
    Classify,
    CollabAccept,
    CollabDone,
    Command,
    Confirm,
    Escalate,
    FinishAction,
    Note,
    OpenForm,
    RankCustomer,
    Resolve,
    RevealCustomer,
    Show,
    Why,
)
from bot.domain import errors
from bot.domain.duties import Call
from bot.domain.folding import Off, Row, RowKind
from bot.domain.history import Happening
from bot.domain.people import Identity
from bot.domain.policy import DutyKind, Name, Span
from bot.domain.reckoning import Because
from bot.forms import FORMS, Field, FilledField, FilledForm, Guide, Kind, Option
from bot.handlers.helping import SUBJECTS
from bot.views import (
    ActionRow,
    Alarm,
    BoardLink,
    Button,
    ComplaintRow,
    CustomerFile,
    CustomerList,
    CustomerRow,
    Detail,
    Digest,
    Done,
    Due,
    ExhibitLine,
    FormView,
    HelpPage,
    HistoryLine,
    HomePage,
    MovedFrom,
    Notice,
    OwedRow,
    PastTicket,
    Person,
    Profile,
    Queue,
    QueueRow,
    Refused,
    Register,
    Reminder,
    RequestCard,
    RequestLine,
    RequestRow,
    Silent,
    TicketCard,
    TicketRecord,
    View,
    WhyDue,
)
from bot.words import Words

NOW = datetime(2026, 11, 22, 2, 3, tzinfo=UTC)
NO = "20261122001"
URGENT = Name("紧急", "Urgent")
LI = Person("李工", (Identity("slack", "T111", "U1"),))


def words(locale: str = "zh") -> Words:
    return Words(locale, ZoneInfo("Asia/Shanghai"), NOW)


def card(text: str = "空调不制冷") -> TicketCard:
    return TicketCard(
        no=NO,
        version=3,
        status="assigned",
        urgency=URGENT,
        rank=0,
        customer=text,
        level=Name("VIP客户", "VIP"),
        product=text,
        problem=text,
        reported_at=NOW - timedelta(minutes=3),
        at=NOW,
        kind=Name(text or "类", text or "kind"),
        category=Name("产品质量", "Product quality"),
        department=Name("产品技术部", "Product engineering"),
        assignee=LI,
        first_responder=Person(text),
        responsible=(LI, Person(text)),
        next=Due(DutyKind.FIRST_RESPONSE, NOW + timedelta(minutes=12)),
        missed=(DutyKind.SYNC, DutyKind.ACCEPT),
        hold_reason=text,
        hold_until=NOW + timedelta(hours=2),
        on_hold=True,
        synced_late=True,
        solution=text,
        details=text,
        close_reason="confirmed",
        requests=(RequestLine("C12", Name(text, text), "done", text, text, text),),
        buttons=(Button(OpenForm("contact", NO)), Button(Accept(NO), primary=True)),
        more=tuple(Button(one) for one in more()),
    )


def request_card(text: str) -> RequestCard:
    return RequestCard(
        no="C12",
        ticket=NO,
        stage="asked",
        asked=Name(text, text),
        asked_by=text,
        asked_at=NOW,
        need=text,
        at=NOW,
        people=(LI, Person(text)),
        by=text,
        answer=text,
        next=Due(DutyKind.COLLABORATION, NOW + timedelta(hours=3)),
        urgency=URGENT,
        customer=text,
        product=text,
        problem=text,
        buttons=(Button(CollabAccept("C12"), primary=True), Button(CollabDone("C12"))),
        more=(Button(Show(NO)),),
    )


def request_row(text: str) -> RequestRow:
    due = Due(DutyKind.COLLABORATION, NOW + timedelta(hours=3))
    return RequestRow("C12", NO, Name(text, text), text, text, "accepted", text, due)


def more() -> tuple[Command, ...]:
    return (Resolve(NO), Classify(NO), Assign(NO), Cancel(NO), Escalate(NO), Show(NO), Confirm(NO))


def history(text: str) -> HistoryLine:
    changes = {"urgency": (Name("一般", "Normal"), URGENT), "assignee": ("", text)}
    return HistoryLine(NO, NOW, Happening.ASSIGNED, text, text, changes, (f"slack:F1 {text}",))


def row(text: str) -> QueueRow:
    due = Due(DutyKind.RESOLUTION, NOW - timedelta(hours=1))
    return QueueRow(NO, "in_progress", None, -1, text, text, text, due, overdue=True)


def queue(text: str, rows: int = 30) -> Queue:
    return Queue("mine", (row(text),) * rows, total=rows + 4, at=NOW, words=text)


def full_queue(text: str, rows: int) -> Queue:
    """With all that may stand above the tickets."""
    due = Due(DutyKind.APPROVAL, NOW - timedelta(hours=3))
    owed = OwedRow(NO, due, Name(text, text), text, text, Button(Approve(NO, dept="technical")))
    asked = (request_row(text),) * 10
    return replace(queue(text, rows), requests=asked, owed=(owed,) * 12)


def reminder(text: str) -> Reminder:
    return Reminder(
        call=Call.BREACH,
        kind=DutyKind.FIRST_RESPONSE,
        ticket=NO,
        urgency=URGENT,
        rank=0,
        customer=text,
        problem=text,
        started_at=NOW - timedelta(minutes=20),
        due_at=NOW - timedelta(minutes=5),
        at=NOW,
        people=(LI, Person(text)),
        buttons=(Button(OpenForm("contact", NO), primary=True), Button(Note(NO, text))),
    )


def asked(key: str, text: str = "") -> tuple[Field, ...]:
    """A form's fields; a call's with one of the policy's own, in the policy's words."""
    own = Field("answers.speed", Kind.CHOICE, label=Name(text or "速度", text or "Speed"))
    return (*FORMS[key], own) if key == "callback" else FORMS[key]


def form(key: str = "new", text: str = "") -> FilledForm:
    return FilledForm(
        key,
        tuple(FilledField(one, text, _options(one, text)) for one in asked(key, text)),
        ticket="" if key == "new" else NO,
        version=7,
        guide=(Guide("script", {"script": Name(text, text)}),) if key == "callback" else (),
    )


def _options(one: Field, text: str) -> tuple[Option, ...]:
    if one.kind is not Kind.CHOICE:
        return ()
    named = Option(text, Name(text, text), Name(text, text))
    return (Option("a", Name("甲", "A"), Name("说明", "definition")), named, named)


def faulty(text: str) -> FilledForm:
    faults = {
        "customer": errors.MissingFields(("customer",)),
        "urgency": errors.UnknownValue("urgency", text, (text, text)),
        "elsewhere": errors.BadLine(text),
    }
    return replace(form("new", text), errors=faults, happenings=(history(text), "accepted"))


def notice(text: str) -> Notice:
    return Notice(
        code="x",
        ticket=NO,
        people=(LI,),
        urgency=Name(text, text),
        customer=text,
        problem=text,
        next=Due(DutyKind.ACCEPT, NOW + timedelta(minutes=7)),
        buttons=(Button(Accept(NO), primary=True), Button(Show(NO))),
    )


def why(text: str) -> WhyDue:
    """A way with every kind of row, and a due time that was moved."""
    hour, name = timedelta(hours=1), Name(text, text)
    off = Off(Because.HOLIDAY, NOW.date(), NOW.date(), (name, name))
    way = [
        Row(kind, NOW, NOW + hour, hour, (off, off), (1, 2), Because.HOLD, text) for kind in RowKind
    ]
    return WhyDue(
        ticket=NO,
        due=Due(DutyKind.RESOLUTION, NOW),
        started_at=NOW,
        met_at=NOW,
        span=Span(working_days=7),
        calendar=text,
        zone=text,
        way=(*way, *way),
        counted=hour,
        unknown_years=(2027,),
        moves=(MovedFrom(NOW, NOW, history(text)), MovedFrom(NOW, NOW, None)),
        buttons=tuple(Button(Why(NO, kind.value)) for kind in DutyKind),
    )


def exhibits(text: str) -> tuple[ExhibitLine, ...]:
    url = "https://desk.test/evidence/x_y-z"
    stored = ExhibitLine(text, "stored", 2_000_000, url, signed=True)
    return (stored,) * 10 + (ExhibitLine(text, "waiting", 0),)


def customer_file(text: str) -> CustomerFile:
    past = PastTicket(NO, NOW, "closed", text, URGENT, None)
    return CustomerFile(
        "C7", text, text, text, text, text, URGENT, NOW, 2, 12, (past,) * 10, (text, text),
        ((URGENT, 3),), buttons=(Button(RevealCustomer("C7")), Button(RankCustomer("C7", "vip"))),
    )  # fmt: skip


def complaints(text: str) -> Register:
    """A page's most; causes by name, and the one that nobody knows yet."""
    name = Name(text, text)
    judged = ComplaintRow(NO, NOW, "closed", name, name, name, text, False, text, text)  # noqa: FBT003 - a row in full.
    not_ours = replace(judged, department=None, not_ours=True)
    fresh = replace(judged, severity=None, cause=None, department=None, person="")
    rows = (judged, not_ours, fresh) * 6
    counts = ((name, 3), (None, 2))
    review = (Button(AddAction(metric="complaint_rate")),)
    shown = (*rows, judged, judged)
    return Register("complaints", shown, 27, NOW, "2026-11", counts, review)


def actions(text: str) -> Register:
    """A page's most, in every state; the open ones with their button."""
    row = ActionRow("A1", text, text, text, NOW, "open", "csat", "", text, NO)
    states = (
        replace(row, button=Button(FinishAction("A1"), primary=True)),
        replace(row, state="overdue", metric="", button=Button(FinishAction("A1"))),
        replace(row, state="done", moved="yes"),
        replace(row, state="cancelled", metric="", moved="no", ticket=""),
    )
    return Register("actions", states * 5, 23, NOW)


def every_view(text: str) -> dict[str, View]:
    """By kind; the words of done, notice and alarm belong to another catalogue."""
    lines = (history(text),) * 40
    details = tuple(Detail(key, text) for key in ("customer", "phone", "address") * 25)
    mine, waiting = full_queue(text, 60), queue(text, 60)
    stopped = Due(DutyKind.SYNC, NOW, stopped=True)
    refusal = errors.UnknownTicket(text, (text, text))
    return {
        "card": card(text),
        "request": request_card(text),
        "record": TicketRecord(
            card(text), details, lines, (stopped,), may_reveal=True, exhibits=exhibits(text)
        ),
        "why": why(text),
        "history": history(text),
        "queue": queue(text),
        "mine": full_queue(text, 20),
        "home": HomePage(text, mine, waiting, may_create=True),
        "help": HelpPage(text, ("new", "accept", "submit"), subjects=(*SUBJECTS, "all")),
        "board": BoardLink("https://desk.test/board/in/x_y-z", timedelta(minutes=10)),
        "profile": Profile(text, "tech", None, "zh", (text, text)),
        "done": Done("nothing_of_ours", {"ticket": text}, (Button(Show(text)),)),
        "refused": Refused(refusal, (Button(Show(text)),), lines),
        "form": FormView(form("contact", text)),
        "customer": customer_file(text),
        "customers": CustomerList(text, (CustomerRow("C1", text, URGENT, 3),) * 11, more=True),
        "complaints": complaints(text),
        "no complaints": Register("complaints", (), 0, NOW, month="2026-11"),
        "actions": actions(text),
        "silent": Silent(),
        "reminder": reminder(text),
        "digest": Digest((reminder(text),) * 30, (LI, Person(text))),
        "notice": notice(text),
        "alarm": Alarm("x", {}),
    }
