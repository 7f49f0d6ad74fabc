"""The Files port over Feishu: a file of a message, asked for by both their keys."""

from typing import Final

from adapters.feishu.client import Client
from adapters.feishu.trouble import FeishuError
from bot.ports import DeliveryError

_PATH: Final = "/open-apis/im/v1/messages/{}/resources/{}"
_IMAGE: Final = "img_"
_GONE: Final = frozenset({230110, 231003, 234003, 234009, 234040, 234041, 234043})
"""The message was taken back, or holds no such file."""


class FeishuFiles:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def fetch(self, source: str, most: int) -> bytes:
        message, _, key = source.removeprefix("feishu:").partition("/")
        kind = "image" if key.startswith(_IMAGE) else "file"
        try:
            return await self._client.download(
                _PATH, message, key, params={"type": kind}, most=most
            )
        except FeishuError as error:
            if error.code in _GONE:
                raise DeliveryError(error.reason, permanent=True) from error
            raise
