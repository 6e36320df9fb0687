"""What each viewer sees, what waits for them, and how many queries it takes."""

from dataclasses import replace
from datetime import date

import pytest

from goldenthread.core.due import Due
from goldenthread.thread import queries, services
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step
from tests.waiting import waiting


CIRCLE = "circlecircle"
EVERYTHING = (
    "origins",
    "questions",
    "findings",
    "plans",
    "actions",
    "updates",
    "evidence",
    "impact_tests",
    "challenges",
)


def make_all(world, **origin):
    """One of each on one origin; the action started."""
    origin = make.make_origin(world.partnership, **origin)
    by = make.loader(world.partnership)
    services.add_question(by=by, at=AT, values={"text": "Why?"}, parent=origin)
    finding = make.make_finding(origin)
    plan = make.make_plan(world.partnership, origin=origin)
    action = make.make_action(finding, world.police, plan=plan)
    action = step("start_action", action, by)
    shown = {"title": "Log", "shows": "Used", "effective_on": TODAY}
    shown["figure_key"] = "thread.plans.open"
    evidence = services.add_evidence(by=by, at=AT, values=shown, parent=action)
    test = {
        "measure": "Starts",
        "measure_key": "a.b",
        "direction": "UP",
        "in_force_on": TODAY,
    }
    impact_test = services.add_impact_test(by=by, at=AT, values=test, parent=action)
    challenge = make.make_challenge(world.partnership, world.police, origin=origin)
    return {
        "origin": origin,
        "finding": finding,
        "plan": plan,
        "action": action,
        "evidence": evidence,
        "impact_test": impact_test,
        "challenge": challenge,
    }


def counts(viewer):
    return {name: getattr(queries, name)(viewer).count() for name in EVERYTHING}


def test_what_hangs_on_a_restricted_origin_is_its_circles_only(world):
    make_all(world)
    make_all(world, circle=CIRCLE)
    inside = replace(world.unit, circles=(CIRCLE,))
    assert counts(inside) == dict.fromkeys(EVERYTHING, 2)
    assert counts(world.unit) == dict.fromkeys(EVERYTHING, 1)
    assert counts(world.scrutineer) == dict.fromkeys(EVERYTHING, 1)


def test_another_partnerships_thread_is_not_there(world):
    make_all(world)
    stranger = make.unit(make.make_partnership("Elsewhere"))
    nobody = replace(world.unit, partnership_id=None)
    assert counts(stranger) == dict.fromkeys(EVERYTHING, 0)
    assert counts(nobody) == dict.fromkeys(EVERYTHING, 0)


def test_plans_and_challenges_without_a_source_are_seen_by_all(world):
    plan = make.make_plan(world.partnership)
    challenge = make.make_challenge(world.partnership, world.police)
    assert list(queries.plans(world.trainer)) == [plan]
    assert list(queries.challenges(world.trainer)) == [challenge]


def test_plan_counts_only_the_actions_one_may_see(world):
    plan = make.make_plan(world.partnership)
    for circle in ("", CIRCLE):
        finding = make.make_finding(make.make_origin(world.partnership, circle=circle))
        make.make_action(finding, world.police, plan=plan)
    inside = replace(world.unit, circles=(CIRCLE,))
    assert [queries.plans(one).get().held for one in (world.unit, inside)] == [1, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_pages_take_a_fixed_number_of_queries(
    world, count, django_assert_num_queries
):
    for _ in range(count):
        make_all(world)
        coding_round = services.add_coding_round(
            by=world.unit, at=AT, values={"title": "Second look"}
        )
        services.claim_coding_round(coding_round, by=world.analyst, at=AT)
    for name, number in {
        "origins": 1,
        "questions": 1,
        "findings": 4,
        "plans": 1,
        "actions": 1,
        "updates": 1,
        "evidence": 1,
        "impact_tests": 1,
        "challenges": 1,
        "themes": 1,
        "domains": 1,
        "origin_page": 6,
        "finding_page": 6,
        "coding_rounds": 3,
        "coding_round_page": 4,
        "plan_page": 3,
        "action_page": 6,
        "action_list": 2,
        "challenge_page": 2,
    }.items():
        with django_assert_num_queries(number):
            list(getattr(queries, name)(world.unit))


# --- Learned before ---------------------------------------------------------------


def make_alike(world, theme, title, found_on, **values):
    origin = make.make_origin(world.partnership, title=title)
    return make.make_finding(
        origin, title=title, found_on=found_on, themes=[theme], **values
    )


def test_earlier_findings_alike_stand_beside_a_new_one(world):
    add = services.add_theme
    theme, other = (
        add(by=world.unit, at=AT, values={"name": name, "starts_on": make.BEGAN})
        for name in ("Chronology", "Delay")
    )
    old = make_alike(world, theme, "Old", date(2023, 5, 1))
    recent = make_alike(world, theme, "Recent", date(2024, 5, 1))
    make_alike(world, theme, "Good", date(2024, 5, 1), kind="GOOD_PRACTICE")
    make_alike(world, other, "Other", date(2024, 5, 1))
    make_alike(world, theme, "Later", date(2025, 3, 1))
    new = make_alike(world, theme, "New", date(2025, 2, 1))
    found = queries.earlier_alike(world.unit, new)
    assert {one.finding for one in found} == {recent, old}
    assert {one.themes for one in found} == {("Chronology",)}


def test_earlier_findings_of_a_closed_circle_are_not_told(world):
    theme = services.add_theme(
        by=world.unit, at=AT, values={"name": "Delay", "starts_on": make.BEGAN}
    )
    hidden = make.make_origin(world.partnership, circle=CIRCLE)
    make.make_finding(hidden, themes=[theme], found_on=date(2023, 5, 1))
    new = make_alike(world, theme, "New", date(2025, 2, 1))
    inside = replace(world.unit, circles=(CIRCLE,))
    assert len(queries.earlier_alike(world.unit, new)) == 0
    assert len(queries.earlier_alike(inside, new)) == 1


# --- What waits ------------------------------------------------------------------

DO = "Carry out the action, and say how it goes"


def waiting_for(viewer):
    return waiting("thread", viewer, TODAY)


def test_owner_is_asked_for_own_live_actions_only(world, clock_rules):
    finding = make.make_finding(make.make_origin(world.partnership))
    ours = make.make_action(finding, world.police)
    make.make_action(finding, world.health)
    make.make_action(finding, world.police, agreed_on=None)
    assert waiting_for(world.police_lead) == [Due(ours, DO, date(2025, 6, 30))]


def test_unit_is_asked_for_what_is_late_or_soon_and_for_what_waits_for_assurance(
    world, clock_rules
):
    finding = make.make_finding(make.make_origin(world.partnership))
    late = make.make_action(finding, world.police, due_on=date(2025, 3, 1), title="A")
    soon = make.make_action(finding, world.police, due_on=date(2025, 4, 14), title="B")
    make.make_action(finding, world.police, due_on=date(2025, 4, 15), title="C")
    done = step("complete_action", make.make_action(finding, world.health), world.unit)
    assert waiting_for(world.unit) == [
        Due(late, DO, date(2025, 3, 1)),
        Due(soon, DO, date(2025, 4, 14)),
        Due(done, "Assure what Health says is done", None),
    ]


def test_challenge_waits_for_its_agency_then_for_a_judgement(world, clock_rules):
    challenge = make.make_challenge(world.partnership, world.police)
    waiting = [Due(challenge, "Police owes an answer", date(2025, 3, 15))]
    assert waiting_for(world.executive) == waiting
    assert waiting_for(world.scrutineer) == waiting
    assert waiting_for(world.health_lead) == []
    challenge = step(
        "answer_challenge", challenge, world.executive, post=world.police_post
    )
    assert waiting_for(world.executive) == []
    assert waiting_for(world.scrutineer) == [Due(challenge, "Judge the answer", None)]


def test_readers_are_asked_for_nothing(world):
    make_all(world)
    assert waiting_for(world.analyst) == []
    assert waiting_for(world.trainer) == []


@pytest.mark.parametrize("count", [1, 3])
def test_due_takes_two_queries(world, count, django_assert_num_queries):
    for _ in range(count):
        make_all(world)
    for viewer in (world.unit, world.scrutineer, world.police_lead):
        with django_assert_num_queries(2):
            queries.due(viewer, TODAY)


# --- Plans on a day -----------------------------------------------------------------


def test_opened_less_closed_is_open(world):
    plans = [make.make_plan(world.partnership, title=f"Plan {n}") for n in range(3)]
    make.make_plan(world.partnership, title="Later", opened_on=date(2025, 3, 1))
    closed = {"closed_on": date(2024, 6, 30), "closed_reason": "Done."}
    services.close_plan(
        plans[0], by=world.unit, at=AT, values=closed, read_version=plans[0].version
    )

    def on(day):
        found = queries.plan_counts(world.unit, day)
        return (found.opened, found.closed, found.open, found.agrees)

    assert [
        on(date(2023, 12, 31)),
        on(date(2024, 6, 29)),
        on(date(2024, 6, 30)),
        on(TODAY),
    ] == [(0, 0, 0, True), (3, 0, 3, True), (3, 1, 2, True), (4, 1, 3, True)]


# --- The thread of a record -----------------------------------------------------------


def kinds(graph):
    return [(node.kind, node.focus) for node in graph.nodes]


def test_thread_of_an_origin_is_all_that_follows_from_it(world):
    everything = make_all(world)
    graph = queries.thread_of(everything["origin"], world.unit)
    found = {node.kind: node for node in graph.nodes}
    assert sorted(found) == sorted([*everything, "figure"])
    assert [found[kind].state for kind in ("action", "plan", "challenge")] == [
        "In progress",
        "Open",
        "Raised",
    ]


def test_thread_of_evidence_goes_up_to_its_origin_and_down_to_its_figure(world):
    everything = make_all(world)
    make.make_action(everything["finding"], world.health, title="Another")
    graph = queries.thread_of(everything["evidence"], world.unit)
    assert kinds(graph) == [
        ("origin", False),
        ("plan", False),
        ("finding", False),
        ("action", False),
        ("evidence", True),
        ("figure", False),
    ]
    name = {node.kind: node.id for node in graph.nodes}
    assert set(graph.edges) == {
        (name["origin"], name["finding"]),
        (name["origin"], name["plan"]),
        (name["finding"], name["action"]),
        (name["plan"], name["action"]),
        (name["action"], name["evidence"]),
        (name["evidence"], name["figure"]),
    }


def test_plan_or_challenge_without_a_source_stands_alone(world):
    plan = make.make_plan(world.partnership)
    challenge = make.make_challenge(world.partnership, world.police)
    assert kinds(queries.thread_of(plan, world.unit)) == [("plan", True)]
    assert kinds(queries.thread_of(challenge, world.unit)) == [("challenge", True)]


def test_thread_of_a_plan_is_what_is_done_under_it_whatever_the_source(world):
    plan = make.make_plan(world.partnership)
    for title in ("One", "Two"):
        finding = make.make_finding(make.make_origin(world.partnership, title=title))
        make.make_action(finding, world.police, plan=plan, title=title)
    graph = queries.thread_of(plan, world.unit)
    assert kinds(graph) == [("plan", True), ("action", False), ("action", False)]


def test_thread_of_a_restricted_record_is_empty_outside_its_circle(world):
    everything = make_all(world, circle=CIRCLE)
    inside = replace(world.unit, circles=(CIRCLE,))
    assert queries.thread_of(everything["action"], world.unit).nodes == ()
    assert queries.thread_of(everything["action"], inside).subjects == (CIRCLE,)


def test_thread_of_something_else_is_refused(world):
    with pytest.raises(TypeError):
        queries.thread_of(world.police, world.unit)


@pytest.mark.parametrize("count", [1, 3])
def test_thread_takes_a_fixed_number_of_queries(
    world, count, django_assert_num_queries
):
    everything = make_all(world)
    for number in range(count):
        finding = make.make_finding(everything["origin"], title=f"F{number}")
        make.make_action(finding, world.police, title=f"A{number}")
    for name in ("origin", "finding", "action", "evidence", "impact_test", "challenge"):
        record = everything[name]
        with django_assert_num_queries(7):
            queries.thread_of(record, world.unit)
    with django_assert_num_queries(8):
        queries.thread_of(everything["plan"], world.unit)
