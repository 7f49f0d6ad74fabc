"""What a modal does with the answer to its submission: errors, update, push, clear or close."""

from dataclasses import dataclass, field

from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.gate import Gate
from tests.fakes.slack.state import Json, SlackError, Window, Workspace
from tests.fakes.slack.windows import put_window, replace_view


@dataclass(frozen=True, slots=True)
class Submitted:
    """`delivery` is None when Slack's own client refused the values; `errors` by block_id.

    `action` is what the app asked for: errors, update, push, clear, or "close" for an empty
    answer; None when the app did not answer properly and the modal stays with a complaint.
    """

    delivery: Delivery | None
    errors: dict[str, str] = field(default_factory=dict)
    action: str | None = None

    @property
    def closed(self) -> bool:
        return self.action in {"close", "clear"}


def follow_answer(
    workspace: Workspace, gate: Gate, window: Window, delivery: Delivery
) -> Submitted:
    if not delivery.ok:
        return Submitted(delivery)
    body = delivery.body or {}
    if not isinstance(body, dict):
        gate.note("view_submission ack", "not_an_object", repr(body)[:80])
        return Submitted(delivery)
    return _follow(workspace, gate, window, delivery, body)


def _follow(
    workspace: Workspace, gate: Gate, window: Window, delivery: Delivery, body: Json
) -> Submitted:
    stack = workspace.modals.get(window.user, [])
    match body.get("response_action"):
        case "errors":
            window.errors = _named_errors(gate, window, body.get("errors") or {})
            return Submitted(delivery, dict(window.errors), "errors")
        case "clear":
            workspace.modals[window.user] = []
            return Submitted(delivery, action="clear")
        case "update" | "push" as asked:
            return Submitted(delivery, action=_show(workspace, gate, window, body, asked))
        case None if not body:
            workspace.modals[window.user] = [each for each in stack if each is not window]
            return Submitted(delivery, action="close")
        case unknown:
            gate.note("view_submission ack", "unknown_response_action", repr(unknown or body)[:80])
            return Submitted(delivery)


def _named_errors(gate: Gate, window: Window, errors: Json) -> dict[str, str]:
    """Errors stand only under input blocks; others Slack refuses as a broken answer."""
    inputs = {each["block_id"] for each in window.blocks if each["type"] == "input"}
    for name in errors.keys() - inputs:
        gate.note("view_submission ack", "error_on_no_input", str(name))
    if not errors:
        gate.note("view_submission ack", "empty_errors", "errors without any")
    return {str(name): str(words) for name, words in errors.items()}


def _show(workspace: Workspace, gate: Gate, window: Window, body: Json, asked: str) -> str | None:
    view = body.get("view")
    try:
        gate.view("view_submission ack", view)
    except SlackError:
        return None  # Recorded as a violation; the person sees a connection error.
    assert isinstance(view, dict)
    if asked == "update":
        replace_view(workspace, window, view)
    else:
        put_window(workspace, window.user, view, workspace.modals[window.user])
    return asked
