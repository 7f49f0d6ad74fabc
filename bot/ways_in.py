"""The customers' ways in: which of them the settings open, joined to the desk."""

from starlette.routing import Route

from adapters.web.intake import Intake
from adapters.web.openapi import Docs
from adapters.web.pages import Pages
from bot.clock import Clock
from bot.desk import Desk, Policies
from bot.settings import Settings, app_secret


def routes(settings: Settings, desk: Desk, policies: Policies, clock: Clock) -> list[Route]:
    """Surveys always; the public form where it is wanted; the intake where it has a secret."""
    sealing = app_secret(settings).reveal().encode()
    pages = Pages(desk, clock, sealing, with_form=settings.public_form == "on").routes()
    if not settings.intake_secret:
        return pages
    secret = settings.intake_secret.reveal().encode()
    intake = Intake(desk, clock, secret, settings.intake_rate)
    return [*pages, *intake.routes(), *Docs(policies).routes()]
