"""From a command to its one handler; a command without one does not type-check."""

from typing import Final, TypeGuard, assert_never

from bot import commands as ask
from bot.commands import Command
from bot.domain.errors import DeskError, NotAMember, ReasonNeeded
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.forms import FORMS
from bot.grammar import parse
from bot.handlers import (
    administering,
    agreeing,
    attending,
    board,
    calling,
    chasing,
    collaborating,
    complaining,
    customers,
    editing,
    ending,
    exhibiting,
    explaining,
    feasible,
    filling,
    following,
    governing,
    helping,
    improving,
    incidents,
    intake,
    joining,
    leaving,
    letters,
    linking,
    looking,
    receiving,
    refusing,
    registers,
    surveying,
    triage,
    work,
)
from bot.handlers.context import Context
from bot.handlers.own_keys import own_keys
from bot.views import Done, FormView, Reply

LONG: Final = (
    ask.EraseCustomer,
    ask.RankCustomer,
    ask.MergeCustomers,
    ask.OpenIncident,
    ask.UpdateIncident,
    ask.EndIncident,
)
"""Commands that write many tickets at once."""

READS: Final = (
    ask.Show,
    ask.Why,
    ask.Mine,
    ask.ListTickets,
    ask.Search,
    ask.Help,
    ask.Home,
    ask.Survey,
    ask.ReportPage,
    ask.SurveyPage,
    ask.Board,
    ask.ListMembers,
    ask.ListRooms,
    ask.ShowPolicy,
    ask.ReloadPolicy,
    ask.Complaints,
    ask.ListActions,
)
"""Commands that write nothing and may be answered from a reader's connection."""

_OWN_FORM: Final = (ask.NewTicket, ask.ReportMessage, ask.Signed)
"""Commands that see for themselves whether they hold enough, or must ask."""


def answer(command: Command, ctx: Context) -> Reply:
    """The view that answers a command; a refusal is an answer too, and changes nothing."""
    try:
        return _asked(command, ctx)
    except DeskError as refusal:
        if ctx.wrote:  # Half a change must not be kept: let the store undo it all.
            raise
        error = feasible.told(refusal, ctx)
        if _is_mendable(command, error):
            return filling.refused(command, error, ctx)
        if isinstance(command, ask.NewTicket) and (form := filling.mended(command, error, ctx)):
            return form
        if isinstance(command, ask.Assign) and isinstance(error, ReasonNeeded):
            return filling.form_for(command, ctx, {"reason": error})
        return refusing.refused(error, ctx)


def _is_mendable(command: Command, error: DeskError) -> TypeGuard[ask.SubmitForm]:
    """Whether the form is shown again; a stranger's is not, whatever stands in it."""
    known = isinstance(command, ask.SubmitForm) and command.form in FORMS
    return known and not isinstance(error, NotAMember)


def read_line(command: Command, policy: Policy) -> Command:
    """What a typed line asks for; raises the grammar's refusals. Other commands are themselves."""
    if not isinstance(command, ask.Typed):
        return command
    typed = parse(command.text, own_keys(policy))
    if isinstance(typed, ask.NewTicket) and command.quoted and not typed.description:
        typed = replace(typed, description=command.quoted)
    return replace(typed, files=command.files) if command.files and keeps_files(typed) else typed


def keeps_files(command: Command) -> TypeGuard[ask.NewTicket | ask.Note | ask.Signed | ask.Judge]:
    """Whether the files that came with a command, if any, are its own to keep."""
    return isinstance(command, ask.NewTicket | ask.Note | ask.Signed | ask.Judge)


def _asked(command: Command, ctx: Context) -> Reply:
    """Fill in what is missing by a form, then do it. Strangers get nothing, not even a form.

    Only a code by which a colleague shows that a new account is theirs may come from a stranger.
    """
    if isinstance(command, ask.Note) and ctx.request.place.thread and not command.ticket:
        ctx.find("", "note")  # Talk in a thread that is no ticket's is none of the desk's business.
    if isinstance(command, ask.OF_CUSTOMERS):
        return _handled(command, ctx)
    if not (isinstance(command, ask.Link) and command.code):
        ctx.know_actor()
    files: tuple[str, ...] = getattr(command, "files", ())
    if isinstance(command, ask.SubmitForm):
        asked = filling.command_in(command, ctx)
        return asked if isinstance(asked, FormView) else _with_files(asked, files, ctx)
    command = _meant(read_line(command, ctx.policy), ctx)
    if not isinstance(command, _OWN_FORM) and filling.incomplete(command):
        return filling.with_files(filling.form_for(command, ctx), files)
    return _with_files(command, files, ctx)


def _meant(command: Command, ctx: Context) -> Command:
    """What a line means by what there is: approvals that wait, departments of several words."""
    match command:
        case ask.Reject():
            return complaining.meant(command, ctx)
        case ask.Collaborate():
            return collaborating.meant(command, ctx)
        case _:
            return command


def _with_files(command: Command, files: tuple[str, ...], ctx: Context) -> Reply:
    """Do it; files that came along and are not the command's own go on its ticket as a note."""
    view = _handled(command, ctx)
    about = getattr(command, "ticket", None)
    if files and about is not None and isinstance(view, Done) and not keeps_files(command):
        following.keep_files(about, files, ctx)
    return view


def _handled(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one arm a command; mypy counts them.
    command: Command, ctx: Context
) -> Reply:
    match command:
        case ask.NewTicket():
            return intake.new_ticket(command, ctx)
        case ask.ReportMessage():
            return intake.report_message(command, ctx)
        case ask.Sync():
            return triage.sync(command, ctx)
        case ask.Classify():
            return triage.classify(command, ctx)
        case ask.Edit():
            return editing.edit(command, ctx)
        case ask.Assign():
            return triage.assign(command, ctx)
        case ask.Accept():
            return triage.accept(command, ctx)
        case ask.Contact():
            return work.contact(command, ctx)
        case ask.Progress():
            return work.progress(command, ctx)
        case ask.Hold():
            return work.hold(command, ctx)
        case ask.Resume():
            return work.resume(command, ctx)
        case ask.ListMembers():
            return administering.list_members(command, ctx)
        case ask.AddMember():
            return administering.add_member(command, ctx)
        case ask.EditMember():
            return administering.edit_member(command, ctx)
        case ask.RemoveMember():
            return administering.remove_member(command, ctx)
        case ask.ListRooms():
            return administering.list_rooms(command, ctx)
        case ask.AddRoom():
            return administering.add_room(command, ctx)
        case ask.RemoveRoom():
            return administering.remove_room(command, ctx)
        case ask.ShowPolicy():
            return governing.show_policy(command, ctx)
        case ask.ReloadPolicy():
            return governing.reload_policy(command, ctx)
        case ask.Collaborate():
            return collaborating.collaborate(command, ctx)
        case ask.CollabAccept():
            return collaborating.accept(command, ctx)
        case ask.CollabDone():
            return collaborating.done(command, ctx)
        case ask.CollabDecline():
            return collaborating.decline(command, ctx)
        case ask.Propose():
            return work.propose(command, ctx)
        case ask.Agree():
            return agreeing.agree(command, ctx)
        case ask.Reject():
            return work.reject(command, ctx)
        case ask.Complaints():
            return registers.complaints(command, ctx)
        case ask.AddAction():
            return improving.add(command, ctx)
        case ask.ListActions():
            return improving.listed(command, ctx)
        case ask.FinishAction():
            return improving.finish(command, ctx)
        case ask.CancelAction():
            return improving.cancel(command, ctx)
        case ask.Judge():
            return complaining.judge(command, ctx)
        case ask.Approve():
            return complaining.approve(command, ctx)
        case ask.Disapprove():
            return complaining.disapprove(command, ctx)
        case ask.Resolve():
            return work.resolve(command, ctx)
        case ask.Confirm():
            return ending.confirm(command, ctx)
        case ask.Close():
            return ending.close(command, ctx)
        case ask.Cancel():
            return ending.cancel(command, ctx)
        case ask.Duplicate():
            return ending.duplicate(command, ctx)
        case ask.Reopen():
            return ending.reopen(command, ctx)
        case ask.CallBack():
            return calling.call_back(command, ctx)
        case ask.Remedy():
            return calling.remedy(command, ctx)
        case ask.Satisfied():
            return calling.satisfied(command, ctx)
        case ask.Note():
            return following.note(command, ctx)
        case ask.Escalate():
            return following.escalate(command, ctx)
        case ask.OpenIncident():
            return incidents.open_incident(command, ctx)
        case ask.UpdateIncident():
            return incidents.update(command, ctx)
        case ask.EndIncident():
            return incidents.end(command, ctx)
        case ask.Relate():
            return joining.relate(command, ctx)
        case ask.Chase():
            return chasing.chase(command, ctx)
        case ask.Acknowledge():
            return following.acknowledge(command, ctx)
        case ask.Reason():
            return following.reason(command, ctx)
        case ask.Show():
            return looking.show(command, ctx)
        case ask.Why():
            return explaining.why(command, ctx)
        case ask.Reveal():
            return looking.reveal(command, ctx)
        case ask.Mine():
            return looking.mine(command, ctx)
        case ask.ListTickets():
            return looking.list_tickets(command, ctx)
        case ask.Search():
            return looking.search(command, ctx)
        case ask.Help():
            return helping.help_page(command, ctx)
        case ask.Me():
            return looking.me(command, ctx)
        case ask.Link():
            return linking.link(command, ctx)
        case ask.Board():
            return board.link(command, ctx)
        case ask.Away():
            return attending.away(command, ctx)
        case ask.Back():
            return attending.back(command, ctx)
        case ask.HandOver():
            return leaving.hand_over(command, ctx)
        case ask.Home():
            return looking.home(command, ctx)
        case ask.Signed():
            return exhibiting.signed(command, ctx)
        case ask.FindCustomer():
            return customers.find(command, ctx)
        case ask.RevealCustomer():
            return customers.reveal(command, ctx)
        case ask.RankCustomer():
            return customers.rank(command, ctx)
        case ask.MergeCustomers():
            return customers.merge(command, ctx)
        case ask.RenameCustomer():
            return customers.rename(command, ctx)
        case ask.EraseCustomer():
            return customers.erase(command, ctx)
        case ask.Survey():
            return surveying.survey(command, ctx)
        case ask.SurveyPage():
            return surveying.survey_page(command, ctx)
        case ask.Surveyed():
            return surveying.surveyed(command, ctx)
        case ask.ReportPage():
            return receiving.report_page(command, ctx)
        case ask.Receive():
            return receiving.receive(command, ctx)
        case ask.ReceiveLetter():
            return letters.receive_letter(command, ctx)
        case ask.OpenForm():
            return filling.open_form(command, ctx)
        case ask.Typed() | ask.SubmitForm():
            raise TypeError(command)  # Read before they come here.
        case _:
            assert_never(command)
