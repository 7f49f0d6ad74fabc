"""A shop on a fake Feishu, alone or beside the Slack one, on the real process and one store."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.e2e.shop import POLICY, ROSTER, Bot, Shop, environment, furnish, wait_for
from tests.fakes.feishu import Message, ThreadedFeishu, feishu_in_thread
from tests.fakes.slack import slack_in_thread

SYNC, TECH, WARE = "oc_sync", "oc_tech", "oc_ware"
PEOPLE = ("li", "ning", "wang", "smith", "jie", "chen", "tang", "ma", "hou", "root")
_CALLED = ("李娜", "宁静", "王工", "Smith", "孙洁", "陈静", "唐敏", "马强", "侯军", "管理员")
NAMES = dict(zip(PEOPLE, _CALLED, strict=True))

ROOMS = """
[[room]]
id = "feishu-sync"
kind = "sync"
feishu = "oc_sync"
locale = "zh"
[[room]]
id = "feishu-tech"
kind = "department"
department = "technical"
feishu = "oc_tech"
locale = "zh"
[[room]]
id = "feishu-ware"
kind = "department"
department = "warehouse"
feishu = "oc_ware"
locale = "zh"
"""


def roster(*, slack: bool) -> str:
    """Everybody is on Feishu, on Slack too where that runs; the manager on Feishu only."""
    both = re.sub(r'slack = "T111/U(\w+)"', _accounts, ROSTER) + ROOMS
    lines = both.splitlines()
    if not slack:
        lines = [line for line in lines if not line.startswith('slack = "T111/U')]
        return _without_slack_rooms("\n".join(lines))
    return re.sub(r'slack = "T111/UMA"\n', "", "\n".join(lines))


def _accounts(found: "re.Match[str]") -> str:
    return f'{found.group()}\nfeishu = "ou_{found.group(1).lower()}"'


def _without_slack_rooms(text: str) -> str:
    parts = text.split("[[room]]")
    kept = [part for part in parts[1:] if "slack" not in part]
    return "[[room]]".join([parts[0], *kept])


@dataclass
class Plaza:
    feishu: ThreadedFeishu
    bot: Bot
    shop: Shop | None = None
    replicas: tuple[Bot, ...] = ()  # All processes on the one store, `bot` first.

    def created(self, line: str) -> str:
        before = set(self._numbers())
        self.feishu.say("ou_li", SYNC, f"/ticket {line}", mentions_bot=True)
        wait_for(lambda: set(self._numbers()) - before, why=self.bot.why)
        return max(set(self._numbers()) - before)

    def _numbers(self) -> list[str]:
        """The tickets that were said to be created, in private."""
        told = [said for said in self._private("ou_li") if "已创建" in said]
        return [found.group() for said in told if (found := re.search(r"\d{11}", said))]

    def cards(self, chat: str, no: str) -> list[Message]:
        shown = self.feishu.chat(chat).top
        return [m for m in shown if m.by_app and m.is_card and self._is_card_of(m, no)]

    def _is_card_of(self, message: Message, no: str) -> bool:
        words = self.feishu.words(message)
        return no in words and "更新于" in words

    def card(self, chat: str, no: str, saying: str = "") -> Message:
        found: list[Message] = []

        def there() -> bool:
            found[:] = [m for m in self.cards(chat, no) if saying in self.feishu.words(m)]
            return bool(found)

        wait_for(there, why=lambda: f"{no} {saying}: {self.heard(chat)}\n{self.bot.why()}")
        return found[-1]

    def heard(self, chat: str) -> list[str]:
        return [self.feishu.words(m) for m in self.feishu.chat(chat).messages if m.by_app]

    def hears(self, chat: str, *parts: str) -> Message:
        found: list[Message] = []

        def there() -> bool:
            said = [m for m in self.feishu.chat(chat).messages if m.by_app]
            found[:] = [m for m in said if all(p in self.feishu.words(m) for p in parts)]
            return bool(found)

        wait_for(there, why=lambda: f"{parts}: {self.heard(chat)}\n{self.bot.why()}")
        return found[-1]

    def told(self, user: str, *parts: str) -> str:
        """Wait until this person was told something in private with all these parts."""
        found: list[str] = []

        def there() -> bool:
            said = [self.feishu.words(m) for m in self.feishu.private(user).messages if m.by_app]
            found[:] = [s for s in said if all(p in s for p in parts)]
            return bool(found)

        wait_for(there, why=lambda: f"{user} {parts}: {self._private(user)}\n{self.bot.why()}")
        return found[-1]

    def message(self, user: str, *parts: str) -> Message:
        """The private message by which they were told that, once they were."""
        self.told(user, *parts)
        said = [m for m in self.feishu.private(user).messages if m.by_app]
        return [m for m in said if all(p in self.feishu.words(m) for p in parts)][-1]

    def _private(self, user: str) -> list[str]:
        return [self.feishu.words(m) for m in self.feishu.private(user).messages]

    def filled(self, user: str, button: str, values: dict[str, str], no: str) -> None:
        """Tap a button of the card, and fill in the form that comes in private."""
        self.filled_on(self.card(SYNC, no), user, button, values)

    def filled_on(self, card: Message, user: str, button: str, values: dict[str, str]) -> None:
        known = len(self.feishu.private(user).cards)
        tapped = self.feishu.tap(user, card.id, button)
        assert not tapped.error, tapped
        wait_for(lambda: len(self.feishu.private(user).cards) > known, why=self.bot.why)
        form = self.feishu.private(user).cards[-1]
        sent = self.feishu.fill_form(user, form.id, values)
        assert not sent.error, sent
        assert not sent.missing, sent


@contextmanager
def opened_plaza(
    folder: Path,
    port: int,
    *more_ports: int,
    http: bool = False,
    slack: bool = False,
    shared: Mapping[str, str] = MappingProxyType({}),
    policy: str = POLICY,
) -> Iterator[Plaza]:
    """With more ports there are more processes, joined by the settings `shared`."""
    with ExitStack() as stack:
        feishu = stack.enter_context(feishu_in_thread())
        _furnish(feishu)
        (folder / "policy.toml").write_text(policy)
        settings = _settings(feishu, folder, port, http=http)
        beside = stack.enter_context(slack_in_thread()) if slack else None
        if beside is not None:
            furnish(beside)
            settings |= environment(beside, folder, port, socket_mode=True, database="")
        settings |= shared
        bot = Bot(settings, folder)
        replicas = (bot, *(_another(bot, each) for each in more_ports))
        bot.employ(roster(slack=slack))
        if http:
            feishu.deliver_to(f"http://127.0.0.1:{port}/feishu/events")
        for each in replicas:
            each.start()
        try:
            yield Plaza(feishu, bot, Shop(beside, bot) if beside else None, replicas)
        finally:
            for each in replicas:
                each.stop()
        assert not feishu.violations, feishu.violations
        assert not feishu.rate_violations, feishu.rate_violations


def _another(bot: Bot, port: int) -> Bot:
    folder = bot.folder / f"replica-{port}"
    folder.mkdir()
    return Bot({**bot.environment, "HTTP_PORT": str(port)}, folder)


def _furnish(feishu: ThreadedFeishu) -> None:
    def people_and_rooms(fake: object) -> None:
        tenant = fake.tenant  # type: ignore[attr-defined] # The fake's own tenant.
        for person in PEOPLE:
            locale = "en_us" if person == "smith" else "zh_cn"
            tenant.add_person(f"ou_{person}", NAMES[person], locale=locale)
        everybody = [f"ou_{person}" for person in PEOPLE]
        tenant.add_chat(SYNC, "售后问题同步群", *everybody)
        tenant.add_chat(TECH, "技术部", *everybody)
        tenant.add_chat(WARE, "仓储部", *everybody)
        fake.hear_all_group_messages()  # type: ignore[attr-defined] # Thread replies without an @.

    feishu.change(people_and_rooms)


def _settings(feishu: ThreadedFeishu, folder: Path, port: int, *, http: bool) -> dict[str, str]:
    repo = str(Path(__file__).parents[2])
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": repo,
        "LANG": "en_US.UTF-8",
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "POLICY_FILE": str(folder / "policy.toml"),
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "debug",
        "FEISHU_APP_ID": feishu.app_id,
        "FEISHU_APP_SECRET": feishu.app_secret,
        "FEISHU_ENCRYPT_KEY": feishu.encrypt_key or "",
        "FEISHU_VERIFICATION_TOKEN": feishu.verification_token,
        "FEISHU_DOMAIN": feishu.domain,
        "FEISHU_INTAKE": "http" if http else "websocket",
    }
