"""Pictures and files: uploading them for sending, downloading those of a message."""

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.shapes import done
from tests.fakes.feishu.state import StoredFile

_FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")


class Download(Exception):  # Not an error: the answer is bytes instead of JSON.
    def __init__(self, stored: StoredFile) -> None:
        super().__init__(stored.key)
        self.stored = stored


def _uploaded(asked: Asked) -> tuple[str, bytes]:
    if asked.upload is None:
        raise FeishuError(234001, "no file in the form")
    if not asked.upload[1]:
        raise FeishuError(234010)
    return asked.upload


def _image(asked: Asked) -> Json:
    name, content = _uploaded(asked)
    if asked.body.get("image_type") != "message":
        raise FeishuError(234001, "image_type")
    return done(image_key=asked.tenant.store(name, content, "image").key)


def _file(asked: Asked) -> Json:
    name, content = _uploaded(asked)
    if asked.body.get("file_type") not in _FILE_TYPES or not asked.body.get("file_name"):
        raise FeishuError(234001, "file_type and file_name")
    name = str(asked.body.get("file_name") or name)
    return done(file_key=asked.tenant.store(name, content, "file").key)


def _resource(asked: Asked) -> Json:
    """A file of a message that a person sent; message and key must belong together."""
    message = asked.tenant.message(asked.path["message"])
    stored = asked.tenant.files.get(asked.path["key"])
    if message.recalled:
        raise FeishuError(230110)
    if not asked.tenant.chats[message.chat].has_bot:
        raise FeishuError(234004)
    if stored is None or stored.message != message.id:
        raise FeishuError(234003)
    if asked.query.get("type") != stored.kind:
        raise FeishuError(234001, f"type is {stored.kind}")
    raise Download(stored)


def apis() -> list[Api]:
    send = opened_by("im:resource", "im:resource:upload")
    read = opened_by("im:message", "im:message:readonly")
    place = "im/v1/messages/:message/resources/:key"
    return [
        Api("im.image.create", "POST", "im/v1/images", _image, send, json_body=False),
        Api("im.file.create", "POST", "im/v1/files", _file, send, json_body=False),
        Api("im.resource.get", "GET", place, _resource, read),
    ]
