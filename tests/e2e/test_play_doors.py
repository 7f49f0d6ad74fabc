"""Who may come into the playground, by which names, and what the rest of the process does."""

import http.client
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

import pytest

from adapters.play.page.site import preferred


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes


def got(demo: str, path: str, **headers: str) -> Got:
    place = urlsplit(demo)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=10)) as asked:
        asked.request("GET", path, headers=sent)
        with asked.getresponse() as answer:
            return Got(answer.status, answer.headers, answer.read())


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB", "en"),
        ("fr, zh-TW;q=0.5", "zh"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_playground_speaks_the_browsers_language(accepted: str, locale: str) -> None:
    assert preferred(accepted) == locale


def test_the_address_leads_to_the_page(demo: str) -> None:
    entrance = got(demo, "/play", Accept_Language="zh-CN")
    assert (entrance.status, entrance.headers["location"]) == (307, "/play/zh")
    assert got(demo, "/play/zh").status == 200


def test_only_the_page_allows_inline_scripts_and_nothing_may_come_from_elsewhere(demo: str) -> None:
    page = got(demo, "/play/en").headers["content-security-policy"]
    assert "script-src 'self' 'unsafe-inline'" in page
    assert "default-src 'none'" in page
    assert "http" not in page
    for path in ("/healthz", "/metrics", "/nowhere"):
        policy = got(demo, path).headers["content-security-policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'", path


def test_another_sites_name_does_not_lead_here(demo: str) -> None:
    assert got(demo, "/play/en", Host="evil.test").status == 403
    assert got(demo, "/play/en", Host="localhost").status == 200


def test_another_sites_page_opens_no_socket_here(demo: str) -> None:
    way = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    assert got(demo, way, Origin="https://evil.test").status == 400
    assert got(demo, way, Origin=demo.removesuffix("/play")).status == 200


def test_the_page_is_nowhere_but_under_its_own_paths(demo: str) -> None:
    answer = got(demo, "/other")
    assert (answer.status, answer.body) == (404, b"Not Found")


def test_a_desk_without_a_playground_loads_nothing_of_it() -> None:
    looked = "import sys, bot.operator, bot.wiring; print('nicegui' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", looked], capture_output=True, text=True, check=True
    )
    assert said.stdout == "False\n"
