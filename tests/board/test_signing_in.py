"""Who comes in to the board, how, and for how long."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.people import Role
from bot.ports import UnitOfWork
from bot.views import BoardLink, Refused
from tests.board.browser import Watched, opened
from tests.desk.office import Office


def change(office: Office, who: str, **changes: Any) -> None:
    def job(uow: UnitOfWork) -> None:
        roster = uow.people.roster()
        member = replace(roster.members[who], **changes)
        uow.people.replace(replace(roster, members={**roster.members, who: member}))

    office.store.write(job).result()


async def test_a_supervisor_gets_a_link_and_the_link_opens_the_board(board: Watched) -> None:
    browser = board.browser()
    link = await board.link("tang")
    door = await browser.get(link)
    assert door.status == 200
    assert "登录看板" in door.seen
    inside = await browser.post(link, {})
    assert (inside.status, inside.path) == (200, "/board")
    assert "Tang" in inside.seen


@pytest.mark.parametrize("who", ["li", "wang", "jie"])
async def test_whoever_runs_nothing_gets_no_link_and_is_told_who_does(
    office: Office, who: str
) -> None:
    view = await office.ask(who, "看板")
    assert isinstance(view, Refused)
    assert isinstance(view.error, NotAllowed)
    assert view.error.who_may == ("supervisor", "manager", "admin")


async def test_looking_at_a_link_does_not_use_it_up(board: Watched) -> None:
    link = await board.link("tang")
    for _ in range(3):
        assert (await board.browser().get(link)).status == 200
    assert (await board.browser().post(link, {})).status == 200


async def test_a_link_works_once(board: Watched) -> None:
    link = await board.link("tang")
    assert (await board.browser().post(link, {})).status == 200
    again = await board.browser().post(link, {})
    assert again.status == 403
    assert "已经用过或已过期" in again.seen


async def test_a_link_runs_out_after_ten_minutes(board: Watched) -> None:
    link = await board.link("tang")
    board.office.clock.forward(minutes=10, seconds=1)
    assert (await board.browser().post(link, {})).status == 403


async def test_a_link_that_was_tampered_with_opens_nothing(board: Watched) -> None:
    link = await board.link("tang")
    for bad in (link[:-4] + "AAAA", link[: link.rindex("/") + 1] + "x", link + "é"):
        assert (await board.browser().post(bad, {})).status == 403


async def test_a_link_is_no_session_and_a_session_is_no_link(board: Watched) -> None:
    browser = await board.signed_in("tang")
    [cookie] = [c.value for c in browser.client.cookie_jar if c.key == "closeloop_board"]
    assert (await board.browser().post(f"/board/in/{cookie}", {})).status == 403
    token = (await board.link("tang")).rpartition("/")[2]
    stranger = board.browser()
    stranger.client.cookie_jar.update_cookies({"closeloop_board": token})
    assert (await stranger.get("/board")).status == 401


@pytest.mark.parametrize(
    "path", ["/board", "/board/people", "/board/ticket/1", "/board/live/queue"]
)
async def test_without_a_session_there_is_nothing_to_see(board: Watched, path: str) -> None:
    no = await board.office.created()
    page = await board.browser().get(path.replace("/1", f"/{no}"))
    assert page.status == 401
    assert no not in page.text
    assert "/ticket 看板" in page.seen


async def test_a_session_ends_after_twelve_hours(board: Watched) -> None:
    browser = await board.signed_in("tang")
    board.office.clock.forward(hours=11, minutes=59)
    assert (await browser.get("/board")).status == 200
    board.office.clock.forward(minutes=2)
    assert (await browser.get("/board")).status == 401


async def test_whoever_leaves_is_out_at_once(board: Watched) -> None:
    browser = await board.signed_in("tang")
    link = await board.link("tang")
    change(board.office, "tang", active=False)
    assert (await browser.get("/board")).status == 401
    assert (await board.browser().post(link, {})).status == 403


async def test_whoever_supervises_no_more_is_out_at_once(board: Watched) -> None:
    browser = await board.signed_in("tang")
    change(board.office, "tang", role=Role.TECH)
    assert (await browser.get("/board")).status == 401


async def test_signing_out_ends_every_session_of_that_person_and_no_other(board: Watched) -> None:
    here, there = await board.signed_in("tang"), await board.signed_in("tang")
    other = await board.signed_in("chen")
    board.office.clock.forward(minutes=1)
    await here.send(await here.get("/board"), "/board/out")
    assert [(await b.get("/board")).status for b in (here, there, other)] == [401, 401, 200]
    board.office.clock.forward(seconds=1)
    assert (await (await board.signed_in("tang")).get("/board")).status == 200


async def test_the_cookie_is_kept_from_scripts_and_other_sites(board: Watched) -> None:
    browser = board.browser()
    link = browser.address + await board.link("tang")
    async with browser.client.post(link, data={}, allow_redirects=False) as answer:
        cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/board" in cookie
    assert "max-age=43200" in cookie
    assert "secure" not in cookie


async def test_behind_https_the_cookie_stays_on_https(office: Office) -> None:
    async with opened(office, "https://desk.example.com") as board:
        browser = board.browser()
        link = browser.address + await board.link("tang")
        async with browser.client.post(link, data={}, allow_redirects=False) as answer:
            assert "secure" in answer.headers["set-cookie"].lower()


async def test_the_link_leads_to_the_address_that_the_operator_gave(office: Office) -> None:
    at = replace(office.desk, home_url="https://desk.example.com")
    view = await replace(office, desk=at).ask("ma", "board")
    assert isinstance(view, BoardLink)
    assert view.url.startswith("https://desk.example.com/board/in/")


async def test_pages_let_a_browser_load_and_send_nothing_elsewhere(board: Watched) -> None:
    headers = (await (await board.signed_in("tang")).get("/board")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


async def test_everything_that_a_page_loads_comes_from_ourselves(board: Watched) -> None:
    browser = await board.signed_in("tang")
    page = await browser.get("/board")
    assert "//" not in page.text
    for url in ("board.css", "board.js"):
        [path] = {each for each in page.text.split('"') if each.endswith(url)}
        asset = await browser.get(path)
        assert asset.status == 200
        assert "immutable" in asset.headers["cache-control"]
    assert (await browser.get("/board/assets/x/../../../etc/passwd")).status == 404


@pytest.mark.parametrize("missing", ["csrf", "origin", "site", "kind"])
async def test_what_does_not_come_from_our_page_changes_nothing(
    board: Watched, missing: str
) -> None:
    no = await board.office.created("new 空调不制冷 客户=张三 部门=技术部")
    browser = await board.signed_in("tang")
    page = await browser.get(f"/board/ticket/{no}")
    where = f"/board/ticket/{no}/accept"
    said, headers = page.hidden(where), {}
    match missing:
        case "csrf":
            said["csrf"] = "0" * 64
        case "origin":
            headers["origin"] = "https://evil.example"
        case "site":
            headers["sec_fetch_site"] = "cross-site"
        case _:
            headers["content_type"] = "text/plain"
    refused = await browser.post(where, said, **headers)
    assert refused.status == 403
    assert board.office.ticket(no).status == "pending"
    assert (await browser.post(where, page.hidden(where))).status == 200
    assert board.office.ticket(no).status == "in_progress"


async def test_the_proof_of_one_session_is_worth_nothing_in_another(board: Watched) -> None:
    no = await board.office.created("new 空调不制冷 客户=张三 部门=技术部")
    one, other = await board.signed_in("tang"), await board.signed_in("ma")
    where = f"/board/ticket/{no}/accept"
    stolen = (await one.get(f"/board/ticket/{no}")).hidden(where)
    assert (await other.post(where, stolen)).status == 403
    assert board.office.ticket(no).status == "pending"
