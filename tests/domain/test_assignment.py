"""Who gets a new ticket: the policy's rules in order, the first match wins."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.assignment import Placing, guess_category, place, successor, unstaffed
from bot.domain.people import Role, Roster
from bot.domain.policy import AssignRule, Category, Name, Policy, Target
from bot.domain.presence import Presence, may_work_in
from bot.domain.shifts import Shift
from bot.domain.ticket import Customer, Purchase, Report, Ticket
from tests.domain.builders import (
    NOW,
    Busy,
    away,
    later,
    member,
    policy,
    presence,
    roster,
    ticket,
)

OFFICE = roster(
    member("li", Role.AGENT, "service"),
    member("lin", Role.AGENT, "service", senior=True),
    member("luo", Role.AGENT, "service", senior=True, active=False),
    member("chen", Role.SUPERVISOR, "service"),
    member("wang", Role.TECH, "technical"),
    member("wu", Role.TECH, "technical"),
    member("jie", Role.LIAISON, "technical"),
    member("ma", Role.MANAGER, "service"),
    member("admin", Role.ADMIN, ""),
    service="chen",
)


def ruled(*rules: tuple[dict[str, tuple[str, ...]], Target]) -> Policy:
    return policy(assign=tuple(AssignRule(when, to) for when, to in rules))


def placed(one: Ticket, by: Policy | None = None, load: Mapping[str, int] | None = None) -> Placing:
    return place(one, by or policy(), presence(OFFICE), Busy(load or {}))


# The default table of the documents (S1-37, S2-24…28).


@pytest.mark.parametrize(
    ("category", "department"),
    [
        ("product", "technical"),
        ("logistics", "warehouse"),
        ("policy", "aftersales"),
        ("usage", "operations"),
        ("other", "service"),
    ],
)
def test_a_category_gives_its_department_and_nobody_by_name(category: str, department: str) -> None:
    """S0-17: who deals with it first follows from what it is about."""
    assert placed(ticket(category=category)) == Placing(department)


def test_the_service_supervisor_gets_what_is_said_about_the_service() -> None:
    assert placed(ticket(category="service")) == Placing("service", "chen")


def test_a_vip_goes_to_a_senior_agent() -> None:
    vip = ticket(customer=Customer(name="张三", level="vip"), category="other")
    assert placed(vip) == Placing("service", "lin")


def test_a_refund_goes_to_after_sales() -> None:
    asked = ticket(category="policy", report=Report("要退货", NOW, wish="refund"))
    assert placed(asked) == Placing("aftersales")


def test_a_ticket_that_no_rule_and_no_category_places_waits_for_dispatch() -> None:
    assert placed(ticket()) == Placing()
    assert placed(ticket(category="unheard_of")) == Placing()


# Rules.


def test_the_first_rule_that_matches_wins() -> None:
    rules = ruled(
        ({"kind": ("repair",)}, Target(member="wang")),
        ({}, Target(member="wu")),
    )
    assert placed(ticket(kind="repair"), rules).assignee == "wang"
    assert placed(ticket(kind="return"), rules).assignee == "wu"


@pytest.mark.parametrize(
    ("condition", "value", "one"),
    [
        ("category", "product", ticket(category="product")),
        ("kind", "repair", ticket(kind="repair")),
        ("urgency", "urgent", ticket(urgency="urgent")),
        ("severity", "severe", ticket(severity="severe")),
        ("region", "east", ticket(region="east")),
        ("level", "vip", ticket(customer=Customer(level="vip"))),
        ("product", "KFR-35GW", ticket(purchase=Purchase(product="KFR-35GW"))),
        ("channel", "phone", ticket(report=Report("漏水", NOW, channel="phone"))),
        ("wish", "refund", ticket(report=Report("漏水", NOW, wish="refund"))),
        ("mood", "upset", ticket(report=Report("漏水", NOW, mood="upset"))),
        ("keywords", "漏电", ticket(report=Report("外壳漏电", NOW))),
        ("keywords", "Smoke", ticket(report=Report("there is SMOKE", NOW))),
    ],
)
def test_a_rule_may_look_at_any_fact_and_its_values_are_alternatives(
    condition: str, value: str, one: Ticket
) -> None:
    """By kind and by urgency (S0-18), as by anything else that is known."""
    rules = ruled(({condition: ("something else", value)}, Target(member="wu")))
    assert placed(one, rules).assignee == "wu"
    assert placed(ticket(), rules).assignee == ""


def test_every_condition_of_a_rule_must_hold() -> None:
    rules = ruled(({"kind": ("repair",), "level": ("vip",)}, Target(member="wu")))
    assert placed(ticket(kind="repair"), rules) == Placing()


def test_a_rule_for_somebody_who_left_gives_the_ticket_to_nobody() -> None:
    assert placed(ticket(), ruled(({}, Target(member="luo")))) == Placing()
    assert placed(ticket(), ruled(({}, Target(member="nobody")))) == Placing()


def test_a_department_without_a_supervisor_still_gets_its_ticket() -> None:
    rules = ruled(({}, Target(department="technical", supervisor=True)))
    assert placed(ticket(), rules) == Placing("technical")


# Pools.


def test_a_pool_picks_whoever_has_the_fewest_open_tickets() -> None:
    rules = ruled(({}, Target(pool="technical")))
    assert placed(ticket(), rules, {"jie": 3, "wang": 2, "wu": 1}) == Placing("technical", "wu")
    assert placed(ticket(), rules, {"wang": 1, "wu": 1}) == Placing("technical", "jie")


def test_a_pool_takes_turns_as_its_tickets_pile_up() -> None:
    rules = ruled(({}, Target(pool="technical")))
    load = {"jie": 0, "wang": 0, "wu": 0}
    for _ in range(6):
        load[placed(ticket(), rules, load).assignee] += 1
    assert load == {"jie": 2, "wang": 2, "wu": 2}


def test_a_pool_of_seniors_takes_others_only_where_there_are_none() -> None:
    seniors = ruled(({}, Target(pool="service", senior=True)))
    assert placed(ticket(), seniors, {"lin": 99}).assignee == "lin"
    nobody_senior = ruled(({}, Target(pool="technical", senior=True)))
    assert placed(ticket(), nobody_senior, {"jie": 1, "wang": 1}).assignee == "wu"


def test_of_equally_busy_people_the_one_who_waited_longest_is_next() -> None:
    rules = ruled(({}, Target(pool="technical")))
    last = {"jie": later(minutes=-5), "wang": later(minutes=-30), "wu": later(minutes=-20)}
    turns = []
    for minute in range(4):
        next_one = place(ticket(), rules, presence(OFFICE), Busy({}, last)).assignee
        turns.append(next_one)
        last[next_one] = later(minutes=minute)
    assert turns == ["wang", "wu", "jie", "wang"]


def test_who_was_never_given_anything_comes_first() -> None:
    rules = ruled(({}, Target(pool="technical")))
    busy = Busy({}, {"jie": later(days=-9), "wang": later(days=-8)})
    assert place(ticket(), rules, presence(OFFICE), busy).assignee == "wu"


def office(**changes: dict[str, Any]) -> Presence:
    """The office with changes to some of its people."""
    members = [replace(m, **changes.get(m.id, {})) for m in OFFICE.members.values()]
    return presence(Roster.of(members, OFFICE.departments.values()))


NIGHTS = {"shift": Shift.parse("daily 22:00-06:00")}
AWAY = {"absence": away()}


def test_a_pool_picks_nobody_who_is_off_shift_or_away() -> None:
    rules = ruled(({}, Target(pool="technical")))
    busy = Busy({"wu": 99})
    assert place(ticket(), rules, office(jie=NIGHTS, wang=AWAY), busy).assignee == "wu"


def test_where_nobody_of_a_pool_is_on_shift_the_ticket_waits_in_its_department() -> None:
    rules = ruled(({}, Target(pool="technical")))
    nobody = office(jie=NIGHTS, wang=AWAY, wu=NIGHTS)
    assert place(ticket(), rules, nobody, Busy()) == Placing("technical")


def test_a_vip_is_not_kept_waiting_for_a_senior_who_is_off() -> None:
    seniors = ruled(({}, Target(pool="service", senior=True)))
    assert place(ticket(), seniors, office(lin=NIGHTS), Busy()).assignee == "li"


def test_a_rules_person_who_is_away_is_stood_in_for() -> None:
    rules = ruled(({}, Target(member="wang")))
    away_with = office(wang={"absence": away(stand_in="wu")})
    assert place(ticket(), rules, away_with, Busy()) == Placing("technical", "wu")
    assert place(ticket(), rules, office(wang=AWAY), Busy()) == Placing("technical")
    boss = ruled(({}, Target(department="service", supervisor=True)))
    leaders = office(chen={"absence": away(stand_in="ma")})
    assert place(ticket(), boss, leaders, Busy()) == Placing("service", "ma")


def test_a_rules_person_who_is_merely_off_shift_still_gets_what_is_theirs() -> None:
    rules = ruled(({}, Target(member="wang")))
    assert place(ticket(), rules, office(wang=NIGHTS), Busy()).assignee == "wang"


def test_a_ticket_that_was_let_lie_goes_to_another_of_the_pool_who_is_there() -> None:
    lying = ticket(department="technical", assignee="wang")
    busy = Busy({"jie": 2, "wu": 1})
    there = office()
    first = successor(lying, policy(), there, busy, {"wang"})
    assert first is not None
    assert first.id == "wu"
    second = successor(lying, policy(), there, busy, {"wang", "wu"})
    assert second is not None
    assert second.id == "jie"
    assert successor(lying, policy(), there, busy, {"wang", "wu", "jie"}) is None
    vip = ticket(department="service", customer=Customer(level="vip"))
    senior = successor(vip, policy(), there, Busy({"lin": 9}), {"li2"})
    assert senior is not None
    assert senior.id == "lin"


LYON = roster(
    member("wang", Role.TECH),
    member("luc", Role.TECH, region="lyon"),
    member("lea", Role.TECH, region="lyon", senior=True),
    member("zoe", Role.TECH, region="paris", senior=True),
    member("eva", Role.AGENT, "service", region="nice"),
)


def test_a_pool_picks_who_works_at_the_tickets_office_where_anybody_there_does() -> None:
    """S4-06; seniority comes first, and an empty office keeps no ticket waiting."""

    def picked(region: str, *, senior: bool = False, without: str = "") -> str:
        rules = ruled(({}, Target(pool="technical", senior=senior)))
        one, load = ticket(region=region, department="technical"), Busy({"luc": 5, "lea": 9})
        if not without:
            return place(one, rules, presence(LYON), load).assignee
        again = successor(one, rules, presence(LYON), load, {without})
        return again.id if again else ""

    assert picked("lyon") == "luc"
    assert picked("lyon", senior=True) == "lea"
    assert picked("paris") == "zoe"
    assert picked("nice") == picked("") == "wang"
    assert picked("lyon", without="luc") == "lea"
    assert picked("nice", senior=True) == "zoe"


def test_a_rule_about_an_office_where_nobody_works_is_found_out() -> None:
    rules = ruled(
        ({"region": ("lyon", "nice")}, Target(pool="technical")),
        ({"region": ("nice", "metz")}, Target(department="service")),
        ({"region": ("brest",)}, Target(member="wang")),
        ({"region": ("nice",)}, Target(pool="technical", senior=True)),
    )
    assert list(unstaffed(rules, LYON)) == [("nice", "technical"), ("metz", "")]


def test_no_pool_picks_supervisors_leavers_or_other_departments() -> None:
    one_by_one = ruled(({}, Target(pool="service")))
    picked = {placed(ticket(), one_by_one, {"li": n, "lin": 1 - n}).assignee for n in (0, 1)}
    assert picked == {"li", "lin"}
    assert placed(ticket(), ruled(({}, Target(pool="warehouse")))) == Placing("warehouse")


# A department that was named.


def test_a_department_that_somebody_named_is_not_overruled() -> None:
    named = ticket(department="warehouse", category="product")
    assert placed(named) == Placing("warehouse")


def test_a_rule_gives_no_ticket_to_somebody_who_may_not_work_where_it_lies() -> None:
    named = ticket(department="warehouse", customer=Customer(level="vip"))
    assert placed(named) == Placing("warehouse")
    to_manager = ruled(({}, Target(member="ma")))
    assert placed(named, to_manager) == Placing("warehouse", "ma")


@pytest.mark.parametrize(
    ("who", "department", "able"),
    [
        ("wang", "technical", True),
        ("wang", "", True),
        ("wang", "service", False),
        ("chen", "technical", False),
        ("ma", "technical", True),
        ("admin", "", False),
        ("luo", "service", False),
        ("luo", "", False),
    ],
)
def test_a_ticket_goes_to_active_members_of_its_department_or_a_manager(
    who: str, department: str, *, able: bool
) -> None:
    assert may_work_in(OFFICE.members[who], department, OFFICE) is able


# Guessing the category.


def categories(**keywords: tuple[str, ...]) -> Policy:
    return replace(
        policy(),
        categories=tuple(
            Category(slug, Name(slug, slug), keywords=of) for slug, of in keywords.items()
        ),
    )


@pytest.mark.parametrize(
    ("said", "guess"),
    [
        ("漏水", "product"),
        ("LEAK in the hall", "product"),
        ("漏水，物流慢，漏水", "product"),
        ("漏水，物流慢", ""),
        ("您好", ""),
        ("", ""),
    ],
)
def test_a_category_is_guessed_only_where_one_is_likelier_than_all_others(
    said: str, guess: str
) -> None:
    by = categories(product=("漏水", "leak", ""), logistics=("物流",), empty=())
    assert guess_category(said, by) == guess


def test_a_policy_without_categories_guesses_none() -> None:
    assert guess_category("漏水", policy(categories=())) == ""


def test_the_default_policy_knows_a_parcel_from_a_fault() -> None:
    assert guess_category("快递三天没有物流更新", policy()) == "logistics"
    assert guess_category("机器不工作，有故障", policy()) == "product"
