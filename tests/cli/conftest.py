"""Terminals in a folder of their own: bare, Chinese, and with a platform to talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.fakes.feishu import ThreadedFeishu, feishu_in_thread
from tests.fakes.slack import ThreadedSlack, slack_in_thread


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def chinese(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, {"LANG": "zh_CN.UTF-8"})


@pytest.fixture
def slack() -> Iterator[ThreadedSlack]:
    with slack_in_thread() as running:
        yield running


@pytest.fixture
def feishu() -> Iterator[ThreadedFeishu]:
    with feishu_in_thread() as running:
        yield running


@pytest.fixture
def on_slack(terminal: Terminal, slack: ThreadedSlack) -> Terminal:
    terminal.environment |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HTTP_PORT": "0",
    }
    return terminal


@pytest.fixture
def on_feishu(terminal: Terminal, feishu: ThreadedFeishu) -> Terminal:
    terminal.environment |= {
        "FEISHU_APP_ID": feishu.app_id,
        "FEISHU_APP_SECRET": feishu.app_secret,
        "FEISHU_DOMAIN": feishu.domain,
    }
    return terminal
