"""The platforms that the settings name, each loaded only where it is configured."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from starlette.routing import BaseRoute

from adapters.mail.access import Access as MailAccess
from adapters.mail.mail import Mail
from bot.clock import Clock
from bot.custody import Custody
from bot.desk import Desk
from bot.finding import WRONG_USAGE, Fault
from bot.policyfile import PolicyFile
from bot.ports import Files, Messenger
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.feishu.access import Access as FeishuAccess
    from adapters.slack.slack import Access as SlackAccess


class Platform(Protocol):
    """What the desk needs of a chat platform's adapter, once it has started."""

    async def start(self) -> None:
        """Be let in and listen; a DeliveryError says why not, and it may be tried again."""
        ...

    @property
    def messenger(self) -> Messenger: ...

    @property
    def files(self) -> Files | None:
        """What fetches files that people left there; None where none are."""
        ...

    def routes(self) -> Sequence[BaseRoute]: ...

    async def connected(self) -> bool: ...

    async def stop(self) -> None: ...


class Surroundings(Protocol):
    """What an adapter is given of the desk that is coming up."""

    @property
    def settings(self) -> Settings: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def policies(self) -> PolicyFile: ...

    @property
    def custody(self) -> Custody: ...

    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class Reactions:
    """The reactions that make a ticket of a message, as the policy in force says at each moment."""

    policies: PolicyFile

    def __contains__(self, name: object) -> bool:
        return name in self.policies.current.reactions


def required_platforms(settings: Settings) -> tuple[str, ...]:
    """The platforms to run; a Fault says which variables are missing."""
    for half in settings.half_configured:
        missing = settings.missing(half)
        raise Fault("half_platform", WRONG_USAGE, platform=half.title(), missing=missing)
    if not settings.platforms:
        raise Fault("no_platform", WRONG_USAGE, missing=settings.missing("slack"))
    return settings.platforms


def slack_access(settings: Settings) -> "SlackAccess":
    try:
        from adapters.slack.slack import Access  # noqa: PLC0415 - an extra, slow to load.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Slack", extra="slack") from error
    return Access(
        settings.slack_bot_token.reveal(),
        settings.slack_app_token.reveal(),
        settings.slack_signing_secret.reveal(),
        settings.slack_api_url,
    )


def _slack(desk: Surroundings) -> Platform:
    access = slack_access(desk.settings)
    from adapters.slack.slack import Slack  # noqa: PLC0415 - only where Slack is configured.

    return Slack(access, desk.desk, Reactions(desk.policies))


def feishu_access(settings: Settings) -> "FeishuAccess":
    try:
        from adapters.feishu.access import Access  # noqa: PLC0415 - an extra.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Feishu", extra="feishu") from error
    return Access(
        settings.feishu_app_id,
        settings.feishu_app_secret.reveal(),
        settings.feishu_encrypt_key.reveal(),
        settings.feishu_verification_token.reveal(),
        settings.feishu_domain,
        http=settings.feishu_intake == "http",
    )


def _feishu(desk: Surroundings) -> Platform:
    access = feishu_access(desk.settings)
    try:
        from adapters.feishu.feishu import Feishu  # noqa: PLC0415 - only where configured.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Feishu", extra="feishu") from error
    return Feishu(access, desk.desk, desk.clock, Reactions(desk.policies))


def mail_access(settings: Settings) -> MailAccess:
    imap, smtp = settings.mail_imap_url.reveal(), settings.mail_smtp_url.reveal()
    return MailAccess.of(imap, smtp, settings.mail_from)


def _mail(desk: Surroundings) -> Platform:
    return Mail(mail_access(desk.settings), desk.desk, desk.clock, desk.custody)


Maker = Callable[[Surroundings], Platform]
"""Makes a platform's adapter for a desk that is coming up."""

MAKERS: Final[Mapping[str, Maker]] = {"slack": _slack, "feishu": _feishu, "mail": _mail}


def configured(settings: Settings) -> dict[str, Maker]:
    """The platforms that the environment asks for; a Fault says which variables are missing."""
    names = [*required_platforms(settings), *(["mail"] if settings.has_mail else [])]
    return {name: MAKERS[name] for name in names}
