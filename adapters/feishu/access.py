"""What lets us into Feishu or Lark."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

DOMAIN: Final = "https://open.feishu.cn"


@dataclass(frozen=True, slots=True)
class Access:
    """One app. `http`: events come to our address, and no long connection is opened.

    `domain` is where every call, the long connection and every link goes: apps, ids and secrets
    belong to Feishu or to Lark, never to both.
    """

    app_id: str
    app_secret: str = field(repr=False)
    encrypt_key: str = field(default="", repr=False)
    verification_token: str = field(default="", repr=False)
    domain: str = DOMAIN
    http: bool = False

    def url(self, path: str) -> str:
        return f"{self.domain.rstrip('/')}{path}"

    @property
    def console(self) -> str:
        """Where an admin switches scopes and events on."""
        return self.url(f"/app/{self.app_id}")

    @property
    def chat_link(self) -> str:
        """Opens the private chat with the bot, on the same brand."""
        parts = urlsplit(self.domain)
        host = parts.netloc.replace("open.", "applink.", 1)
        query = f"appId={self.app_id}"
        return urlunsplit((parts.scheme, host, "/client/bot/open", query, ""))
