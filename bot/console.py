"""What the command line says, in the words of the terminal's language."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from typer.exceptions import TyperException

from bot import phrases
from bot.clock import SystemClock
from bot.domain.errors import DeskError
from bot.domain.people import Member, Room, Roster
from bot.finding import Fault, Finding
from bot.policyfile import Mistake as PolicyMistake
from bot.policyfile import PolicyMistakes
from bot.rosterfile import Changes, Entry, Match
from bot.rosterfile import Mistake as RosterMistake
from bot.settings import Problem
from bot.views import WhyDue
from bot.words import Words


class Console:
    def __init__(self, language: str) -> None:
        self._words = Words(language, ZoneInfo("UTC"), SystemClock().now())

    def say(self, sentence: str, /, **blanks: Any) -> str:
        return self._words.say(sentence, **{name: self._told(v) for name, v in blanks.items()})

    def _told(self, value: Any) -> Any:
        match value:
            case Problem():
                return self.problem(value)
            case PolicyMistakes():
                return " ".join(self.policy_mistakes(value))
            case ((*_,), *_) if not isinstance(value[0], str):
                return self.either(value)
            case _:
                return value

    @property
    def now(self) -> datetime:
        return self._words.now

    def why(self, view: WhyDue, zone: ZoneInfo) -> list[str]:
        """A deadline explained, in the policy's zone."""
        words = replace(self._words, zone=zone)
        return [phrases.why_title(view, words), *phrases.why_lines(view, words)]

    def refusal(self, error: DeskError) -> str:
        return phrases.refusal(error, self._words)

    def fault(self, fault: Fault) -> str:
        return self.say(f"cli.{fault.code}", **fault.blanks)

    def finding(self, finding: Finding) -> str:
        return self.say(f"check.{finding.subject}.{finding.code}", **finding.blanks)

    def found(self, finding: Finding) -> str:
        mark = self.say("cli.noted" if finding.noted else "cli.ok" if finding.ok else "cli.not_ok")
        return f"{mark}  {finding.subject}: {self.finding(finding)}"

    def problem(self, problem: Problem) -> str:
        why = self.say(f"setting.{problem.code}", wanted=problem.wanted)
        return self.say("setting.problem", variable=problem.variable, why=why)

    def policy_mistakes(self, mistakes: PolicyMistakes) -> list[str]:
        return [self.policy_mistake(one, mistakes.file) for one in mistakes.mistakes]

    def policy_doubt(self, doubt: PolicyMistake, file: str) -> str:
        return self.say("cli.doubt", doubt=self.policy_mistake(doubt, file, "policy_doubt"))

    def policy_mistake(
        self, mistake: PolicyMistake, file: str, section: str = "policy_mistake"
    ) -> str:
        problem = self.say(f"{section}.{mistake.code}", **mistake.detail)
        if not mistake.line:
            return self.say("cli.mistake_file", file=file, problem=problem)
        place = {"line": mistake.line, "where": mistake.where or "-"}
        return self.say("cli.mistake_line", file=file, problem=problem, **place)

    def roster_mistake(self, mistake: RosterMistake, file: str) -> str:
        problem = self.say(f"roster_mistake.{mistake.code}", key=mistake.key, **mistake.detail)
        if not mistake.place.line:
            where = f"{file}: {mistake.where}" if mistake.where else file
            return self.say("cli.mistake_file", file=where, problem=problem)
        place = self._place(mistake)
        return self.say("cli.roster_line", place=place, where=mistake.where or "-", problem=problem)

    def _place(self, mistake: RosterMistake) -> str:
        key = "cli.place_row" if mistake.place.sheet else "cli.place_line"
        return self.say(key, line=mistake.place.line, sheet=mistake.place.sheet)

    def usage(self, error: TyperException) -> str:
        """What is wrong with a command line; typer's own words where we have none."""
        if type(error).__name__ == "NoArgsIsHelpError":
            return error.format_message()
        option = getattr(error, "option_name", "")
        written = re.fullmatch(r"No such command '(.*)'\.", error.format_message())
        if option and type(error).__name__ == "NoSuchOption":
            problem = self.say("cli.no_option", option=option)
        elif written:
            problem = self.say("cli.no_command", written=written[1])
        elif type(error).__name__ == "MissingParameter":
            problem = self.say("cli.missing_argument", name=_parameter(error))
        else:
            problem = error.format_message()
        command = getattr(getattr(error, "ctx", None), "command_path", "closeloop")
        return self.say("cli.usage", problem=problem.rstrip(), command=command)

    def either(self, groups: Iterable[Iterable[str]]) -> str:
        """What is missing: of each group one is enough, of the groups all are needed."""
        either = (self.say("cli.or").join(group) for group in groups)
        return self.say("cli.and").join(either)

    def changes(self, changes: Changes, *, dry_run: bool) -> Iterator[str]:
        if changes.added:
            yield self._counted("added", self._entries(changes.added), len(changes.added))
        if changes.changed:
            yield self._counted("changed", self._changed(changes.changed), len(changes.changed))
        if changes.gone:
            yield self._counted("gone", self._entries(changes.gone), len(changes.gone))
        if changes.unchanged:
            yield self.say("roster.unchanged", count=len(changes.unchanged))
        if changes.left:
            yield self.say("roster.left", names=self._entries(changes.left))
        if dry_run:
            yield self.say("roster.dry")

    def left_behind(self, tickets: Mapping[str, int]) -> Iterator[str]:
        """Who left with open tickets; their supervisor has been told."""
        for member, count in tickets.items():
            yield self.say("roster.left_behind", member=member, count=count)

    def _counted(self, key: str, names: list[str], count: int) -> str:
        return self.say(f"roster.{key}", count=count, names=names)

    def _entries(self, entries: Iterable[Entry]) -> list[str]:
        return [self.say(f"roster.entry.{entry.kind}", id=entry.id) for entry in entries]

    def _changed(self, changed: Mapping[Entry, tuple[str, ...]]) -> list[str]:
        return [
            self.say("roster.changed_fields", name=name, fields=list(changed[entry]))
            for entry, name in zip(changed, self._entries(changed), strict=True)
        ]

    def matches(self, matches: Sequence[Match]) -> Iterator[str]:
        """Whose account was found by e-mail, whose belongs to somebody else, whose was not."""
        for match in matches:
            if match.account:
                key = "roster.matched" if match.holds else "roster.taken"
                who = {"member": match.member, "owner": match.owner}
                yield self.say(key, account=str(match.account), **who)
        for platform in dict.fromkeys(m.platform for m in matches):
            lost = [m.member for m in matches if m.platform == platform and not m.account]
            if lost:
                yield self.say("roster.unmatched", platform=platform.title(), names=lost)

    def roster(self, roster: Roster) -> Iterator[str]:
        for found in roster.departments.values():
            title = self.say("roster.entry.department", id=found.id)
            yield f"{title}  {found.name.of(self._words.locale)}  {found.supervisor}".rstrip()
        for member in roster.members.values():
            yield self._member(member)
        for room in roster.rooms.values():
            yield self._room(room)

    def _member(self, member: Member) -> str:
        parts = [
            self.say("roster.entry.member", id=member.id),
            member.name,
            self.say("cli.role", role=member.role.value),
            member.department,
            *map(str, member.identities),
            self.say("roster.shift", shift=member.shift.written) if member.shift else "",
            "" if member.active else self.say("roster.inactive"),
        ]
        return "  ".join(filter(None, parts))

    def _room(self, room: Room) -> str:
        title = self.say("roster.entry.room", id=room.id)
        return "  ".join(
            filter(None, [title, room.kind.value, room.department, room.address.lane, room.broken])
        )


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "?")


def roster_json(roster: Roster) -> dict[str, Any]:
    """The roster in the shape of a roster file."""
    return {
        "departments": [
            {"id": d.id, "name": {"zh": d.name.zh, "en": d.name.en}, "supervisor": d.supervisor}
            for d in roster.departments.values()
        ],
        "members": [_member_json(m) for m in roster.members.values()],
        "rooms": [
            {
                "id": r.id, "kind": r.kind.value, "department": r.department,
                "locale": r.locale, "broken": r.broken,
                r.platform: f"{r.workspace}/{r.chat}" if r.workspace else r.chat,
            }
            for r in roster.rooms.values()
        ],
    }  # fmt: skip


def _member_json(member: Member) -> dict[str, Any]:
    return {
        "id": member.id, "name": member.name, "role": member.role.value,
        "department": member.department, "locale": member.locale, "email": member.email,
        "senior": member.senior, "active": member.active,
        "shift": member.shift.written if member.shift else "", "region": member.region,
        "stand_in": member.stand_in,
        **{i.platform: str(i).partition(":")[2] for i in member.identities},
    }  # fmt: skip


def changes_json(changes: Changes, *, dry_run: bool) -> dict[str, Any]:
    def named(entries: Iterable[Entry]) -> list[str]:
        return [f"{e.kind} {e.id}" for e in entries]

    return {
        "added": named(changes.added),
        "changed": {f"{e.kind} {e.id}": list(f) for e, f in changes.changed.items()},
        "unchanged": named(changes.unchanged),
        "left": named(changes.left),
        "gone": named(changes.gone),
        "dry_run": dry_run,
    }


def matches_json(matches: Iterable[Match]) -> dict[str, Any]:
    """What came of each e-mail; the accounts that belong to somebody else say to whom."""
    matched: list[dict[str, str]] = []
    taken: list[dict[str, str]] = []
    unmatched: list[dict[str, str]] = []
    for match in matches:
        who = {"member": match.member, "email": match.email}
        if match.account is None:
            unmatched.append({**who, "platform": match.platform})
        elif match.owner:
            taken.append({**who, "account": str(match.account), "owner": match.owner})
        else:
            matched.append({**who, "account": str(match.account)})
    return {"matched": matched, "taken": taken, "unmatched": unmatched}
