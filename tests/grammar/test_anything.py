"""Whatever is typed, however long, it is read or refused, and soon."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import SLUGS
from bot.domain.errors import DeskError
from bot.grammar import COMMANDS, parse
from bot.grammar.vocabulary import KEYS

_PARTS = st.sampled_from(
    [*COMMANDS, *KEYS["new"], *"=＝:： \n,，。“”「」『'‘\"@<>#0１-", "001", "of ", "until ", "told",
     "/ticket", "/工单", "@_user_1", "<@U1|x>", "20261122001", "ctsomer", "\x00", "\u200b"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=12).map("".join)))
@example("duplicate →")
@example("new \x00=\x00")
def test_whatever_is_typed_is_a_command_or_a_refusal(text: str) -> None:
    try:
        command = parse(text)
    except DeskError as refusal:
        assert refusal.blanks()  # noqa: PT017 - either outcome is right.
        return
    assert type(command) in SLUGS.values()


def test_reading_a_line_does_not_load_what_only_a_refusal_needs() -> None:
    def loaded(text: str) -> str:
        script = (
            "import sys; from bot.domain.errors import DeskError; from bot.grammar import parse\n"
            f"try: parse({text!r})\n"
            "except DeskError: pass\n"
            "print('rapidfuzz' in sys.modules)"
        )
        command = [sys.executable, "-c", script]
        seen = subprocess.run(command, capture_output=True, text=True, check=True)
        return seen.stdout.strip()

    assert loaded("new 空调不制冷：E5 客户=张三") == "False"
    assert loaded("nwe 空调不制冷") == "True"


@pytest.mark.parametrize(
    "text",
    [
        "new " + "“ " * 20_000,
        "new " + '"' * 40_001,
        "new " + "a:" * 20_000,
        "new " + "客户=a,电话=b," * 4_000,
        "new " + "a" + " " * 40_000 + "b",
        "duplicate " + "1a-" * 13_000,
        "hold 001 " + "until 1" * 6_000,
        "progress 001 " + " told" * 8_000 + "x",
        "@a" * 20_000,
        "1" * 40_000,
        "new reported=" + "1 小时" * 8_000,
        "list " + "的" * 40_000,
    ],
)
@pytest.mark.timeout(5)
def test_the_longest_message_is_read_in_no_time(text: str) -> None:
    try:
        assert type(parse(text)) in SLUGS.values()
    except DeskError as refusal:
        assert refusal.blanks()  # noqa: PT017 - either outcome is right.
