"""application/v7/app_slash_commands: the native commands offered behind "/"."""

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.shapes import done
from tests.fakes.feishu.state import new_id

_ICONS = ("skill_outlined", "todo_outlined", "ticket_outlined", "calendar_outlined")


def _checked(asked: Asked) -> Json:
    description = asked.body.get("description")
    if not isinstance(description, dict) or not description.get("default_value"):
        raise FeishuError(99992402, "description.default_value is required")
    icon = asked.body.get("icon")
    if icon is not None and icon.get("icon_key") not in _ICONS:
        raise FeishuError(40000031)
    return {key: asked.body[key] for key in ("description", "icon") if key in asked.body}


def _create(asked: Asked) -> Json:
    command = str(asked.need("command"))
    if command.startswith("/"):
        raise FeishuError(99992402, "command stands without its slash")
    if any(each["command"] == command for each in asked.tenant.slash_commands.values()):
        raise FeishuError(40000000)
    number = new_id("cmd")
    now = asked.tenant.clock.millis()
    made = {"command_id": number, "command": command, **_checked(asked), "create_time": now}
    asked.tenant.slash_commands[number] = made
    return done(command_id=number)


def _list(asked: Asked) -> Json:
    return done(items=list(asked.tenant.slash_commands.values()), has_more=False)


def _known(asked: Asked) -> Json:
    found = asked.tenant.slash_commands.get(asked.path["command"])
    if found is None:
        raise FeishuError(40000004)
    return found


def _patch(asked: Asked) -> Json:
    _known(asked).update(_checked(asked))
    return done()


def _delete(asked: Asked) -> Json:
    del asked.tenant.slash_commands[_known(asked)["command_id"]]
    return done()


def apis() -> list[Api]:
    read = opened_by("application:app_slash_command:read")
    write = opened_by("application:app_slash_command:write")
    at = "application/v7/app_slash_commands"
    one = f"{at}/:command"
    return [
        Api("app.slash.create", "POST", at, _create, write),
        Api("app.slash.list", "GET", at, _list, read),
        Api("app.slash.patch", "PATCH", one, _patch, write),
        Api("app.slash.delete", "DELETE", one, _delete, write, json_body=False),
    ]
