"""`closeloop slack manifest`."""

import json

from tests.cli.terminal import Terminal


def test_the_manifest_has_urls_only_over_http(terminal: Terminal) -> None:
    plain = json.loads(terminal.give("slack", "manifest").out)
    assert plain["settings"]["socket_mode_enabled"] is True
    terminal.environment["PUBLIC_URL"] = "https://desk.acme.com/"
    over_http = json.loads(terminal.give("slack", "manifest").out)
    url = over_http["settings"]["interactivity"]["request_url"]
    assert url == "https://desk.acme.com/slack/events"
