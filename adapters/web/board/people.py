"""The people: by department, who is there, and how much each has on the desk."""

from collections.abc import Sequence

from adapters.web.markup import Markup, markup, tag
from bot.handlers.teams import Colleague, Team
from bot.words import Words


def people(teams: Sequence[Team], words: Words) -> Markup:
    if not teams:
        return tag("p", words.say("board.nobody_here"), class_="nothing")
    return markup(_team(n, each, words) for n, each in enumerate(teams))


def _team(n: int, team: Team, words: Words) -> Markup:
    here = sum(one.state == "here" for one in team.people)
    about = [words.say("board.on_shift", here=here, all=len(team.people))]
    if team.supervisor:
        about.append(f"{words.say('board.supervisor')} {team.supervisor}")
    busiest = max((one.open for one in team.people), default=0)
    name = words.show(team.name) if team.name else words.say("profile.no_department")
    return tag(
        "section",
        tag("h2", name, id=f"team-{n}"),
        tag("p", " · ".join(about), class_="hint"),
        tag("ul", *(_person(one, busiest, words) for one in team.people), class_="people"),
        aria_labelledby=f"team-{n}",
    )


def _what(one: Colleague, words: Words) -> list[str]:
    office = [words.show(one.region)] if one.region else []
    return [words.name("role", one.role), *office]


def _person(one: Colleague, busiest: int, words: Words) -> Markup:
    about = [words.say(f"board_state.{one.state}")]
    if one.until:
        about.append(words.say("board.away_until", until=one.until))
    if one.stand_in:
        about.append(words.say("board.stood_in", stand_in=one.stand_in))
    load = tag(
        "span",
        tag("b", words.say("board.tickets", n=one.open)),
        tag("meter", value=one.open, max=max(busiest, 1), aria_label=words.say("board.load")),
        class_="load",
        title=words.say("board.load"),
    )
    return tag(
        "li",
        tag("b", one.name, class_="name"),
        tag("span", " · ".join(_what(one, words)), class_="role"),
        tag("span", " · ".join(about), class_=f"state {one.state}"),
        load,
        class_="person",
    )
