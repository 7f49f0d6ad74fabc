"""users.*, usergroups.*, team.info, bots.info, auth.test: who is who."""

from tests.fakes.slack.methods import Request, Table, page
from tests.fakes.slack.shapes import ok, person_json
from tests.fakes.slack.state import APP, BOT_ID, BOT_USER, DOMAIN, TEAM, Json, SlackError


def auth_test(request: Request) -> Json:
    return ok(
        url=f"https://{DOMAIN}.slack.com/",
        team=DOMAIN.title(),
        user=request.workspace.people[BOT_USER].name,
        team_id=TEAM,
        user_id=BOT_USER,
        bot_id=BOT_ID,
        is_enterprise_install=False,
    )


def api_test(request: Request) -> Json:
    return ok(args=request.args.given)


def user_info(request: Request) -> Json:
    person = request.workspace.people.get(request.args.need("user", "user_not_found"))
    if person is None:
        raise SlackError("user_not_found")
    return ok(user=person_json(person, locale=request.args.flag("include_locale")))


def lookup_by_email(request: Request) -> Json:
    wanted = request.args.need("email", "users_not_found").lower()
    for person in request.workspace.people.values():
        if person.email.lower() == wanted and not person.deleted:
            return ok(user=person_json(person, locale=False))
    raise SlackError("users_not_found")


def user_list(request: Request) -> Json:
    locale = request.args.flag("include_locale")
    everyone = request.workspace.people.values()
    return page([person_json(each, locale=locale) for each in everyone], request, "members")


def group_list(request: Request) -> Json:
    return ok(usergroups=list(request.workspace.groups.values()))


def group_users(request: Request) -> Json:
    group = request.workspace.groups.get(request.args.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return ok(users=group["users"])


def team_info(request: Request) -> Json:
    named = {"id": TEAM, "name": DOMAIN.title(), "domain": DOMAIN, "email_domain": ""}
    return ok(team=named)


def bot_info(request: Request) -> Json:
    if request.args.text("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    name = request.workspace.people[BOT_USER].name
    return ok(bot={"id": BOT_ID, "app_id": APP, "user_id": BOT_USER, "name": name})


TABLE: Table = {
    "api.test": api_test,
    "auth.test": auth_test,
    "users.info": user_info,
    "users.lookupByEmail": lookup_by_email,
    "users.list": user_list,
    "usergroups.list": group_list,
    "usergroups.users.list": group_users,
    "team.info": team_info,
    "bots.info": bot_info,
}
