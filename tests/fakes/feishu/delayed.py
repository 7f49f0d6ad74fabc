"""interactive/v1/card/update: changing a card later, with the token that its tap carried."""

from dataclasses import dataclass, field

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.messages import change
from tests.fakes.feishu.shapes import done
from tests.fakes.feishu.state import Message, Tenant, new_id

TOKEN_LIVES, TOKEN_USES = 1800.0, 2


@dataclass(slots=True)
class TapToken:
    message: Message
    issued: float
    answered: bool = False
    uses: int = 0


@dataclass(slots=True)
class TapTokens:
    """The tokens of all taps."""

    issued: dict[str, TapToken] = field(default_factory=dict)

    def issue(self, message: Message, tenant: Tenant) -> str:
        token = new_id("c").replace("_", "-")
        self.issued[token] = TapToken(message, tenant.clock.now())
        return token

    def update(self, asked: Asked) -> Json:
        known = self._usable(asked)
        known.uses += 1
        card = asked.gate.card(asked.api, asked.need("card"), asked.tenant.people)
        if known.message.recalled:
            raise FeishuError(200000)
        if not known.answered:
            # Feishu accepts it and then undoes it when the callback is answered.
            asked.gate.note(asked.api, "update_before_answer", known.message.id)
            return done()
        change(asked, known.message, card)
        return done()

    def _usable(self, asked: Asked) -> TapToken:
        known = self.issued.get(str(asked.need("token")))
        if known is None:
            raise FeishuError(300020)
        if asked.tenant.clock.now() - known.issued > TOKEN_LIVES:
            raise FeishuError(300030)
        if known.uses >= TOKEN_USES:
            raise FeishuError(300040)
        return known

    def apis(self) -> list[Api]:
        scopes = opened_by("im:message", "im:message:send_as_bot")
        return [Api("card.update", "POST", "interactive/v1/card/update", self.update, scopes)]
