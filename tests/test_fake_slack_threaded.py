"""The fake in its own thread, as the end-to-end tests use it."""

import json
import urllib.request

from tests.fakes.slack import slack_in_thread


def test_in_a_thread_it_serves_another_process_and_is_driven_without_await() -> None:
    with slack_in_thread() as slack:
        request = urllib.request.Request(  # noqa: S310  # A loopback address.
            f"{slack.api_url}chat.postMessage?channel=C1&text=hi&token={slack.bot_token}"
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # As above.
            assert json.load(answer)["ok"]
        slack.until(lambda s: s.channel("C1").top)
        assert slack.channel("C1").top[0].text == "hi"
        said = slack.say("U1", "C1", "anybody?")
        assert said.deliveries[0].ack.trouble == "connection_failed"
        assert slack.violations == []
