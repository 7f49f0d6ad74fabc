"""Whether Slack still lets us in: asked at intervals, and learnt from every delivery."""

import asyncio
import logging
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import SlackMessenger
from adapters.slack.trouble import classified
from bot.ports import DeliveryError

log = logging.getLogger(__name__)

ASKED_EVERY: Final = 15.0
_WITHIN: Final = 2.0
"""Seconds; whoever probes us does not wait for much longer."""


class Pulse:
    def __init__(self, web: AsyncWebClient, messenger: SlackMessenger) -> None:
        self._web = web
        self._messenger = messenger
        self._trouble = ""
        self._told = ""
        self._asked_at = asyncio.get_running_loop().time()

    async def beats(self) -> bool:
        """False while the token is refused, messages are, or Slack does not answer at all."""
        now = asyncio.get_running_loop().time()
        if now - self._asked_at >= ASKED_EVERY:
            self._asked_at = now
            self._trouble = await self._ask()
        trouble = self._messenger.denied or self._trouble
        if trouble != self._told:
            self._tell(trouble)
        return not trouble

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(_WITHIN):
                with classified():
                    await self._web.auth_test()
        except TimeoutError:
            return "no answer in time"
        except DeliveryError as error:
            return error.reason
        return ""

    def _tell(self, trouble: str) -> None:
        self._told = trouble
        if trouble:
            log.error("Slack does not let the bot work: %s", trouble)
        else:
            log.warning("Slack lets the bot work again")
