"""What every page of the board has: head, sections, whose session it is, the way out."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import HTMLResponse, Response

from adapters.web.assets import Assets
from adapters.web.board.live import Drawn
from adapters.web.markup import Inside, Markup, document, tag
from bot.domain.people import Member
from bot.handlers.board import PATH, Session
from bot.handlers.overseeing import Eyes
from bot.words import Words

ASSETS: Final = Assets("adapters.web.board", f"{PATH}/assets")
SECTIONS: Final = (
    ("queue", PATH, True),
    ("complaints", f"{PATH}/complaints", True),
    ("improvements", f"{PATH}/actions", True),
    ("people", f"{PATH}/people", False),
)
"""Word, address, and whether it shows tickets. Reports and articles come here as well."""

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # Else forms would not say that they come from us.
}


def html(body: Markup, status: int = 200) -> Response:
    return HTMLResponse(body, status, headers=_HEADERS)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by somebody who is signed in. `csrf` proves that a form came from our page."""

    session: Session
    member: Member
    eyes: Eyes
    words: Words
    csrf: str
    here: str  # The address asked for, with what it filters by.
    said: str = ""  # What came of the last action.


def page(visit: Visit, section: str, title: str, *inside: Inside) -> Markup:
    words = visit.words
    said = tag("p", visit.said, class_="said", role="status") if visit.said else None
    return whole(
        words,
        f"{title} · {words.say('board.title')}",
        tag("a", words.say("board.to_main"), href="#main", class_="to-main"),
        tag("header", _top(visit, section), class_="top"),
        tag("main", said, *inside, id="main"),
    )


def whole(words: Words, title: str, *inside: Inside) -> Markup:
    """A page that anybody may see, signed in or not."""
    return document(
        words.locale,
        tag("title", title),
        tag("link", rel="stylesheet", href=ASSETS.url("board.css")),
        tag("script", type="module", src=ASSETS.url("board.js")),
        body=inside,
    )


def alone(words: Words, *inside: Inside) -> Markup:
    """A page that says one thing, to anybody."""
    title = words.say("board.title")
    said = [part if isinstance(part, Markup) else tag("p", part) for part in inside]
    sheet = tag("div", tag("h1", title), *said, class_="sheet")
    return whole(words, title, tag("main", sheet, id="main", class_="alone"))


def living(visit: Visit, drawn: Drawn, stream: str) -> Markup:
    """The part of a page that is kept up to date, and the words that the clocks need."""
    words = visit.words
    lamp = tag(
        "p",
        words.say("board.connected"),
        id="lamp",
        class_="lamp",
        role="status",
        hidden=True,
        data_on=words.say("board.connected"),
        data_off=words.say("board.disconnected"),
    )
    part = tag(
        "div",
        Markup(drawn.html),
        id="living",
        data_stream=stream,
        data_seen=drawn.digest,
        data_now=words.now.isoformat(),
        data_left=words.say("board.left", t="{t}"),
        data_over=words.say("board.over", t="{t}"),
        data_days=words.say("board.days", n="{n}"),
    )
    return Markup(lamp + part)


def posting(csrf: str, action: str, *inside: Inside, **attributes: str) -> Markup:
    """A form of ours that changes something; `csrf` proves that it is."""
    proof = tag("input", type="hidden", name="csrf", value=csrf)
    return tag("form", proof, *inside, method="post", action=action, **attributes)


def _top(visit: Visit, section: str) -> list[Markup]:
    words = visit.words
    links = [
        tag("a", words.say(f"board.{name}"), href=address, aria_current=_page(name == section))
        for name, address, shows_tickets in SECTIONS
        if visit.eyes.tickets or not shows_tickets
    ]
    leave = tag("button", words.say("board.sign_out"), title=words.say("board.sign_out_about"))
    return [
        tag("strong", words.say("board.title"), class_="brand"),
        tag("nav", *links, aria_label=words.say("board.sections")),
        tag(
            "div",
            tag("span", visit.member.name, class_="me"),
            _language(visit),
            posting(visit.csrf, f"{PATH}/out", leave),
            class_="own",
        ),
    ]


def _page(here: bool) -> str | None:  # noqa: FBT001 - an attribute's value.
    return "page" if here else None


def _language(visit: Visit) -> Markup:
    other = "en" if visit.words.locale == "zh" else "zh"
    joint = "&" if "?" in visit.here else "?"
    lang = "zh-CN" if other == "zh" else "en"
    label = visit.words.say("board.other_language")
    return tag("a", label, href=f"{visit.here}{joint}lang={other}", lang=lang, hreflang=lang)
