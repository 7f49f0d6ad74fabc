"""Members and rooms are kept from inside a chat, by admins only, at once (S0-07, S0-08)."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import phrases
from bot.commands import AddMember, AddRoom, ListMembers, SubmitForm
from bot.domain.errors import (
    AlreadyLinked,
    BadLine,
    BadShift,
    CannotStandIn,
    NotAllowed,
    NotARoom,
    NotInRoster,
    RoomNotBound,
    UnknownMember,
    UnknownValue,
)
from bot.domain.history import Happening
from bot.domain.people import Identity, Role, RoomKind
from bot.policyfile import PolicyFile
from bot.views import Done, FormView, Refused, TicketCard
from bot.words import Words
from tests.desk.office import Office
from tests.desk.test_absences import member, refused
from tests.desk.test_presence import lane

WARE = "slack:T1/C_WARE"
MIN = "管理 成员 新增 赵敏 账号=<@U_MIN> 角色=处理人员 部门=仓储部"


async def told(office: Office, line: str, chat: str = "C_SYNC") -> Done:
    view = await office.ask("admin", line, chat=chat)
    assert isinstance(view, Done), view
    return view


async def test_a_colleague_who_is_added_can_work_at_once_and_the_record_says_who_added_them(
    office: Office,
) -> None:
    await told(office, MIN)
    added = office.store.read(lambda u: u.people.roster()).result().members["赵敏"]
    assert (added.role, added.department) == (Role.TECH, "warehouse")
    assert added.identities == (Identity("slack", "T1", "U_MIN"),)
    assert not isinstance(await office.ask("min", "mine"), Refused)
    [event] = office.history("")
    assert (event.happening, event.by) == (Happening.ROSTER_CHANGED, "admin")
    assert event.changes["member.赵敏"][1]["role"] == "tech"


async def test_an_edit_changes_what_it_says_and_nothing_else(office: Office) -> None:
    before = member(office, "wu")
    await told(office, "admin member edit @Wu role=liaison")
    after = member(office, "wu")
    assert after.role is Role.LIAISON
    assert (after.name, after.department, after.identities) == (
        before.name,
        before.department,
        before.identities,
    )


async def test_whoever_is_removed_is_out_at_once_and_their_tickets_are_told_of(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("tang", f"assign {no} @wang")
    view = await told(office, "admin member remove @wang")
    assert (view.code, view.blanks["count"]) == ("admin_member_left_behind", 1)
    assert isinstance(await office.ask("wang", "mine"), Refused)
    await office.settle()
    assert "memo_left" in [d.code for d in office.ear.in_lane(lane("tang"), Done)]


async def test_a_room_bound_by_chat_shows_what_is_open_and_what_comes_next(
    office: Office,
) -> None:
    """S1-33, without a restart: the very next save is shown there too."""
    first = await office.created("new 错发 客户=张三 部门=仓储部")
    view = await told(office, "admin room add 仓储部 lang=en", chat="C_WARE")
    assert view.blanks["count"] == 1
    await office.settle()
    second = await office.created("new 漏发 客户=李四 部门=仓储部")
    await office.settle()
    assert {c.no for c in office.ear.in_lane(WARE, TicketCard)} == {first, second}
    [said] = {s.words.locale for s in office.ear.said.values() if s.lane == WARE}
    assert said == "en"


async def test_a_room_is_bound_anew_and_unbound(office: Office) -> None:
    await told(office, "admin room add dept=warehouse", chat="C_WARE")
    await told(office, "管理 群 绑定 同步群", chat="C_WARE")
    rooms = office.store.read(lambda u: u.people.roster()).result().rooms
    [bound] = [r for r in rooms.values() if r.chat == "C_WARE"]
    assert bound.kind is RoomKind.SYNC
    listed = await told(office, "admin room list")
    assert "C_WARE" in str(listed.blanks["lines"])
    await told(office, "admin room remove", chat="C_WARE")
    assert await refused(office, "admin", f"admin room remove {bound.id}") is RoomNotBound


@pytest.mark.parametrize("who", ["li", "tang", "ma"])
@pytest.mark.parametrize("line", [MIN, "admin member remove @wu", "admin room add", "admin policy"])
async def test_only_an_admin_keeps_the_roster(office: Office, who: str, line: str) -> None:
    before = office.store.read(lambda u: u.people.roster()).result().version
    assert await refused(office, who, line) is NotAllowed
    assert office.store.read(lambda u: u.people.roster()).result().version == before


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("admin member add Min account=<@U_WU> role=tech", AlreadyLinked),
        ("admin member add Min account=<@U_MIN> role=king", UnknownValue),
        ("admin member edit @nobody role=tech", UnknownMember),
        ("admin member edit @admin role=agent", NotInRoster),
        ("admin member remove @admin", NotInRoster),
    ],
)
async def test_what_would_not_fit_is_refused_with_one_clear_sentence(
    office: Office, line: str, error: type[Exception]
) -> None:
    view = await office.ask("admin", line)
    assert isinstance(view, Refused)
    assert isinstance(view.error, error)
    said = phrases.refusal(view.error, Words("zh", office.policies.current.zone, office.clock.at))
    assert "{" not in said
    assert member(office, "admin").role is Role.ADMIN


async def test_a_private_conversation_is_no_room(office: Office) -> None:
    view = await office.ask("admin", AddRoom(), chat="@U_ADMIN")
    assert isinstance(view, Refused)
    assert isinstance(view.error, NotARoom)


async def test_half_an_entry_opens_the_form_and_keeps_what_was_said(office: Office) -> None:
    view = await office.ask("admin", AddMember(name="赵敏"))
    assert isinstance(view, FormView)
    values = {f.field.name: f.value for f in view.form.fields}
    assert values["name"] == "赵敏"
    filled = {"name": "赵敏", "account": "U_MIN", "role": "tech", "dept": "warehouse"}
    assert isinstance(
        await office.ask("admin", SubmitForm("admin_member_add", "", 0, filled)), Done
    )
    listed = await office.ask("admin", ListMembers())
    assert isinstance(listed, Done)
    assert "赵敏" in str(listed.blanks["lines"])


async def test_the_policys_file_is_read_on_request_and_its_mistakes_told_with_their_lines(
    office: Office, tmp_path: Path
) -> None:
    words = Words("zh", office.policies.current.zone, office.clock.at)
    path = tmp_path / "policy.toml"
    path.write_text('locale = "zh"\n', encoding="utf-8")
    office.desk = replace(office.desk, reread=PolicyFile(path).look)
    assert isinstance(await office.ask("ma", "admin policy reload"), Refused)
    assert (await told(office, "管理 策略 重载")).code == "admin_policy_reloaded"
    path.write_text('locale = "zh"\noverload = "many"\nquiett = {}\n', encoding="utf-8")
    view = await office.ask("admin", "admin policy reload")
    assert isinstance(view, Refused)
    assert phrases.refusal(view.error, words) == (
        "策略文件 policy.toml 有 2 处错误，没有加载，原策略照旧有效：\n"
        "policy.toml 第 2 行：overload：“many”必须是不带引号的数字（计数处须为整数）。\n"
        "policy.toml 第 3 行：quiett：这里没有“quiett”这个键，最接近的是“quiet”。"
    )
    office.desk = replace(office.desk, reread=PolicyFile(None).look)
    assert (await told(office, "admin policy reload")).code == "admin_policy_no_file"
    assert await refused(office, "admin", "admin policy rewrite") is BadLine


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("admin member edit @Wu shift=mon-fri 9:00-18:00", "mon-fri 09:00-18:00"),
        (
            "管理 成员 修改 @Wu 班次=周一至周五 09:00-18:00；周六 10:00-14:00 语言=英文",
            "mon-fri 09:00-18:00; sat 10:00-14:00",
        ),
        ('admin member edit @Wu shift="daily 22:00-06:00"', "mon-sun 22:00-06:00"),
    ],
)
async def test_a_shift_is_kept_by_chat_and_taken_back(
    office: Office, line: str, written: str
) -> None:
    answer = await told(office, line)
    shift = member(office, "wu").shift
    assert shift is not None
    assert shift.written == written
    assert written in str(answer.blanks["line"])
    await told(office, "admin member edit @Wu shift=none")
    assert member(office, "wu").shift is None


@pytest.mark.parametrize("shift", ["25:00", "晚班", "mon-fri", "mon-fri 09:00-09:00", "每天 9点"])
async def test_a_shift_that_cannot_be_read_is_refused_and_the_old_one_stays(
    office: Office, shift: str
) -> None:
    await told(office, "admin member edit @Wu shift=mon-fri 09:00-18:00")
    error = await refused(office, "admin", f"admin member edit @Wu shift={shift}")
    assert error is BadShift
    kept = member(office, "wu").shift
    assert kept is not None
    assert kept.written == "mon-fri 09:00-18:00"


async def test_a_usual_stand_in_is_kept_by_chat_where_they_can_stand_in(office: Office) -> None:
    await told(office, "管理 成员 修改 @Wu 代班=@Wang")
    assert member(office, "wu").stand_in == "wang"
    wrong = await refused(office, "admin", "admin member edit @Wu standin=@Hou")
    assert wrong is CannotStandIn
    await told(office, "admin member edit @Wu standin=none")
    assert member(office, "wu").stand_in == ""


@pytest.mark.parametrize("line", ["@Wu", "@Wu 班次", "@Wu 下周休息", "@Wu role=liaison 明天", ""])
async def test_an_edit_that_says_nothing_that_is_understood_changes_nothing(
    office: Office, line: str
) -> None:
    before = member(office, "wu")
    error = await refused(office, "admin", f"admin member edit {line}")
    assert error is BadLine
    assert member(office, "wu") == before
