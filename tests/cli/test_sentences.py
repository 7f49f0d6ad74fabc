"""Whatever the command line can say, it has a sentence for, in both languages."""

import re
import string
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.cli.terminal import ROOT

LOCALES = ROOT / "bot" / "locales"


def sentences(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}

    def walk(table: Mapping[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, str):
                blanks = {name for _, name, _, _ in string.Formatter().parse(value) if name}
                found[prefix + key] = blanks
            else:
                walk(value, f"{prefix}{key}.")

    for catalogue in ("cli", "feishu"):
        file = LOCALES / f"{catalogue}.{language}.toml"
        walk(tomllib.loads(file.read_text(encoding="utf-8")), "")
    return found


def test_both_languages_say_the_same_with_the_same_blanks() -> None:
    assert sentences("zh") == sentences("en")


def test_every_reason_that_the_code_gives_has_its_sentence() -> None:
    known = sentences("en")
    given = {
        "bot/variables.py": (r'Unusable\("(\w+)"', "setting"),
        "bot/rosterfile/draft.py": (r'wrong\("(\w+)"', "roster_mistake"),
        "bot/rosterfile/rows.py": (r'_mistake\("(\w+)"', "roster_mistake"),
        "bot/rosterfile/read.py": (r'_whole\("(\w+)"', "roster_mistake"),
        "bot/operator.py": (r'Fault\("(\w+)"', "cli"),
        "bot/opening.py": (r'Fault\("(\w+)"', "cli"),
        "bot/platforms.py": (r'Fault\("(\w+)"', "cli"),
        "bot/wiring.py": (r'Fault\("(\w+)"', "cli"),
    }
    for file, (shape, section) in given.items():
        codes = re.findall(shape, (ROOT / file).read_text(encoding="utf-8"))
        assert codes, file
        for code in codes:
            assert f"{section}.{code}" in known, (file, code)


def test_every_finding_has_its_sentence() -> None:
    known = sentences("en")
    for file in ("bot/checkup.py", "adapters/slack/standing.py"):
        text = (ROOT / file).read_text(encoding="utf-8").replace("_SUBJECT", '"slack"')
        found = re.findall(r'(?:bad|noted|Finding)\(\s*"(\w+)", "(\w+)"', text)
        assert found, file
        for subject, code in found:
            assert f"check.{subject}.{code}" in known, (subject, code)
