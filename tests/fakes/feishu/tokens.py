"""tenant_access_token: issued for two hours, the same one again while it lives long enough."""

import secrets
from dataclasses import dataclass, field

from tests.fakes.feishu.clock import PlatformClock
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.state import APP_ID, APP_SECRET

TOKEN_LIVES = 7200.0
SAME_WHILE_OVER = 1800.0


@dataclass(slots=True)
class Tokens:
    """Old tokens stay good until their own end; `invalidate` ends them all at once."""

    clock: PlatformClock
    app_secret: str = APP_SECRET
    good_until: dict[str, float] = field(default_factory=dict)

    def issue(self, body: Json) -> Json:
        if body.get("app_id") != APP_ID:
            raise FeishuError(10003)
        if body.get("app_secret") != self.app_secret:
            raise FeishuError(10014)
        now = self.clock.now()
        lasting = [each for each, end in self.good_until.items() if end - now > SAME_WHILE_OVER]
        token = lasting[-1] if lasting else f"t-{secrets.token_hex(16)}"
        end = self.good_until.setdefault(token, now + TOKEN_LIVES)
        shown = {"tenant_access_token": token, "expire": int(end - now)}
        return {"code": 0, "msg": "ok", **shown}

    def invalidate(self) -> None:
        self.good_until.clear()

    def check(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise FeishuError(99991661)
        if self.good_until.get(token, 0.0) <= self.clock.now():
            raise FeishuError(99991663)
