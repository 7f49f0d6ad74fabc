"""The policy from inside a chat, for admins: what is in force, and what its file says now."""

from typing import Final

from bot.commands import ReloadPolicy, ShowPolicy
from bot.domain.errors import PolicyRefused
from bot.domain.naming import Name
from bot.domain.people import Act
from bot.domain.policy import Policy
from bot.handlers.context import Context
from bot.policyfile import Mistake, PolicyMistakes
from bot.views import Done, Reply
from bot.words import Words

_TOLD: Final = 5
"""So many mistakes fit into one answer; the rest show once these are mended."""


def show_policy(_command: ShowPolicy, ctx: Context) -> Reply:
    ctx.permit(Act.ADMINISTER)
    return Done("admin_policy", _said(ctx.policy))


def reload_policy(_command: ReloadPolicy, ctx: Context) -> Reply:
    """What the file is read as now; a good one is in force in a moment, by itself."""
    ctx.permit(Act.ADMINISTER)
    found = ctx.reread()
    if isinstance(found, PolicyMistakes):
        raise PolicyRefused(found.file, len(found.mistakes), _told(found, ctx))
    code = "admin_policy_no_file" if found is None else "admin_policy_reloaded"
    return Done(code, _said(found or ctx.policy))


def _said(policy: Policy) -> dict[str, object]:
    return {
        "preset": policy.preset,
        "zone": policy.timezone,
        "urgencies": tuple(each.name for each in policy.urgencies),
        "departments": tuple(each.name for each in policy.departments),
    }


def _told(found: PolicyMistakes, ctx: Context) -> Name:
    """The first mistakes, a line each, in every language, for whoever will read it."""
    shown, readers = found.mistakes[:_TOLD], ctx.words.in_each_language
    return Name(*("\n".join(_sentence(m, found.file, words) for m in shown) for words in readers))


def _sentence(one: Mistake, file: str, words: Words) -> str:
    problem = words.say(f"policy_mistake.{one.code}", **one.detail)
    if not one.line:
        return words.say("cli.mistake_file", file=file, problem=problem)
    place = {"line": one.line, "where": one.where or "-"}
    return words.say("cli.mistake_line", file=file, problem=problem, **place)
