import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from bot import logs
from bot.variables import Secret

SECRET = Secret("8f742231b10e8888")


@pytest.fixture
def log_to() -> Iterator[Callable[..., io.StringIO]]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level

    def configured(form: str = "text", level: str = "info") -> io.StringIO:
        stream = io.StringIO()
        logs.configure(level, form, [SECRET], stream)
        return stream

    yield configured
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in (*logs.OURS, *logs._LOUD):
        logging.getLogger(name).setLevel(logging.NOTSET)


LogTo = Callable[..., io.StringIO]
log = logging.getLogger("bot.desk")


def test_a_record_is_one_line_with_its_fields(log_to: LogTo) -> None:
    stream = log_to()
    log.info("accepted", extra={"ticket": "20261122001", "took": 0.25})
    line = stream.getvalue()
    assert line.endswith(" info bot.desk: accepted ticket=20261122001 took=0.25\n")
    assert line.count("\n") == 1


def test_json_lines_can_be_read_back(log_to: LogTo) -> None:
    stream = log_to("json")
    log.warning("拒绝 %s", "x\n\x1b[31m\u2028\u202e\U000e0001", extra={"ticket": "7", "late": True})
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()
    read = json.loads(stream.getvalue())
    assert read["message"] == "拒绝 x\n\x1b[31m\u2028\u202e\U000e0001"
    assert (read["level"], read["logger"]) == ("warning", "bot.desk")
    assert (read["ticket"], read["late"]) == ("7", True)


def test_nobodys_text_can_forge_a_record(log_to: LogTo) -> None:
    stream = log_to()
    log.info("note %s", "one\r\n2026-11-22 info bot.desk: forged\x1b[2J\u202e")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()
    assert "\\r\\n2026-11-22" in stream.getvalue()


def test_a_traceback_cannot_pass_for_records(log_to: LogTo) -> None:
    stream = log_to()
    try:
        int("broken\n2026-11-22 info bot.desk: forged 13812345678")
    except ValueError:
        log.exception("bug")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("error bot.desk: bug")
    assert rest
    assert all(line.startswith("  | ") for line in rest)
    assert "13812345678" not in stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "personal",
    [
        "13812345678",
        "138-1234-5678",
        "+44 20 7946 0958",
        "zhang.san@acme.com",
        "xoxb-12345-ABCDEF",
        "xapp-1-A12-34",
        SECRET.reveal(),
        "Bearer abcdef123456",
        "postgresql://desk:hunter22@db/desk",
    ],
)
def test_customers_and_secrets_are_masked(log_to: LogTo, form: str, personal: str) -> None:
    stream = log_to(form)
    log.info("said %s.", personal, extra={"customer": personal})
    assert personal not in stream.getvalue()
    assert "said" in stream.getvalue()


def test_numbers_that_an_operator_needs_are_not_masked(log_to: LogTo) -> None:
    stream = log_to()
    log.info("posted", extra={"ticket": "20261122001", "ts": "1763800000.000100", "port": 8080})
    assert "ticket=20261122001 ts=1763800000.000100 port=8080" in stream.getvalue()


def test_libraries_speak_only_to_warn_even_when_we_debug(log_to: LogTo) -> None:
    stream = log_to(level="debug")
    log.debug("ours")
    for name in ("slack_bolt.AsyncApp", "slack_sdk", "aiohttp.access", "uvicorn.error", "x"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).debug("chatter")
    logging.getLogger("apscheduler.scheduler").warning("late")
    assert "ours" in stream.getvalue()
    assert "late" in stream.getvalue()
    assert "chatter" not in stream.getvalue()
