"""The gate every emitted card passes: violations are kept, and refused as Feishu would."""

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.blockkit.shapes import Violation
from tests.cardjson import check_card
from tests.cardjson.tree import objects
from tests.fakes.feishu.errors import FeishuError, Json, card_refused
from tests.fakes.feishu.reading import called_in


@dataclass(frozen=True, slots=True)
class Breach:
    """A violation and the call or answer that carried it."""

    source: str
    violation: Violation

    def __str__(self) -> str:
        return f"{self.source}: {self.violation}"


@dataclass(slots=True)
class Gate:
    _kept: list[Breach] = field(default_factory=list)
    _outdated: dict[str, Breach] = field(default_factory=dict)

    @property
    def violations(self) -> list[Breach]:
        return [*self._kept, *self._outdated.values()]

    def note(self, source: str, rule: str, detail: str) -> None:
        self._kept.append(_breach(source, rule, detail))

    def outdated(self, source: str, message: str, uuid: str) -> None:
        """A known uuid brought other content: the old message stands until it is redrawn."""
        self._outdated[message] = _breach(source, "uuid_for_other_content", uuid)

    def redrawn(self, message: str) -> None:
        self._outdated.pop(message, None)

    def card(self, source: str, card: Any, people: Container[str], size: int | None = None) -> Json:
        """The card, if it is right; 230099 or 230025 otherwise."""
        if not isinstance(card, dict):
            self.note(source, "not_an_object", repr(card)[:80])
            raise card_refused(200621, "parse card json err")
        found = check_card(card, size)
        self._kept += [Breach(source, each) for each in found]
        _refuse(found)
        for each in _people_in(card):
            if each not in people:
                self.note(source, "unknown_person", each)
                raise card_refused(100290, "There is an invalid user resource(at/person)")
        return card

    def parsed(self, source: str, content: object, code: int = 230001) -> Json:
        """A message's content, which is JSON inside JSON."""
        try:
            found = json.loads(content) if isinstance(content, str) else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.note(source, "content_not_json_text", repr(content)[:80])
            raise FeishuError(code, "content is not a string in json format")
        return found


def _breach(source: str, rule: str, detail: str) -> Breach:
    return Breach(source, Violation("", rule, detail))


def _refuse(found: list[Violation]) -> None:
    rules = {each.rule for each in found}
    if "too_large" in rules:
        raise FeishuError(230025)
    if "too_many_tables" in rules:
        raise card_refused(11310, "card table number over limit")
    if "too_many_elements" in rules:
        raise card_refused(11310, "element exceeds the limit")
    if "only_in_schema_1" in rules:
        raise card_refused(200861, "cards of schema V2 no longer support this capability")
    if found:
        raise card_refused(200621, f"parse card json err; ErrorValue: {found[0]}")


def _people_in(card: Json) -> Iterator[str]:
    """Everybody a card names; an invalid id makes Feishu refuse the whole of it."""
    for each in objects(card):
        if each.get("tag") == "person":
            yield str(each["user_id"])
        if each.get("tag") == "person_list" and not each.get("drop_invalid_user_id"):
            yield from (str(one["id"]) for one in each["persons"])
        yield from (one for one in called_in(each) if one != "all")
