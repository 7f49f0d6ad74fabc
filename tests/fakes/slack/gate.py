"""The gate every emitted block passes: violations are kept, and refused as Slack would."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.blockkit import ADVICE, Violation, check_message, check_view
from tests.fakes.slack.state import Json, SlackError

# Slack has an error of its own for these; the rest is invalid_blocks.
_OWN_ERROR = {"no_text", "metadata_too_large", "view_too_large"}


@dataclass(frozen=True, slots=True)
class Breach:
    """A violation and the call or acknowledgement that carried it."""

    source: str
    violation: Violation

    def __str__(self) -> str:
        return f"{self.source}: {self.violation}"


class Gate:
    def __init__(self) -> None:
        self.violations: list[Breach] = []

    def note(self, source: str, rule: str, detail: str) -> None:
        self.violations.append(Breach(source, Violation("", rule, detail)))

    def message(self, source: str, payload: Json) -> None:
        found = check_message(payload)
        self._keep(source, found)
        self._refuse(found, payload, "invalid_blocks", ("/blocks", "/attachments"), "")

    def view(self, source: str, view: object) -> None:
        if not isinstance(view, dict):
            raise SlackError("invalid_arguments", "[ERROR] must provide an object: view")
        found = check_view(view)
        self._keep(source, found)
        # Slack's views methods answer invalid_arguments with pointers, not invalid_blocks.
        self._refuse(found, {}, "invalid_arguments", ("",), "/view")

    def _keep(self, source: str, found: Iterable[Violation]) -> None:
        self.violations.extend(Breach(source, each) for each in found)

    def _refuse(
        self,
        found: list[Violation],
        payload: Json,
        error: str,
        places: tuple[str, ...],
        root: str,
    ) -> None:
        for each in found:
            if each.rule in _OWN_ERROR:
                raise SlackError(each.rule)
            if each.pointer == "/text" and each.rule == "too_long" and "ts" in payload:
                raise SlackError("msg_too_long")
            if each.pointer == "/blocks" and each.rule == "bad_count" and not root:
                raise SlackError("msg_blocks_too_long")
        fatal = [each for each in found if each.pointer.startswith(places)]
        lines = [
            f"[ERROR] {each.rule}: {each.detail} [json-pointer:{root}{each.pointer}]"
            for each in fatal
            if each.rule not in ADVICE
        ]
        if lines:
            raise SlackError(error, *lines)
