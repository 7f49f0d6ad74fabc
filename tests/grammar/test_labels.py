"""Whatever a button or a form is called can be typed as well, in either language."""

import pytest

from bot import commands as ask
from bot.commands import OF_CUSTOMERS, SLUGS, Command, slug
from bot.domain.errors import DeskError
from bot.grammar import parse
from bot.words import LOCALES, catalogue

OF_PLATFORMS = {
    "typed", "form", "submit", *(slug(kind()) for kind in OF_CUSTOMERS),
    "report_message",  # Typed it is a new ticket, of the message in whose thread it stands.
}  # fmt: skip
NO = "20261122001"
ENDINGS = ("", f" {NO}", f" {NO} 备注", f"{NO}，备注", " C12 有货", " A7 已换", " @唐敏 角色=主管")
SAID_BY_OTHERS = {
    ("disapprove", "zh"), ("disapprove", "en"), ("action_done", "en"), ("customer_reveal", "en"),
}  # fmt: skip
"""A label that is another command's own word: there the place of the button says which it is."""


def meant(line: str) -> str:
    try:
        return slug(parse(line))
    except DeskError as error:
        return error.code


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("shown", ["button", "form"])
def test_what_a_button_or_a_form_is_called_begins_a_line(locale: str, shown: str) -> None:
    words = catalogue(locale)
    for each in set(SLUGS) - OF_PLATFORMS:
        label = words.get(f"{shown}.{each}")
        if label and (each, locale) not in SAID_BY_OTHERS:
            said = [f"{label}{more}" for more in ENDINGS]
            assert each in [meant(line) for line in said], (label, [meant(x) for x in said])


@pytest.mark.parametrize("each", sorted(set(SLUGS) - OF_PLATFORMS))
def test_what_the_code_calls_a_command_begins_a_line(each: str) -> None:
    assert each in [meant(f"{each}{more}") for more in ENDINGS]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("协作完成 C12 有货，今天发出", ask.CollabDone("C12", "有货，今天发出")),
        ("collab_done C12 in stock", ask.CollabDone("C12", "in stock")),
        ("／ticket COLLAB_DONE　C12　in stock", ask.CollabDone("C12", "in stock")),
        ("答复协作 C12：有货", ask.CollabDone("C12", "有货")),
        ("更新进度001 已寄出 已告知", ask.Progress("001", "已寄出", told=True)),
        ("Customer declines 001 too dear", ask.Reject("001", "too dear")),
        ("客户不同意方案 001 太贵", ask.Reject("001", "太贵")),
        ("declined 001 too dear", ask.Reject("001", "too dear")),
        ("reject 001 too dear", ask.Reject("001", "too dear", plain=True)),
        ("驳回 001 太贵", ask.Reject("001", "太贵", plain=True)),
        ("Customer agrees 001 fine cost=280", ask.Agree("001", "fine", "280")),
        ("统一通报 001 本周内更换", ask.UpdateIncident("001", "本周内更换", told=False)),
        ("解除群体事件 001", ask.EndIncident("001")),
        ("为什么是这个时间？ 001", ask.Why("001")),
        ("customer Anna", ask.FindCustomer("Anna")),
        ("show 001", ask.Show("001")),
        ("done 001 replaced", ask.Resolve("001", "replaced")),
        ("link K7QD2MXA", ask.Link("K7QD2MXA")),
    ],
)
def test_a_label_is_read_like_the_commands_own_word(line: str, command: Command) -> None:
    assert parse(line) == command
