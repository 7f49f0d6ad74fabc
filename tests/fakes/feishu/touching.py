"""People touching cards: buttons, selects, menus, forms, and what the app's answer does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.cardjson.texts import LANGUAGES, node_tag
from tests.fakes.feishu.controls import (
    Control,
    NothingThereError,
    action,
    answer,
    fields_of,
    find_control,
    forms_of,
    untouched,
)
from tests.fakes.feishu.courier import Courier, Delivery
from tests.fakes.feishu.delayed import TapTokens
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.gate import Gate
from tests.fakes.feishu.hands import Hands
from tests.fakes.feishu.state import TENANT, Message, Person, Tenant

NO_ANSWER, TIMED_OUT, BAD_STATUS = "200340", "200341", "200671"
BAD_BODY, BAD_CARD, EXPIRED = "200672", "200673", "expired"
_TOASTS = ("info", "success", "error", "warning")


@dataclass(frozen=True, slots=True)
class Tapped:
    """What the person sees after a tap.

    `says` is the toast in their language, `card` the new card if the answer brought one, `error`
    the number their client shows; `missing` are the form's fields their client wants first, and
    then the app heard nothing (`delivery` is None).
    """

    delivery: Delivery | None = None
    toast: Json | None = None
    says: str = ""
    card: Json | None = None
    error: str | None = None
    missing: tuple[str, ...] = ()


class Touching(Hands):
    """`what` is an element_id, a name, the words on it, or the words of one of its options."""

    def __init__(self, tenant: Tenant, courier: Courier, gate: Gate) -> None:
        super().__init__(tenant, courier, gate)
        self.taps = TapTokens()

    async def tap(self, user: str, message: str, what: str, *, choose: Any = None) -> Tapped:
        """Touch a control; selects and menus take the option in `choose` or `what`."""
        card = self._card(user, message)
        control = find_control(card.content, what)
        if control.in_form:
            raise NothingThereError(f"{what!r} is in a form: fill_form submits it")
        if control.tag == "button" and control.callback is None:
            return Tapped()  # It only opens a link.
        return await self._touch(user, card, action(control, choose, self._person(user)))

    async def fill_form(
        self,
        user: str,
        message: str,
        values: Mapping[str, Any] | None = None,
        *,
        submit: str | None = None,
    ) -> Tapped:
        """Fill by field name or label and submit, by the only submitting button or `submit`."""
        card, person = self._card(user, message), self._person(user)
        form, button = _form(card.content, submit)
        fields = fields_of(form)
        _all_used(fields, values or {})
        entries = {each.name: _entry(each, values or {}, person) for each in fields}
        missing = tuple(each.name for each in fields if _lacks(each, entries[each.name]))
        if missing:
            return Tapped(missing=missing)
        filled = {name: entry for name, entry in entries.items() if entry is not None}
        done = action(Control(button, in_form=True), None, person)
        sent = {**done, "form_value": filled, "timezone": person.timezone}
        return await self._touch(user, card, sent)

    def _card(self, user: str, message: str) -> Message:
        found = self._shown(user, message)
        assert found.is_card, f"{message} is no card"
        return found

    async def _touch(self, user: str, card: Message, done: Json) -> Tapped:
        if self.tenant.too_old(card):
            return Tapped(error=EXPIRED)
        if "card.action.trigger" not in self.subscriptions:
            return Tapped(error=NO_ANSWER)
        token = self.taps.issue(card, self.tenant)
        event = {
            "operator": {**self._person(user).ids, "tenant_key": TENANT},
            "token": token,
            "action": done,
            "host": "im_message",
            "context": {"open_message_id": card.id, "open_chat_id": card.chat},
        }
        card.in_use += 1
        try:
            delivery = await self._callback(event)
        finally:
            card.in_use -= 1
        self.taps.issued[token].answered = delivery.ok
        return self._follow(self._person(user), card, delivery)

    def _follow(self, person: Person, card: Message, delivery: Delivery) -> Tapped:
        """What the client makes of the answer; a wrong one it shows as a number."""
        ack = delivery.ack
        if not ack.ok:
            return Tapped(delivery, error=_trouble(ack.status, ack.trouble))
        body = ack.body if ack.body is not None else {}
        problems = list(_problems(body))
        for each in problems:
            self.gate.note("card answer", "bad_answer", each)
        if problems:
            return Tapped(delivery, error=BAD_BODY)
        try:
            shown = self._new_card(card, body)
        except FeishuError:
            return Tapped(delivery, error=BAD_CARD)  # Recorded as a violation by the gate.
        toast = body.get("toast")
        return Tapped(delivery, toast, _toast_words(toast, person), shown)

    def _new_card(self, card: Message, body: Json) -> Json | None:
        if "card" not in body:
            return None
        shown = self.gate.card("card answer", body["card"]["data"], self.tenant.people)
        card.content = shown
        card.updated = self.tenant.clock.now()
        card.edits += 1
        return shown


def _form(card: Json, submit: str | None) -> tuple[Json, Json]:
    """The form and the button that submits it."""
    found = [(form, each) for form in forms_of(card) for each in _submits(form)]
    fitting = [
        pair for pair in found if submit is None or submit in Control(pair[1], in_form=True).names
    ]
    if len(fitting) != 1:
        there = [sorted(Control(each, in_form=True).names) for _, each in found]
        raise NothingThereError(f"{len(fitting)} forms to submit by {submit!r}; there is {there}")
    return fitting[0]


def _submits(holder: Any) -> Iterator[Json]:
    if isinstance(holder, list):
        for each in holder:
            yield from _submits(each)
    elif isinstance(holder, dict):
        if holder.get("form_action_type") == "submit":
            yield holder
        for key in ("elements", "columns"):
            yield from _submits(holder.get(key))


def _entry(field: Control, values: Mapping[str, Any], person: Person) -> Any:
    given = [values[key] for key in field.names & values.keys()]
    if not given or given[0] is None:
        return untouched(field.node, person)
    if field.node.get("disabled"):
        raise NothingThereError(f"{field.node['name']} is disabled")
    return answer(field.node, given[0], person)


def _all_used(fields: list[Control], values: Mapping[str, Any]) -> None:
    names = {name for each in fields for name in each.names}
    unknown = values.keys() - names
    if unknown:
        raise NothingThereError(f"no field {sorted(unknown)}; there is: {sorted(names)}")


def _lacks(field: Control, value: Any) -> bool:
    """What Feishu's own client refuses: required but empty, or longer than it may be."""
    if field.node.get("required") and value in (None, "", [], False):
        return True
    longest = int(field.node.get("max_length", 1000))
    return node_tag(field.node) == "input" and len(str(value)) > longest


def _trouble(status: int, trouble: str | None) -> str:
    if trouble == "timeout":
        return TIMED_OUT
    return NO_ANSWER if status == 0 else BAD_STATUS


def _problems(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield f"not an object: {body!r:.80}"
        return
    if body.keys() - {"toast", "card"}:
        yield f"unknown keys {sorted(body.keys() - {'toast', 'card'})}"
    if "toast" in body:
        yield from _wrong_toast(body["toast"])
    if "card" in body:
        yield from _wrong_card(body["card"])


def _wrong_card(card: Any) -> Iterator[str]:
    if not isinstance(card, dict) or card.keys() != {"type", "data"} or card["type"] != "raw":
        yield f"a card comes as type raw with data: {card!r:.80}"


def _wrong_toast(toast: Any) -> Iterator[str]:
    if not isinstance(toast, dict) or toast.keys() - {"type", "content", "i18n"}:
        yield f"toast {toast!r:.80}"
        return
    if toast.get("type", "info") not in _TOASTS:
        yield f"toast type {toast['type']!r}"
    if not toast.get("content") and not toast.get("i18n"):
        yield "an empty toast"
    if dict(toast.get("i18n") or {}).keys() - set(LANGUAGES):
        yield f"toast languages {sorted(toast['i18n'])}"


def _toast_words(toast: Json | None, person: Person) -> str:
    if toast is None:
        return ""
    said = dict(toast.get("i18n") or {})
    return str(said.get(person.locale) or toast.get("content") or said.get("en_us", ""))
