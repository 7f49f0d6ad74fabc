"""Help that helps: all that somebody can do, one command explained, and names instead of slugs."""

from datetime import timedelta

import pytest

from bot import phrases
from bot.commands import Help
from bot.domain import errors
from bot.domain.policy import Name
from bot.handlers.acts import OFFERED
from bot.handlers.helping import SUBJECTS
from bot.views import HelpPage, Queue, Refused
from bot.words import Words
from tests.desk.office import Office


def words(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.at)


async def page(office: Office, who: str, line: str) -> HelpPage:
    view = await office.ask(who, line)
    assert isinstance(view, HelpPage), view
    return view


async def test_help_on_a_command_shows_a_line_that_works_and_its_keys(office: Office) -> None:
    view = await page(office, "li", "帮助 联系")
    assert phrases.help_lines(view, words(office)) == (
        "登记首次联系：/工单 联系 001 约定明天上午上门 方式=电话",
        "· 联系方式：方式=、medium=",
    )
    assert phrases.help_lines(view, words(office, "en")) == (
        "First contact: /ticket contact 001 visit agreed for tomorrow medium=phone",
        "· Medium: medium=, 方式=",
    )


async def test_help_on_what_is_no_command_offers_the_nearest(office: Office) -> None:
    view = await office.ask("li", "help accpt")
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.UnknownCommand)
    assert (view.error.written, view.error.near) == ("accpt", "accept")


async def test_help_on_what_others_may_says_who(office: Office) -> None:
    lines = phrases.help_lines(await page(office, "wang", "help close"), words(office))
    assert lines[-1] == "你现在不能用，可以由主管、售后经理来做。"
    assert (
        "来做"
        not in phrases.help_lines(await page(office, "tang", "help close"), words(office))[-1]
    )


@pytest.mark.parametrize("who", ["li", "wang", "jie", "tang", "ma"])
async def test_help_marks_what_is_only_for_ones_own_tickets(office: Office, who: str) -> None:
    view = await page(office, who, "help all")
    assert {"reveal", "home", "reopen", "accept"} <= set(view.commands)
    own = {"li": {"accept", "reveal", "reopen"}, "wang": {"resolve", "reveal", "reopen"}}
    assert own.get(who, set()) <= set(view.own)
    assert not set(view.own) & {"show", "note", "mine"}
    marked = [x for x in phrases.help_lines(view, words(office)) if x.endswith("（限归你的工单）")]
    assert len(marked) == len(view.own)


@pytest.mark.parametrize("asked", ["action add", "改进 新增", "collab done", "customer merge"])
async def test_help_on_a_command_of_two_words(office: Office, asked: str) -> None:
    assert (await page(office, "tang", f"help {asked}")).topic


async def test_help_tells_of_the_message_menu_whoever_may_make_tickets(office: Office) -> None:
    assert "report_message" in (await page(office, "li", "帮助 全部")).commands
    assert "report_message" not in (await page(office, "wang", "help all")).commands
    assert (await page(office, "admin", "help all")).own == ()


PEOPLE = ["li", "wang", "jie", "tang", "ma", "admin"]


@pytest.mark.parametrize("who", PEOPLE)
async def test_help_begins_with_the_few_commands_that_a_role_needs_daily(
    office: Office, who: str
) -> None:
    view = await page(office, who, "帮助")
    assert 4 < len(view.commands) <= 8
    assert set(view.commands) < set((await page(office, who, "help all")).commands)
    lines = phrases.help_lines(view, words(office))
    assert len(lines) == len(view.commands) + 1
    assert lines[-1].startswith("其他命令按主题看")
    assert phrases.help_title(view, words(office)).endswith("你最常用的命令：")
    assert view.may_create is (who in ("li", "tang", "ma"))
    assert view.may_look is (who != "admin")


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_command_is_under_one_subject_that_is_a_tap_away(
    office: Office, who: str
) -> None:
    first = await page(office, who, "help")
    found: list[str] = []
    for subject in first.subjects:
        view = await office.ask(who, Help(topic=subject))
        assert isinstance(view, HelpPage)
        assert view.commands
        assert subject not in view.subjects
        if subject != "all":
            found += view.commands
    everything = (await page(office, who, "help all")).commands
    assert sorted(found) == sorted(everything)


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_what_a_subjects_button_says_can_be_typed(office: Office, locale: str) -> None:
    for subject in (await page(office, "ma", "help")).subjects:
        label = phrases.label(Help(topic=subject), words(office, locale))
        view = await page(office, "ma", f"help {label}")
        assert view.subject == subject
        assert phrases.help_title(view, words(office, locale)).startswith(label)


def test_the_help_tells_of_all_that_can_be_typed() -> None:
    assert sorted(s for each in SUBJECTS.values() for s in each) == sorted(OFFERED)


async def test_a_value_that_is_none_is_answered_with_the_names_of_those_there_are(
    office: Office,
) -> None:
    error = (await office.faults("li", "new 停机 客户=王五 紧急程度=很急"))["urgency"]
    assert isinstance(error, errors.UnknownValue)
    names = [u.name for u in office.policies.current.urgencies]
    assert list(error.known) == names
    said = phrases.refusal(error, words(office))
    assert said.endswith(f"可以是：{'、'.join(n.zh for n in names)}。")
    assert names[0].en in phrases.refusal(error, words(office, "en"))


async def test_a_value_that_may_be_several_is_answered_with_their_names(office: Office) -> None:
    view = await office.ask("li", "list status=a")
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.AmbiguousValue)
    assert Name("已分配", "Assigned") in view.error.candidates
    assert "已分配" in phrases.refused(view, words(office))


@pytest.mark.parametrize(
    "line", ["progress 001 已检测 told=maybe", "me lang=fr", "confirm 001 answer=x"]
)
async def test_the_grammars_own_choices_have_names_too(office: Office, line: str) -> None:
    await office.created()
    view = await office.ask("li", line)
    assert isinstance(view, Refused)
    assert isinstance(view.error, errors.UnknownValue)
    assert all(isinstance(each, Name) for each in view.error.known)


async def test_a_list_since_yesterday_begins_where_that_day_did(office: Office) -> None:
    await office.created()
    office.clock.at += timedelta(hours=20)  # Tuesday, 06:00 in Shanghai.
    await office.created()
    for since, found in {"昨天": 2, "yesterday": 2, "周一": 2, "今天": 1, "tue": 1}.items():
        view = await office.ask("li", f"list since={since}")
        assert isinstance(view, Queue), since
        assert (since, view.total) == (since, found)
