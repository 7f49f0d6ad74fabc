"""files.*: the three steps of an upload, and reading a private file back."""

import secrets

from tests.fakes.slack.chat import thread_root
from tests.fakes.slack.methods import Request, Table
from tests.fakes.slack.shapes import file_json, ok
from tests.fakes.slack.state import BOT_USER, Json, SlackError, StoredFile, Workspace


def store_file(workspace: Workspace, name: str, content: bytes = b"", by: str = BOT_USER) -> Json:
    stored = StoredFile(f"F{secrets.token_hex(5).upper()}", name, name, content, by=by)
    workspace.files[stored.id] = stored
    return file_json(stored, workspace.base_url)


def get_upload_url(request: Request) -> Json:
    name = request.args.need("filename")
    if request.args.number("length", 0) < 1:
        raise SlackError("invalid_arguments", "[ERROR] must be greater than 0: length")
    shown = store_file(request.workspace, name)
    place = f"{request.workspace.base_url}/upload/{shown['id']}"
    return ok(upload_url=place, file_id=shown["id"])


def complete_upload(request: Request) -> Json:
    """Share the uploaded files, as one message when a channel is named."""
    done = [_uploaded(request, each) for each in request.args.nested("files") or []]
    if not done:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: files")
    shown = [file_json(each, request.workspace.base_url) for each in done]
    if request.args.text("channel_id"):
        _share(request, shown)
    return ok(files=shown)


def _uploaded(request: Request, wanted: Json) -> StoredFile:
    stored = request.workspace.files.get(str(wanted.get("id")))
    if stored is None or not stored.content:
        raise SlackError("file_not_found")
    stored.title = str(wanted.get("title") or stored.name)
    stored.shared = True
    return stored


def _share(request: Request, shown: list[Json]) -> None:
    channel = request.joined_channel("channel_id")
    if channel.archived:
        raise SlackError("is_archived")
    payload = {
        "text": request.args.text("initial_comment"),
        "thread_ts": thread_root(request, channel),
    }
    request.workspace.post(channel, BOT_USER, payload).files = shown


def info(request: Request) -> Json:
    stored = request.workspace.files.get(request.args.need("file", "file_not_found"))
    if stored is None:
        raise SlackError("file_not_found")
    return ok(file=file_json(stored, request.workspace.base_url))


TABLE: Table = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
