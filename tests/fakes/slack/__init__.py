"""A fake Slack on loopback: Web API, Socket Mode, response_urls, and the people in front of it.

async with FakeSlack() as slack:
    slack.deliver_to("http://127.0.0.1:8000/slack/events")   # or leave it: Socket Mode
    told = await slack.slash("U1", "C1", "/ticket", "new")
    await slack.submit_view("U1", {"Title": "Printer on fire"})
    assert slack.channel("C1").top[-1].text
    assert not slack.violations
"""

from tests.fakes.slack.courier import Ack, Delivery, signature
from tests.fakes.slack.elements import NothingThereError
from tests.fakes.slack.mentions import Mentions, mentions
from tests.fakes.slack.people import Said
from tests.fakes.slack.server import SIGNING_SECRET, FakeSlack
from tests.fakes.slack.state import Channel, Message, Window
from tests.fakes.slack.submitting import Submitted
from tests.fakes.slack.threaded import ThreadedSlack, slack_in_thread
from tests.fakes.slack.web_api import Call

__all__ = [
    "SIGNING_SECRET",
    "Ack",
    "Call",
    "Channel",
    "Delivery",
    "FakeSlack",
    "Mentions",
    "Message",
    "NothingThereError",
    "Said",
    "Submitted",
    "ThreadedSlack",
    "Window",
    "mentions",
    "signature",
    "slack_in_thread",
]
