"""A preset as it is shipped, and the sentences for what is wrong with a file."""

import tomllib
from pathlib import Path

from bot.domain.policy import Policy
from bot.policyfile import load

LOCALES = Path(__file__).parents[2] / "bot" / "locales"


def preset(name: str) -> Policy:
    return load(None, name).policy


def sentences(section: str, locale: str) -> dict[str, str]:
    catalogue = tomllib.loads((LOCALES / f"policy.{locale}.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = catalogue[section]
    return found
