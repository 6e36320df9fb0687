"""Registering a test before results are seen, and keeping what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.thread import queries, services
from goldenthread.thread.models import ImpactTest, Verdict
from goldenthread.thread.queries import series
from tests.thread import factories as make
from tests.thread.factories import AT, step
from tests.thread.made_series import MadeSeries, monthly


CIRCLE = "circlecircle"
LATER = datetime(2026, 4, 1, 9, tzinfo=UTC)
IN_FORCE = date(2025, 4, 1)
ORDINARY = [19, 21] * 6
FALLEN = [18, 17, 18, 17, 18, 17, 18]


@pytest.fixture
def made():
    room = MadeSeries()
    room.keep("starts", monthly(date(2024, 4, 1), ORDINARY))
    yield room
    series.withdraw("made")


@pytest.fixture
def action(world):
    return make.make_action(
        make.make_finding(make.make_origin(world.partnership)), world.police
    )


def register(by, action, at=AT, **values):
    given = {
        "measure": "Starts",
        "series_key": "made:starts",
        "direction": "DOWN",
        "in_force_on": IN_FORCE,
        "least_points": 7,
    } | values
    return services.add_impact_test(by=by, at=at, values=given, parent=action)


def results(made, *after):
    made.keep("starts", monthly(date(2024, 4, 1), [*ORDINARY, *after]))


def judge(test, by, at=LATER):
    return services.judge_effect(test, by=by, at=at)


def test_registering_writes_down_what_could_be_seen(world, made, action):
    found = register(world.analyst, action)
    assert (
        found.seen_points,
        found.seen_until,
        found.seen_last,
        found.seen_after,
        found.opened_late,
        found.registered_at,
        found.series_kind,
    ) == (12, date(2025, 3, 31), "21 (March 2025)", 0, False, AT, "VALUES")


def test_registering_a_test_whose_data_are_open_is_refused_in_one_sentence(
    world, made, action
):
    results(made, 18, 17)
    with pytest.raises(ValidationError) as wrong:
        register(world.analyst, action)
    assert wrong.value.message_dict == {
        "in_force_on": [
            "The series already shows 2 points from that day on (up to 31 May 2025), so "
            "the answer could be known: choose a later day, or keep the test marked as "
            "registered after its data were opened."
        ]
    }
    assert not ImpactTest.objects.exists()


def test_test_kept_all_the_same_is_marked_and_gives_no_verdict(world, made, action):
    results(made, *FALLEN)
    test = register(world.analyst, action, keep_late=True)
    assert (test.opened_late, test.seen_after) == (True, 7)
    with pytest.raises(Refused) as refusal:
        judge(test, world.analyst)
    assert str(refusal.value) == (
        "This test was registered after its data were opened, so it gives no verdict."
    )
    assert services.judge_all(by=make.loader(world.partnership), at=LATER) == ([], 0)


def test_fewer_points_than_the_rule_allows_are_refused(world, made, action):
    with pytest.raises(ValidationError) as wrong:
        register(world.analyst, action, least_points=2)
    assert wrong.value.message_dict == {
        "least_points": ["Fix it at 6 or more: fewer show nothing."]
    }
    assert register(world.analyst, action, least_points=None).least_points == 6


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "Choose the series that will be judged."),
        ("made:nothing", "There is no such series."),
        ("nowhere:nothing", "There is no such series."),
    ],
)
def test_series_must_be_one_that_is_offered(world, made, action, key, words):
    with pytest.raises(ValidationError) as wrong:
        register(world.analyst, action, series_key=key)
    assert wrong.value.message_dict == {"series_key": [words]}


def test_only_unit_and_analyst_register_and_only_for_what_is_being_done(
    world, made, action
):
    with pytest.raises(Refused) as refusal:
        register(world.police_lead, action)
    assert str(refusal.value) == (
        "Only the business unit or the analyst registers an impact test."
    )
    gone = step("supersede_action", action, world.unit)
    with pytest.raises(Refused) as refusal:
        register(world.unit, gone)
    assert str(refusal.value) == (
        "This action is not being done, so there is no effect to test."
    )


def test_correction_is_a_new_row_that_names_the_old(world, made, action):
    first = register(world.analyst, action)
    second = register(world.analyst, action, direction="UP", corrects=first)
    assert ImpactTest.objects.get(pk=first.pk).direction == "DOWN"
    assert second.corrects == first
    with pytest.raises(ValidationError) as wrong:
        register(world.analyst, action, corrects=first)
    assert wrong.value.message_dict == {
        "corrects": ["That test was corrected already: correct the newer one."]
    }
    with pytest.raises(Refused) as refusal:
        judge(first, world.analyst)
    assert str(refusal.value) == (
        "This test was corrected by a later one; judge that one."
    )


def test_correction_of_another_actions_test_is_refused(world, made, action):
    first = register(world.analyst, action)
    other = make.make_action(action.finding, world.police)
    with pytest.raises(ValidationError) as wrong:
        register(world.analyst, other, corrects=first)
    assert wrong.value.message_dict == {"corrects": ["That test is of another action."]}


def test_verdict_is_worked_out_and_kept_with_its_points(world, made, action):
    test = register(world.analyst, action)
    results(made, *FALLEN)
    found = judge(test, world.analyst)
    assert (found.word, found.rule, found.reached_by, found.rules_from) == (
        "IMPROVED",
        "SHIFT",
        "Lead, Health",
        date(2024, 4, 1),
    )
    assert [one["value"] for one in found.points[-2:]] == ["17", "18"]
    assert HistoryRow.objects.order_by("-sequence").first().action == "judge_effect"


def test_judging_again_adds_a_row_only_when_something_changed(world, made, action):
    test = register(world.analyst, action)
    first = judge(test, world.analyst)
    assert first.word == "TOO_LITTLE"
    with pytest.raises(services.NothingNew) as refusal:
        judge(test, world.analyst)
    assert str(refusal.value) == (
        "Nothing has changed since the verdict of 1 April 2026."
    )
    results(made, *FALLEN)
    second = judge(test, world.analyst)
    assert (second.word, second.digest != first.digest) == ("IMPROVED", True)
    assert Verdict.objects.get(pk=first.pk).word == "TOO_LITTLE"
    assert Verdict.objects.count() == 2


def test_a_point_that_is_revised_changes_the_seal(world, made, action):
    test = register(world.analyst, action)
    results(made, *FALLEN)
    first = judge(test, world.analyst)
    results(made, *FALLEN[:-1], 19)
    assert judge(test, world.analyst).digest != first.digest


def test_judge_all_is_for_a_timer_and_repeats_nothing(world, made, action):
    register(world.analyst, action)
    by = make.loader(world.partnership)
    fresh, same = services.judge_all(by=by, at=LATER)
    assert ([one.word for one in fresh], same) == (["TOO_LITTLE"], 0)
    assert services.judge_all(by=by, at=LATER) == ([], 1)
    stranger = make.loader(make.make_partnership("Elsewhere"))
    assert services.judge_all(by=stranger, at=LATER) == ([], 0)


def test_verdict_without_a_series_or_whose_series_is_gone_is_refused(
    world, made, action
):
    values = {"measure": "M", "direction": "UP", "in_force_on": IN_FORCE}
    by = make.loader(world.partnership)
    unnamed = services.add_impact_test(by=by, at=AT, values=values, parent=action)
    with pytest.raises(Refused) as refusal:
        judge(unnamed, world.analyst)
    assert str(refusal.value).startswith("This test names no series")
    named = register(world.analyst, action)
    made.held.clear()
    with pytest.raises(Refused) as refusal:
        judge(named, world.analyst)
    assert str(refusal.value) == "The series of this test is no longer there."
    assert services.judge_all(by=by, at=LATER) == ([], 0)


# --- The newest verdict of many actions ----------------------------------------------------


def test_verdict_of_many_actions_is_one_query_and_the_newest_of_live_tests(
    world, made, action, django_assert_num_queries
):
    other = make.make_action(action.finding, world.health)
    untested = make.make_action(action.finding, world.health)
    test = register(world.analyst, action)
    judge(test, world.analyst)
    results(made, *FALLEN)
    newest = judge(test, world.analyst)
    wrong = register(world.analyst, other, in_force_on=date(2026, 1, 1))
    judge(wrong, world.analyst)
    register(world.analyst, other, in_force_on=date(2026, 2, 1), corrects=wrong)
    with django_assert_num_queries(1):
        found = queries.verdict_of(world.trainer, [action, other, untested])
    assert found == {action.pk: newest}


def test_verdict_of_a_closed_case_is_its_circles_only(world, made):
    hidden = make.make_origin(world.partnership, circle=CIRCLE)
    action = make.make_action(hidden, world.police)
    inside = replace(world.analyst, circles=(CIRCLE,))
    verdict = judge(register(inside, action), inside)
    assert queries.verdict_of(inside, [action]) == {action.pk: verdict}
    assert queries.verdict_of(world.analyst, [action]) == {}
    assert not queries.verdicts(world.analyst).exists()


def test_actions_carry_where_their_effect_stands(world, made, action):
    def stands():
        return queries.effect_of(queries.action_list(world.unit).get(pk=action.pk))

    assert stands() == "UNTESTED"
    test = register(world.analyst, action)
    assert stands() == "WAITING"
    judge(test, world.analyst)
    assert stands() == "TOO_LITTLE"
    results(made, *FALLEN)
    judge(test, world.analyst)
    assert stands() == "IMPROVED"


def test_the_database_keeps_tests_and_verdicts_as_they_were(world, made, action):
    test = register(world.analyst, action)
    results(made, *FALLEN)
    assert make.refuses_change(test)
    assert make.refuses_change(judge(test, world.analyst))
