"""The button by which files are chosen, and what was chosen; they wait on the tray until sent."""

from collections.abc import Sequence
from typing import Final

from adapters.play.page.node import Node
from bot.words import Words

UPLOADS: Final = "/play/files"
NAME: Final = "x-file-name"

_CHOSEN: Final = f"""async (e) => {{
  const input = e.target;
  for (const file of [...input.files]) {{
    const headers = {{'{NAME}': encodeURIComponent(file.name)}};
    const sent = fetch('{UPLOADS}', {{method: 'POST', body: file, headers}});
    const answer = await sent.catch(() => null);
    emit((answer?.ok ? await answer.text() : '') + ' ' + file.name);
  }}
  input.value = '';
}}"""


class Attaching:
    """`kept` are the names of files that the form has already."""

    def __init__(self, words: Words, kept: Sequence[str] = ()) -> None:
        self._words = words
        self.tokens: list[str] = []
        with Node("div", classes="attach"):
            with Node("label", classes="tap"):
                Node("span", f"📎 {words.say('play.attach')}")
                chosen = Node("input", type="file", multiple=True)
                chosen.on("change", lambda e: self._chosen(str(e.args)), js_handler=_CHOSEN)
            with Node("div", role="status"):
                self._list = Node("ul")
        for name in kept:
            self._show(name)

    def _chosen(self, told: str) -> None:
        token, _, name = told.partition(" ")
        if token:
            self.tokens.append(token)
            self._show(name)
        else:
            self._show(self._words.say("play.not_attached", file=name), "fault")

    def _show(self, line: str, classes: str = "") -> None:
        with self._list:
            Node("li", line, classes)

    def clear(self) -> None:
        self.tokens = []
        self._list.clear()
