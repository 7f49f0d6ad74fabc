"""A good message and a good modal, for mutants to be made of."""

from tests.blockkit.shapes import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "T-1"}


def good_message() -> Json:
    confirm = {
        "title": plain("Sure?"),
        "text": plain("x"),
        "confirm": plain("y"),
        "deny": plain("n"),
    }
    overflow = {"type": "overflow", "action_id": "more", "options": [option("Hold", "hold")]}
    return {
        "channel": "C1",
        "text": "Ticket T-1",
        "metadata": {"event_type": "card", "event_payload": {"ticket": "T-1"}},
        "blocks": [
            {"type": "header", "block_id": "head", "text": plain("T-1")},
            {
                "type": "section",
                "block_id": "body",
                "text": {"type": "mrkdwn", "text": "*Broken*"},
                "fields": [{"type": "mrkdwn", "text": "who"}, plain("Alice")],
                "accessory": overflow,
            },
            {
                "type": "actions",
                "block_id": "buttons",
                "elements": [
                    {**button("Accept", "accept"), "style": "primary", "confirm": confirm},
                    button("More", "more"),
                ],
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "due"}, plain("10:15")]},
            {"type": "divider"},
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "user", "user_id": "U1"},
                            {"type": "text", "text": " ", "style": {"bold": True}},
                        ],
                    }
                ],
            },
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
        ],
    }


def good_view() -> Json:
    urgency = {
        "type": "static_select",
        "action_id": "v",
        "placeholder": plain("Choose"),
        "options": [option("High", "high"), option("Low", "low")],
        "initial_option": option("Low", "low"),
    }
    words = {"type": "plain_text_input", "action_id": "v", "multiline": True, "max_length": 500}
    return {
        "type": "modal",
        "callback_id": "new",
        "title": plain("New ticket"),
        "submit": plain("Create"),
        "close": plain("Cancel"),
        "private_metadata": "C1",
        "blocks": [
            {"type": "input", "block_id": "title", "label": plain("Title"), "element": words},
            {"type": "input", "block_id": "urgency", "label": plain("How"), "element": urgency},
            {"type": "alert", "text": plain("It moved on"), "level": "warning"},
        ],
    }


def select(view: Json) -> Json:
    found: Json = view["blocks"][1]["element"]
    return found


def accept(message: Json) -> Json:
    found: Json = message["blocks"][2]["elements"][0]
    return found
