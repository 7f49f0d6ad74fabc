"""What Feishu answers when it refuses: codes, HTTP statuses and the words it uses for them."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

# HTTP 400 unless said otherwise, from the pages of the single APIs and "general error codes".
_MESSAGES: Mapping[int, str] = {
    10003: "invalid param",
    10014: "app secret invalid",
    230001: "Your request contains an invalid request parameter.",
    230002: "The bot can not be outside the group.",
    230011: "The message is recalled.",
    230012: "Bot is NOT the sender of the message.",
    230013: "Bot has NO availability to this user.",
    230018: "These operations are NOT allowed at current group settings.",
    230020: "This operation triggers the frequency limit.",
    230023: "The user has too many unread urgent messages.",
    230025: "The length of the message content reaches its limit.",
    230027: "Lack of necessary permissions.",
    230031: "Message can only be modified within 14 days after sending.",
    230046: "No Permission to Pin/Unpin messages in the chat.",
    230052: "Can not urgent this message.",
    230054: "This operation is not supported for this message type.",
    230071: "The operator is not the sender of the message.",
    230072: "The message has reached the number of times it can be edited.",
    230099: "Failed to create card content",
    230110: "Action unavailable as the message has been deleted.",
    231001: "reaction type is invalid.",
    231002: "The operator has no permission to react on the specific message.",
    231003: "The message is not found, maybe not exist or deleted.",
    231007: "Bot has no permission to delete this reaction.",
    232009: "Your request specifies a chat which has already been dissolved.",
    232011: "Operator can NOT be out of the chat.",
    232033: "The operator or invited bots does NOT have the authority to manage external chats.",
    234001: "Invalid request param.",
    234003: "File not in message.",
    234004: "App not in chat.",
    234010: "File's size can't be 0.",
    300020: "invalid token",
    300030: "token expired",
    300040: "token has been used up",
    200000: "card has been recalled",
    11310: "card is invalid",
    41050: "no user authority error",
    40000000: "command already exists",
    40000031: "invalid icon key",
    40000004: "command not found",
    99991400: "request trigger frequency limit",
    99991403: "This month's API call quota has been exceeded",
    99991661: "Missing access token for authorization.",
    99991663: "Invalid access token for authorization. Please make a request with token attached",
    99991672: "Access denied. One of the following scopes is required",
    99992402: "field validation failed",
}
_STATUS: Mapping[int, int] = {99991400: 429, 10003: 200, 10014: 200}


class FeishuError(Exception):
    """A refusal: a code, and perhaps what it is about (`ext`)."""

    def __init__(
        self, code: int, ext: str = "", *, status: int | None = None, reset: int | None = None
    ) -> None:
        super().__init__(f"{code} {ext}".strip())
        self.code = code
        self.status = status or _STATUS.get(code, 400)
        self.reset = reset
        said = _MESSAGES.get(code, "error")
        self.message = f"{said}, ext={ext}" if ext else said

    @property
    def answer(self) -> Json:
        return {
            "code": self.code,
            "msg": self.message,
            "error": {"log_id": "20261122000000FAKE", "troubleshooter": "see the documentation"},
        }

    @property
    def headers(self) -> dict[str, str]:
        """Of all refusals only 429 carries hints, and they are not called Retry-After."""
        if self.reset is None:
            return {}
        return {"x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": str(self.reset)}


def card_refused(sub_code: int, why: str) -> FeishuError:
    """230099 with the real reason in its ext, as Feishu hides it."""
    return FeishuError(230099, f"ErrCode: {sub_code}; ErrMsg: {why}")
