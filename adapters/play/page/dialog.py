"""A form as a dialog: it stays open until the desk has taken it, and keeps what was typed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from nicegui import ui

from adapters.play.form import Input, Sheet, sheet
from adapters.play.page.attaching import Attaching
from adapters.play.page.node import Node, button, entry
from adapters.play.tray import Tray
from bot import phrases
from bot.commands import SubmitForm
from bot.desk import Answer
from bot.forms import YES, FilledForm, Kind
from bot.views import FormView, Refused
from bot.words import Words

Submit = Callable[[SubmitForm], Awaitable[Answer]]
_TYPES: Final = {Kind.DATE: "date"}


class FormDialog:
    """`submitted` is told what came of it once it is closed."""

    def __init__(self, words: Words, submit: Submit, tray: Tray) -> None:
        self._words = words
        self._submit = submit
        self._tray = tray
        self._files: Attaching | None = None
        self._sending = asyncio.Lock()
        self._over = False
        self._values: dict[str, str] = {}
        self._dialog = Node("dialog", classes="form")
        self._dialog.on("close", self._dialog.delete, args=[])

    def open(self, form: FilledForm) -> None:
        self._draw(form)
        self._js("showModal()")
        self._go_to_fault()

    def _draw(self, form: FilledForm, refused: str = "") -> None:
        self._shown = shown = sheet(form, self._words)
        self._values = {one.name: one.value for one in shown.inputs}
        self._dialog.clear()
        self._dialog.attribute("aria_label", shown.title)
        with self._dialog, Node("form", novalidate=True) as inner:
            inner.on("submit.prevent", self._sent, args=[])
            Node("h2", shown.title)
            for line in shown.guide:
                Node("p", line, "guide")
            with Node("div", classes="above", role="alert"):
                for line in (*shown.above, *((refused,) if refused else ())):
                    Node("p", line)
            with Node("div", classes="fields"):
                for one in shown.inputs:
                    self._field(one)
            names = [phrases.file_name(each) for each in form.files]
            self._files = Attaching(self._words, names) if form.takes_files else None
            with Node("div", classes="foot"):
                if form.looks_up:
                    look = self._words.say("button.look_up")
                    button(look, "tap", lambda: self._sent(look=True))
                button(self._words.say("play.back"), "tap", self._close)
                Node("button", shown.submit, "tap primary", type="submit")

    def _field(self, one: Input) -> None:
        id_, wide = f"field-{one.name}", "wide" if one.kind is Kind.TEXT else ""
        with Node("div", classes=f"field {wide} {'faulty' if one.fault else ''}"):
            with Node("label", one.label, for_=id_):
                if one.required:
                    Node("span", self._words.say("play.required"), "required")
            made = self._entry(one, id_)
            if one.fault or one.hint:
                made.attribute("aria_describedby", f"{id_}-hint")
                said = one.fault or one.hint
                Node("p", said, "fault" if one.fault else "hint", id=f"{id_}-hint")
            if one.fault:
                made.attribute("aria_invalid", "true")

    def _entry(self, one: Input, id_: str) -> Node:
        def written(value: str) -> None:
            self._values[one.name] = value

        if one.options:
            return self._choice(one, id_, written)
        if one.kind is Kind.YES_NO:
            return self._yes_no(one, id_, written)
        tag = "textarea" if one.kind is Kind.TEXT else "input"
        made = entry(tag, "", written, id=id_, value=one.value, maxlength=str(one.limit))
        made.attribute("type", _TYPES.get(one.kind, "text")) if tag == "input" else made.attribute(
            "rows", "3"
        )
        return made

    def _choice(self, one: Input, id_: str, written: Callable[[str], None]) -> Node:
        with entry("select", "", written, id=id_, value=one.value) as made:
            Node("option", self._words.say("hint.choose"), value="")
            for option in one.options:
                hint = f" — {option.hint}" if option.hint else ""
                Node("option", f"{option.name}{hint}", value=option.value)
        return made

    def _yes_no(self, one: Input, id_: str, written: Callable[[str], None]) -> Node:
        made = Node("input", classes="check", type="checkbox", id=id_, checked=one.value == YES)
        ticked = "(e) => emit(e.target.checked ? 'yes' : '')"
        made.on("change", lambda e: written(str(e.args or "")), js_handler=ticked)
        return made

    async def _sent(self, *, look: bool = False) -> None:
        """One after the other, as the form is then; what was taken once is not sent again."""
        async with self._sending:
            if not self._over:
                await self._send(self._shown, look=look)

    async def _send(self, shown: Sheet, *, look: bool) -> None:
        tokens = self._files.tokens if self._files else ()
        files = (*shown.form.files, *await self._tray.handed_in(tokens))
        shown = replace(shown, form=replace(shown.form, files=files))
        filled = replace(shown.filled(dict(self._values)), look=look)
        answer = await self._submit(filled)
        match answer.view:
            case FormView(form):
                self._draw(form)
                self._go_to_fault()
            case Refused() as refused:
                self._draw(_kept(shown.form, self._values), phrases.refused(refused, self._words))
            case _:
                self._over = True
                self._close()

    def _go_to_fault(self) -> None:
        self._js("querySelector('[aria-invalid]')?.focus()")

    def _close(self) -> None:
        self._js("close()")

    def _js(self, call: str) -> None:
        with self._dialog:
            ui.run_javascript(f"getHtmlElement({self._dialog.id}).{call}")


def _kept(form: FilledForm, values: dict[str, str]) -> FilledForm:
    """The same form with what was typed into it."""
    fields = tuple(replace(one, value=values.get(one.field.name, "")) for one in form.fields)
    return replace(form, fields=fields)
