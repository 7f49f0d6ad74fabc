"""What the board asks of the store beside what the desk asks, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from bot.domain.errors import LinkOver
from bot.handlers.board import seated, sign_in, sign_out
from bot.handlers.overseeing import Eyes, Wanted, overview
from bot.handlers.scene import Scene
from bot.ports import Filter, Store
from bot.views import BoardLink
from storage.store import open_store
from tests.desk.office import Office, roster


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = open_store(database)
    yield made
    made.close()


async def test_a_link_is_used_once_and_a_session_ends_with_the_signing_out(office: Office) -> None:
    view = await office.ask("tang", "board")
    assert isinstance(view, BoardLink)
    token, store, now = view.url.rpartition("/")[2], office.store, office.clock.now()
    session = store.write(lambda uow: sign_in(token, b"secret", now, uow)).result()
    with pytest.raises(LinkOver):
        store.write(lambda uow: sign_in(token, b"secret", now, uow)).result()
    member = store.read(lambda uow: seated(session, uow)).result()
    assert member is not None
    assert member.id == "tang"
    store.write(lambda uow: sign_out("tang", now, uow)).result()
    assert store.read(lambda uow: seated(session, uow)).result() is None


async def test_the_queue_is_ordered_counted_and_kept_to_what_one_sees(office: Office) -> None:
    calm = await office.created("new 划痕 客户=李四 部门=技术部 紧急程度=一般 处理人=wu")
    late = await office.created("new 停机 客户=张三 部门=技术部 紧急程度=紧急 处理人=wang")
    free = await office.created("new 失灵 客户=王五 部门=技术部 紧急程度=一般")
    sent = await office.created("new 未到 客户=赵六 部门=仓储部 紧急程度=一般")
    await office.later(minutes=16)
    scene = Scene(office.policies.current, roster(), office.clock.now())

    def seen(eyes: Eyes) -> list[str]:
        view = office.store.read(lambda uow: overview(Wanted(), eyes, uow, scene)).result()
        assert (view.open, view.overdue) == (len(view.lines), 1)
        return [line.row.no for line in view.lines]

    assert seen(Eyes(("", "technical"))) == [late, free, calm]
    assert seen(Eyes(None)) == [late, free, sent, calm]
    unassigned = Filter(unassigned=True)
    count = office.store.read(lambda uow: uow.queues.count(unassigned, office.clock.now()))
    assert count.result() == 2


async def test_the_store_tells_which_event_was_the_last(office: Office) -> None:
    assert office.store.read(lambda uow: uow.history.newest()).result() == 0
    await office.created()
    first = office.store.read(lambda uow: uow.history.newest()).result()
    await office.created()
    assert office.store.read(lambda uow: uow.history.newest()).result() > first > 0
