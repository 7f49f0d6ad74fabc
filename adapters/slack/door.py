"""The Bolt app, and the one way in: whatever Slack sends goes to its listener by table.

It stands before Bolt looks up whom it acts for, which in one workspace is always the same, and
before Bolt asks its own listeners one after another, with thirty arguments made for each. So a
request costs the same however many kinds there are. What is in no table is left to Bolt, which
says that nobody handles it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.logger import get_bolt_logger
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.plain import Json
from adapters.slack.asked import Us

Listener = Callable[[Json, AsyncAck], Awaitable[BoltResponse]]

COMMAND: Final = "command"
_KINDS: Final = {
    "block_actions": "tap",
    "view_submission": "form",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "event_callback": "event",
}


def _kind(body: Json) -> str:
    return COMMAND if COMMAND in body else _KINDS.get(str(body.get("type")), "")


class Door(AsyncMiddleware):
    """`listeners` by what they listen to: command, tap, form, shortcut, event."""

    def __init__(self, listeners: Mapping[str, Listener]) -> None:
        self._listeners = listeners

    def listener(self, body: Json) -> Listener | None:
        return self._listeners.get(_kind(body))

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt gives it to every middleware.
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - So Bolt calls it.
    ) -> BoltResponse:
        listener = self.listener(req.body)
        if listener is None:
            return await next()
        return await listener(req.body, req.context.ack)


class App(AsyncApp):
    """Bolt's, but that it makes no client for what goes through the door.

    It makes one for each request, lest the token of one becomes another's. Whoever listens here is
    given none, and to make one is most of what Bolt itself costs.
    """

    def __init__(self, door: Door, **options: Any) -> None:
        self._door = door
        super().__init__(before_authorize=door, **options)

    def _init_context(self, req: AsyncBoltRequest) -> None:
        if self._door.listener(req.body) is None:
            super()._init_context(req)


def bolt_app(
    listeners: Mapping[str, Listener], us: Us, client: AsyncWebClient, token: str
) -> AsyncApp:
    """An app of one workspace. The client has no token: Bolt would check it at every turn."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=us.team,
            bot_token=token,
            bot_id=us.bot_id,
            bot_user_id=us.bot_user,
        )

    get_bolt_logger(AsyncApp).addFilter(_worth_telling)
    return App(
        Door(listeners),
        name="closeloop",
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


def _worth_telling(record: logging.LogRecord) -> bool:
    """Bolt reads SLACK_BOT_TOKEN by itself and wonders why we give it a client without one."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()
