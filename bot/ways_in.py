"""The customers' ways in: which of them the settings open, joined to the desk."""

from starlette.routing import Route

from adapters.web.intake import Intake
from bot.clock import Clock
from bot.desk import Desk
from bot.settings import Settings


def routes(settings: Settings, desk: Desk, clock: Clock) -> list[Route]:
    """`POST /intake` is there for whoever holds its secret, and not at all without one."""
    if not settings.intake_secret:
        return []
    secret = settings.intake_secret.reveal().encode()
    return Intake(desk, clock, secret, settings.intake_rate).routes()
