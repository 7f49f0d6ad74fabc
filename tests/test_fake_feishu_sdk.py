"""Feishu's own SDK, in a process of its own, finds nothing strange about the fake."""

import asyncio
import sys
from asyncio.subprocess import PIPE

from tests.cardjson.samples import good_ticket
from tests.fakes.feishu import BOT, FakeFeishu

GROUP = "oc_tickets"
# Bare parents in place of the packages that import eleven thousand modules, and of the dispatcher.
SDK = """
import asyncio, importlib.util, json, sys, types
domain, app_id, secret = sys.argv[1:]
place = importlib.util.find_spec("lark_oapi").submodule_search_locations[0]
for name, path in (("lark_oapi", ""), ("lark_oapi.api", "/api"), ("lark_oapi.event", "/event")):
    bare = types.ModuleType(name)
    bare.__path__ = [place + path]
    sys.modules[name] = bare
dispatcher = types.ModuleType("lark_oapi.event.dispatcher_handler")
dispatcher.EventDispatcherHandler = object
sys.modules[dispatcher.__name__] = dispatcher
import lark_oapi.ws.client as ws
from lark_oapi.api.im.v1.model.create_message_request import CreateMessageRequest
from lark_oapi.api.im.v1.model.create_message_request_body import CreateMessageRequestBody
from lark_oapi.api.im.v1.resource.message import Message
from lark_oapi.core.model import Config

config = Config()
config.domain, config.app_id, config.app_secret = domain, app_id, secret
body = CreateMessageRequestBody.builder().receive_id("oc_tickets").msg_type("text")
body = body.content(json.dumps({"text": "from the SDK"})).build()
request = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build()
answer = Message(config).create(request)
assert answer.success() and answer.data.sender.sender_type == "app", answer.msg

class Handler:
    def _do_without_validation(self, payload):
        said = json.loads(payload)["event"]["action"]["value"]["k"]
        return {"toast": {"type": "info", "content": said + " by the SDK"}}

async def listen():
    ws.loop = asyncio.get_running_loop()
    client = ws.Client(app_id, secret, event_handler=Handler(), domain=domain)
    await client._connect()
    await client._ping_loop()

asyncio.run(listen())
"""


async def test_the_sdk_sends_connects_pings_and_answers_a_tap_in_fragments() -> None:
    async with FakeFeishu() as feishu:
        feishu.long_connection.fragments = 3
        command = [sys.executable, "-c", SDK, feishu.domain, feishu.app_id, feishu.app_secret]
        sdk = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        try:
            line = feishu.long_connection
            await feishu.until(lambda _: line.connections and line.connections[0].pings, 20)
            assert [each.text for each in feishu.chat(GROUP).top] == ["from the SDK"]
            posted = feishu.tenant.post(feishu.chat(GROUP), BOT, "interactive", good_ticket())
            assert (await feishu.tap("ou_chen", posted.id, "接单")).says == "accept by the SDK"
            assert feishu.violations == []
        finally:
            sdk.terminate()
            await sdk.communicate()
