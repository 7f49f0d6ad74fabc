"""views.*: opening, pushing, updating and publishing, with trigger_ids and hashes."""

from tests.fakes.slack.methods import Request, Table
from tests.fakes.slack.shapes import fresh_view, ok, view_json
from tests.fakes.slack.state import Json, SlackError, Trigger, Window, Workspace

STACK = 3


def open_view(request: Request) -> Json:
    view = _checked(request)
    trigger = _exchange(request)
    window = put_window(request.workspace, trigger.user, view, [])
    return ok(view=view_json(window))


def push_view(request: Request) -> Json:
    view = _checked(request)
    trigger = _exchange(request)
    stack = request.workspace.modals.get(trigger.user, [])
    if not trigger.in_modal or not stack:
        raise SlackError("invalid_arguments", "[ERROR] trigger_id does not come from a modal")
    window = put_window(request.workspace, trigger.user, view, stack)
    return ok(view=view_json(window))


def put_window(workspace: Workspace, user: str, view: Json, stack: list[Window]) -> Window:
    """Put a new window on a person's stack; views.open starts a new stack."""
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    fresh = fresh_view(view, workspace)
    if stack:
        fresh["previous_view_id"] = stack[-1].id
        fresh["root_view_id"] = stack[0].view["root_view_id"]
    window = Window(user, fresh)
    workspace.modals[user] = [*stack, window]
    return window


def update_view(request: Request) -> Json:
    view = _checked(request)
    window = _find(request)
    _same_hash(request, window)
    replace_view(request.workspace, window, view)
    return ok(view=view_json(window))


def replace_view(workspace: Workspace, window: Window, view: Json) -> None:
    """Show another view in a window; what was typed stays where both ids are unchanged."""
    window.view = fresh_view(view, workspace, window.view)
    window.errors = {}


def publish_view(request: Request) -> Json:
    view = _checked(request, kind="home")
    user = request.args.need("user_id")
    if user not in request.workspace.people:
        raise SlackError("user_not_found")
    window = request.workspace.homes.get(user)
    if window is None:
        window = Window(user, fresh_view(view, request.workspace))
        request.workspace.homes[user] = window
    else:
        _same_hash(request, window)
        replace_view(request.workspace, window, view)
    return ok(view=view_json(window))


def _checked(request: Request, kind: str = "modal") -> Json:
    view = request.args.nested("view")
    request.gate.view(request.method, view)
    if view["type"] != kind:
        raise SlackError("invalid_arguments", f"[ERROR] type must be {kind} [json-pointer:/view]")
    _external_id_is_free(request, view.get("external_id"))
    checked: Json = view
    return checked


def _external_id_is_free(request: Request, name: str | None) -> None:
    if not name or request.method == "views.update":
        return
    if any(each.view.get("external_id") == name for each in request.workspace.windows()):
        raise SlackError("duplicate_external_id")


def _exchange(request: Request) -> Trigger:
    token = request.args.text("trigger_id") or request.args.need("interactivity_pointer")
    return request.workspace.exchange_trigger(token)


def _find(request: Request) -> Window:
    number, name = request.args.text("view_id"), request.args.text("external_id")
    if not number and not name:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view_id")
    for window in request.workspace.windows():
        if window.id == number or (name and window.view.get("external_id") == name):
            return window
    raise SlackError("not_found")


def _same_hash(request: Request, window: Window) -> None:
    given = request.args.text("hash")
    if given and given != window.view["hash"]:
        raise SlackError("hash_conflict")


TABLE: Table = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
