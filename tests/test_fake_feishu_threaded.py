"""The fake in its own thread, as the end-to-end tests use it."""

import json
import urllib.request

from tests.fakes.feishu import feishu_in_thread


def test_in_a_thread_it_serves_another_process_and_is_driven_without_await() -> None:
    with feishu_in_thread() as feishu:
        who = {"app_id": feishu.app_id, "app_secret": feishu.app_secret}
        request = urllib.request.Request(  # noqa: S310  # A loopback address.
            f"{feishu.domain}/open-apis/auth/v3/tenant_access_token/internal",
            json.dumps(who).encode(),
            {"Content-Type": "application/json; charset=utf-8"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # As above.
            assert json.load(answer)["tenant_access_token"].startswith("t-")
        said = feishu.say("ou_chen", "oc_tickets", "有人吗？", mentions_bot=True)
        assert said.deliveries[0].ack.trouble == "connection_failed"
        feishu.until(lambda f: f.chat("oc_tickets").top)
        assert feishu.words(said.id) == "@_user_1 有人吗？"
        feishu.recall("ou_chen", said.id)
        assert feishu.chat("oc_tickets").top == []
        assert feishu.violations == []
