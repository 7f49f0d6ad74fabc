"""A fake Feishu on loopback: open APIs, long connection, sealed pushes, and the people in front.

async with FakeFeishu() as feishu:
    feishu.deliver_to("http://127.0.0.1:8000/feishu/events")   # or leave it: long connection
    said = await feishu.say("ou_chen", "oc_tickets", "/ticket new 打印机坏了", mentions_bot=True)
    form = feishu.private("ou_chen").cards[-1]
    told = await feishu.fill_form("ou_chen", form.id, {"title": "打印机坏了"})
    assert told.says == "已创建" and "T-1" in feishu.words(feishu.chat("oc_tickets").cards[-1])
    assert not feishu.violations
"""

from tests.fakes.feishu.controls import NothingThereError
from tests.fakes.feishu.courier import Ack, Delivery
from tests.fakes.feishu.encryption import decrypt, encrypt, signature
from tests.fakes.feishu.open_api import Call
from tests.fakes.feishu.people import Said
from tests.fakes.feishu.server import ENCRYPT_KEY, VERIFICATION_TOKEN, FakeFeishu
from tests.fakes.feishu.state import APP_ID, APP_SECRET, BOT, Chat, Message, Urgent
from tests.fakes.feishu.threaded import ThreadedFeishu, feishu_in_thread
from tests.fakes.feishu.touching import BAD_BODY, BAD_CARD, EXPIRED, NO_ANSWER, TIMED_OUT, Tapped

__all__ = [
    "APP_ID",
    "APP_SECRET",
    "BAD_BODY",
    "BAD_CARD",
    "BOT",
    "ENCRYPT_KEY",
    "EXPIRED",
    "NO_ANSWER",
    "TIMED_OUT",
    "VERIFICATION_TOKEN",
    "Ack",
    "Call",
    "Chat",
    "Delivery",
    "FakeFeishu",
    "Message",
    "NothingThereError",
    "Said",
    "Tapped",
    "ThreadedFeishu",
    "Urgent",
    "decrypt",
    "encrypt",
    "feishu_in_thread",
    "signature",
]
