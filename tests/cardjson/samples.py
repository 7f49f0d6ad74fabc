"""Three good cards, for mutants to be made of: a ticket, a form, a dashboard."""

from typing import Any

from tests.blockkit.shapes import Json


def plain(zh: str, en: str) -> Json:
    return {"tag": "plain_text", "content": zh, "i18n_content": {"zh_cn": zh, "en_us": en}}


def markdown(zh: str, en: str, **more: Any) -> Json:
    return {
        "tag": "markdown",
        "content": zh,
        "i18n_content": {"zh_cn": zh, "en_us": en},
        **more,
    }


def button(zh: str, en: str, **more: Any) -> Json:
    return {"tag": "button", "text": plain(zh, en), "type": "default", **more}


def calls(**value: Any) -> list[Json]:
    return [{"type": "callback", "value": value}]


def option(zh: str, en: str, value: str) -> Json:
    return {"text": plain(zh, en), "value": value}


def column(*elements: Json, **more: Any) -> Json:
    return {"tag": "column", "width": "weighted", "weight": 1, "elements": list(elements), **more}


def columns(*each: Json, **more: Any) -> Json:
    return {"tag": "column_set", "flex_mode": "flow", "columns": list(each), **more}


def card(*elements: Json, **header: Any) -> Json:
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "width_mode": "fill"},
        "header": {"title": plain("工单", "Ticket"), "template": "red", **header},
        "body": {"direction": "vertical", "elements": list(elements)},
    }


def good_ticket() -> Json:
    """0 text, 1 columns with buttons, 2 rule, 3 person, 4 panel, 5 select, 6 menu, 7 container."""
    accept = button("接单", "Accept", element_id="accept", behaviors=calls(k="accept", t=1042))
    link = {"type": "open_url", "default_url": "https://example.test/t/1042"}
    confirm = {"title": plain("确定？", "Sure?"), "text": plain("升级", "Escalate")}
    escalate = button("升级", "Escalate", behaviors=[*calls(k="esc"), link], confirm=confirm)
    panel = {
        "tag": "collapsible_panel",
        "expanded": False,
        "header": {"title": plain("经过", "History"), "padding": "4px 0px 4px 8px"},
        "border": {"color": "grey-300", "corner_radius": "5px"},
        "elements": [markdown("**10:15** 新建", "**10:15** created")],
    }
    select = {
        "tag": "select_static",
        "placeholder": plain("紧急度", "Urgency"),
        "options": [option("紧急", "Urgent", "p1"), option("一般", "Normal", "p2")],
        "initial_option": "p2",
        "behaviors": calls(k="urgency"),
    }
    menu = {
        "tag": "overflow",
        "options": [option("暂停", "Hold", "hold"), option("合并", "Merge", "merge")],
        "behaviors": calls(k="more"),
    }
    container = {
        "tag": "interactive_container",
        "behaviors": calls(k="open"),
        "elements": [{"tag": "div", "text": plain("打开", "Open"), "icon": icon()}],
    }
    return card(
        markdown("<at id=ou_alice></at> 打印机坏了", "<at id=ou_alice></at> Printer on fire"),
        columns(column(accept), column(escalate, background_style="grey-100")),
        {"tag": "hr", "margin": "4px 0px"},
        {"tag": "person", "user_id": "ou_alice", "show_name": True, "size": "small"},
        panel,
        select,
        menu,
        container,
        subtitle=plain("T-1042", "T-1042"),
        text_tag_list=[{"tag": "text_tag", "text": plain("紧急", "Urgent"), "color": "red"}],
        icon=icon(),
    )


def icon() -> Json:
    return {"tag": "standard_icon", "token": "chat-forbidden_outlined", "color": "orange"}


def good_form() -> Json:
    """The form's elements: 0 title, 1 urgency, 2 tags, 3 assignee, 4 due, 5 vip, 6 buttons."""
    title = {
        "tag": "input",
        "name": "title",
        "required": True,
        "max_length": 100,
        "label": plain("标题", "Title"),
        "placeholder": plain("请输入", "Type here"),
    }
    urgency = {
        "tag": "select_static",
        "name": "urgency",
        "required": True,
        "options": [option("紧急", "Urgent", "p1"), option("一般", "Normal", "p2")],
        "initial_option": "p2",
    }
    tagging = {
        "tag": "multi_select_static",
        "name": "tags",
        "options": [option("硬件", "Hardware", "hw"), option("软件", "Software", "sw")],
    }
    assignee = {"tag": "select_person", "name": "assignee", "options": [{"value": "ou_bob"}]}
    due = {"tag": "date_picker", "name": "due", "initial_date": "2026-12-01"}
    vip = {"tag": "checker", "name": "vip", "text": plain("贵宾", "VIP")}
    submit = button("提交", "Submit", name="submit", form_action_type="submit")
    submit["behaviors"] = calls(k="form", f="new")
    reset = button("重置", "Reset", name="reset", form_action_type="reset")
    buttons = columns(column(submit), column(reset))
    fields = [title, urgency, tagging, assignee, due, vip]
    form = {"tag": "form", "name": "new", "elements": [*fields, buttons]}
    return card(markdown("新工单", "New ticket"), form)


def good_dashboard() -> Json:
    """0 chart, 1 table, 2 picture."""
    chart = {
        "tag": "chart",
        "aspect_ratio": "16:9",
        "chart_spec": {"type": "bar", "data": {"values": [{"d": "Mon", "n": 3}]}},
    }
    table = {
        "tag": "table",
        "page_size": 5,
        "columns": [
            {"name": "who", "data_type": "persons", "display_name": "Who"},
            {"name": "n", "data_type": "number", "format": {"precision": 0}},
            {"name": "state", "data_type": "options", "width": "120px"},
        ],
        "rows": [{"who": ["ou_bob"], "n": 3, "state": [{"text": "ok", "color": "green"}]}],
    }
    picture = {"tag": "img", "img_key": "img_1", "alt": {"tag": "plain_text", "content": ""}}
    return card(chart, table, picture)


def form_of(whole: Json) -> Json:
    """The form of `good_form`."""
    found: Json = whole["body"]["elements"][1]
    return found
