"""Pages for customers: one sheet, one small style, no script, nothing from anywhere else."""

import base64
import hashlib
from html import escape
from importlib.resources import files
from typing import Final

from starlette.responses import HTMLResponse

from bot.words import Words

_STYLE: Final = files("adapters.web").joinpath("customers.css").read_text(encoding="utf-8")
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_TONGUES: Final = {"zh": "zh-CN", "en": "en"}


def page(
    title: str, body: str, words: Words, status: int = 200, retry_after: int = 0
) -> HTMLResponse:
    """A whole page in the words' language; `body` is markup, `title` is text."""
    headers = {"content-security-policy": _POLICY, "vary": "Accept-Language"}
    if retry_after:
        headers["retry-after"] = str(retry_after)
    whole = (
        f'<!doctype html><html lang="{_TONGUES[words.locale]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
    return HTMLResponse(whole, status, headers)


def ending(title: str, said: str, words: Words, status: int = 200, more: str = "") -> HTMLResponse:
    """A page that says one thing; `more` is markup."""
    sorry = status >= 400  # noqa: PLR2004 - HTTP's own line between well and not.
    body = (
        f'<div class="end{" sorry" if sorry else ""}">'
        f'<div class="mark" aria-hidden="true">{"!" if sorry else "✓"}</div>'
        f"<h1>{escape(title)}</h1><p>{escape(said)}</p>{more}</div>"
    )
    return page(title, body, words, status)
