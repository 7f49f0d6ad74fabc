"""From merged layers to a `Policy`: which keys each table has, and what may stand there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.calendar import Always, Calendar, Hours, Opening
from bot.domain.policy import (
    ALWAYS,
    CONDITIONS,
    FACTS,
    Answer,
    AssignRule,
    BurstRule,
    Category,
    Choice,
    Division,
    DutyKind,
    DutyPolicy,
    FieldType,
    Ladder,
    OwnField,
    Pause,
    Policy,
    SuggestRule,
    Target,
    Urgency,
)
from bot.domain.promises import UNPROMISED
from bot.policyfile import hours as h
from bot.policyfile import values as v
from bot.policyfile.dated import Override, schema, years
from bot.policyfile.merge import LISTS, Merged
from bot.policyfile.mistakes import Path, Wrong, nearest
from bot.policyfile.reader import Reader, Schema

T = TypeVar("T")

SCRIPTS: Final = ("callback", "second_callback", "care_call", "remedy", "satisfied")
"""Calls that have something to be said in them: the rounds, and the supervisor's two."""

STAGES: Final = ("create", "record", "resolve", "close")
"""When required fields are asked for."""

_RICH: Final = {"urgency", "category", "csat", "department", "field"}
"""Lists whose items say more than a choice does."""

_SUGGEST_FROM: Final = tuple(key for key in CONDITIONS if key != "urgency")

_CHOICE: Final[Schema] = {"id": v.slug, "name": v.name, "aliases": v.texts}
_ANSWER: Final[Schema] = {**_CHOICE, "score": v.number(0, 5), "dissatisfied": v.yes_no}
_DIVISION: Final[Schema] = {**_CHOICE, "answers_within": v.optional(v.span)}
_LADDER: Final[Schema] = {
    "manager_after": v.length,
    "repeat": v.length,
    "max_repeats": v.count(0, 1000),
}
_BURST: Final[Schema] = {
    "enabled": v.yes_no,
    "at_least": v.count(2, 1000),
    "times": v.number(1, 1000),
    "opens_incident": v.yes_no,
}
_PAUSE: Final[Schema] = {"hold": v.yes_no, "waiting": v.yes_no}
_REPORT: Final[Schema] = {key: v.optional(h.report_time) for key in ("daily", "weekly", "monthly")}
_SCRIPT: Final[Schema] = dict.fromkeys(SCRIPTS, v.optional(v.name))
_REQUIRED: Final[Schema] = dict.fromkeys(STAGES, v.facts)
_CALENDAR: Final[Schema] = {
    "timezone": v.zone,
    "days": h.week,
    "holidays": v.optional(v.country),
    "override": lambda value: value,
    "settled": years,
}


class Builder(Reader):
    """Reads everything, notes every mistake, and only then says whether there is a policy."""

    def __init__(self, merged: Merged) -> None:
        super().__init__(merged)
        self._calendars = {ALWAYS, *self._values.get("calendar", {})}
        self._duty_policy = {
            "due": v.optional(v.span),
            "warn": v.optional(v.plain_span),
            "opens": v.optional(v.plain_span),
            "calendar": v.one_of("calendar", self._calendars),
            "enabled": v.yes_no,
            "by": v.one_of("by", ("bot", "agent")),
        }

    def policy(self, preset: str) -> Policy | None:
        """Build the policy, or give None and leave the reasons in `mistakes`."""
        fields = {
            **self._scalars(),
            **self._lists(),
            "assign": self._rules("assign", self._assign_rule),
            "suggest": self._rules("suggest", self._suggest_rule),
            "duties": self._duties(),
            "calendars": self._all_calendars(),
            "ladder": self._table("ladder", _LADDER, Ladder),
            "burst": self._table("burst", _BURST, BurstRule),
            "pause": self._table("pause", _PAUSE, Pause),
            "required": self._table("required", _REQUIRED, _frozen),
            "reports": self._table("report", _REPORT, _without_none),
            "scripts": self._table("script", _SCRIPT, _without_none),
        }
        if not self._known["urgency"]:
            self._wrong(("urgency",), "no_urgency")
        return None if self.mistakes else Policy(preset=preset, **fields)

    def _scalars(self) -> dict[str, Any]:
        schema: Schema = {
            "timezone": v.zone,
            "country": v.home,
            "locale": v.locale,
            "number": v.pattern,
            "workdays": v.one_of("calendar", self._calendars),
            "reaction": v.texts,
            "quiet": v.optional(h.quiet),
            "default_urgency": self._ref("urgency"),
            "unreachable_after": v.count(1, 100),
            "raise_after_chases": v.count(1, 100),
            "evidence_limit": v.count(1, 100),
            "needs_agreement": v.yes_no,
            "warranty_months": v.optional(v.count(1, 600)),
            "overload": v.optional(v.count(1, 10000)),
            "chase_words": v.texts,
            "chase_after": v.length,
            "retention": v.optional(v.length),
            "loyalty_every": v.optional(v.length),
            "approvers": v.some_of("department", self._known["department"]),
            "key_levels": v.some_of("level", self._known["level"]),
        }
        own = {key: self._values[key] for key in schema if key in self._values}
        read = self._read((), own, schema)
        if "reaction" in read:
            read["reactions"] = read.pop("reaction")
        return read

    def _lists(self) -> dict[str, Any]:
        urgency: Schema = {
            **_CHOICE,
            "definition": v.name,
            "first_response": v.optional(v.span),
            "resolution": v.optional(v.span),
            "progress": v.optional(v.span),
            "calendar": v.one_of("calendar", self._calendars),
            "medium": v.optional(self._ref("medium")),
            "critical": v.yes_no,
        }
        category: Schema = {
            **_CHOICE,
            "definition": v.name,
            "department": v.optional(self._ref("department")),
            "keywords": v.texts,
            "facts": v.facts,
            "playbook": v.names,
        }
        found = {LISTS[key]: self._items(key, _CHOICE, Choice) for key in LISTS if key not in _RICH}
        needed = ("first_response", "resolution")
        found["urgencies"] = self._items("urgency", urgency, Urgency, needed)
        found["categories"] = self._items("category", category, Category)
        found["departments"] = self._items("department", _DIVISION, Division)
        found["fields"] = self._own_fields()
        found["csat"] = self._items("csat", _ANSWER, Answer, ("score",))
        return found

    def _own_fields(self) -> tuple[OwnField, ...]:
        """What the desk takes down beside the usual (S4-19)."""
        schema: Schema = {
            **_CHOICE,
            "type": v.one_of("type", tuple(FieldType)),
            "choices": v.choices,
            "kinds": v.some_of("kind", self._known["kind"]),
            "required": v.yes_no,
            "public": v.yes_no,
        }
        found = self._items("field", schema, _own_field, ("type",))
        for one in found:
            at: Path = ("field", one.id)
            if one.id in FACTS:
                self._wrong(at, "field_known", value=one.id)
            if bool(one.choices) != (one.type is FieldType.CHOICE):
                self._wrong(at, "field_choices")
        return found

    def _items(
        self, key: str, schema: Schema, make: Callable[..., Any], needed: tuple[str, ...] = ()
    ) -> tuple[Any, ...]:
        made = (
            self._made((key, name), item, schema, make, ("name", *needed))
            for name, item in self._values[key].items()
        )
        return tuple(item for item in made if item is not None)

    def _rules(self, key: str, parse: Callable[[Path, Any], Any]) -> tuple[Any, ...]:
        read = (parse((key, at), rule) for at, rule in enumerate(self._values[key]))
        return tuple(rule for rule in read if rule is not None)

    def _assign_rule(self, at: Path, rule: Mapping[str, Any]) -> AssignRule | None:
        schema = {"when": v.conditions(self._known, CONDITIONS), "to": self._target}
        return self._made(at, rule, schema, AssignRule, ("when", "to"))

    def _suggest_rule(self, at: Path, rule: Mapping[str, Any]) -> SuggestRule | None:
        schema = {
            "when": v.conditions(self._known, _SUGGEST_FROM),
            "urgency": self._ref("urgency"),
            "reason": v.name,
        }
        return self._made(at, rule, schema, SuggestRule, ("when", "urgency"))

    def _target(self, value: Any) -> Target:
        if not isinstance(value, dict):
            raise Wrong("not_table", value=value)
        schema: Schema = {
            "department": self._ref("department"),
            "pool": self._ref("department"),
            "member": v.slug,
            "senior": v.yes_no,
            "supervisor": v.yes_no,
            "also": v.some_of("department", self._known["department"]),
        }
        for key, said in value.items():
            if key not in schema:
                raise Wrong("unknown_key", (key,), key=key, nearest=nearest(key, schema))
            value = {**value, key: v.part(key, schema[key], said)}
        if len({"department", "pool", "member"} & value.keys()) != 1:
            raise Wrong("target_not_one")
        return Target(**value)

    def _duties(self) -> Mapping[DutyKind, DutyPolicy]:
        kinds = {kind.value for kind in set(DutyKind) - UNPROMISED}
        found = {}
        for key, table in self._values.get("duty", {}).items():
            if key not in kinds:
                self._wrong(("duty", key), "unknown_key", key=key, nearest=nearest(key, kinds))
            elif duty := self._made(("duty", key), table, self._duty_schema(key), DutyPolicy):
                found[DutyKind(key)] = duty
        return MappingProxyType(found)

    def _duty_schema(self, key: str) -> Schema:
        """The due of first response and resolution is the urgency's; only accept is re-routed."""
        if key == DutyKind.ACCEPT:
            return {**self._duty_policy, "reroute": v.yes_no, "reroutes": v.count(1, 20)}
        if key not in {DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION}:
            return self._duty_policy
        return {k: parse for k, parse in self._duty_policy.items() if k != "due"}

    def _all_calendars(self) -> Mapping[str, Calendar]:
        found: dict[str, Calendar] = {ALWAYS: Always()}
        for key, table in self._values.get("calendar", {}).items():
            at: Path = ("calendar", key)
            if key == ALWAYS:
                self._wrong(at, "reserved_name", value=key)
            elif self._has(at, table, ("days",)) and (hours := self._hours(at, table)):
                found[key] = hours
        return MappingProxyType(found)

    def _hours(self, at: Path, table: Mapping[str, Any]) -> Hours | None:
        before = len(self.mistakes)
        read = self._read(at, table, _CALENDAR)
        if len(self.mistakes) > before:
            return None
        own_zone = read.get("timezone") or self._values.get("timezone")
        plain = Hours(self._zone(own_zone), read["days"], read.get("holidays"))
        overrides = self._overrides(at, read.get("override", []), plain.usual)
        return replace(
            plain,
            overrides=MappingProxyType({day: one.open for day, one in overrides.items()}),
            notes=MappingProxyType({day: one.name for day, one in overrides.items() if one.name}),
            settled=frozenset(read.get("settled", ())),
        )

    def _zone(self, name: Any) -> ZoneInfo:
        """A bad zone has been reported where it stands; any zone lets the reading go on."""
        try:
            return ZoneInfo(v.zone(name))
        except Wrong:
            return ZoneInfo("UTC")

    def _overrides(
        self, at: Path, items: Any, usual: tuple[Opening, ...]
    ) -> Mapping[date, Override]:
        """Each day that an override names; a day that two of them name is a mistake."""
        found: dict[date, Override] = {}
        if not isinstance(items, list):
            self._wrong((*at, "override"), "not_list", value=items)
            return found
        for index, item in enumerate(items):
            place = (*at, "override", index)
            if not isinstance(item, dict):
                self._wrong(place, "not_table", value=item)
            elif override := self._made(place, item, schema(usual), Override, ("date", "open")):
                self._dated(place, override, found)
        return found

    def _dated(self, place: Path, override: Override, found: dict[date, Override]) -> None:
        try:
            days = override.days
        except Wrong as wrong:
            self._wrong((*place, *wrong.inside), wrong.code, **wrong.detail)
            return
        for day in days:
            if day in found:
                self._wrong((*place, "date"), "date_twice", value=day)
                return
            found[day] = override

    def _table(self, key: str, schema: Schema, make: Callable[..., T]) -> T | None:
        return self._made((key,), self._values.get(key, {}), schema, make)


def _own_field(**said: Any) -> OwnField:
    return OwnField(**{**said, "type": FieldType(said["type"])})


def _frozen(**table: Any) -> Mapping[str, Any]:
    return MappingProxyType(table)


def _without_none(**table: Any) -> Mapping[str, Any]:
    return MappingProxyType({key: value for key, value in table.items() if value is not None})
