"""A text in both languages of the desk: what a policy, a roster or a calendar calls something."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Name:
    """One text in the two languages of the desk."""

    zh: str
    en: str

    def of(self, locale: str) -> str:
        return self.zh if locale.startswith("zh") else self.en


UNNAMED: Final = Name("", "")
