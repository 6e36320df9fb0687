"""The example's audits come out of their data files as the published report tells."""

from datetime import date

import pytest
from django.db import transaction

from goldenthread.audits import example, queries
from goldenthread.audits.figures import FIGURES
from goldenthread.core.figures import Answers, Scope
from goldenthread.core.viewer import system
from goldenthread.partnership import example as partnership_example
from goldenthread.thread import example as thread_example
from goldenthread.thread.models import Origin
from tests.thread.factories import AT


YEAR = (date(2024, 4, 1), date(2025, 3, 31))
MONTH_ONLY = "Only the month is known: the first day stands for it."
YEAR_ONLY = "Only the year is known: the first day stands for it."


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Partnership, themes and audits of the example, without the other rooms."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = partnership_example.load(by=system("example"), at=AT)
        home = world["partnership.shropshire"]
        by = system("example", partnership_id=home.pk)
        thread_example.load(by=by, at=AT, world=world)
        example.load(by=by, at=AT, world=world)
        yield world, by
        transaction.set_rollback(True)


def answers_of(partnership_id):
    return Answers(FIGURES, Scope(partnership_id, "2024-25", *YEAR, as_at=YEAR[1]))


def test_every_figure_of_the_audits_comes_from_the_records(loaded):
    world, _ = loaded
    answers = answers_of(world["partnership.shropshire"].pk)
    assert {figure.key: answers[figure.key].value for figure in FIGURES} == {
        "audits.macfa.held": 3,
        "audits.cla05.children": 8,
        "audits.cla05.good_practice": 4,
        "audits.cla05.challenges": 4,
        "audits.cla05.learning": 4,
        "audits.trio.children": 10,
        "audits.trio.good_practice": 5,
        "audits.trio.learning": 12,
        "audits.trio.graded_good": 10,
        "audits.trio.parental_factors": 3,
        "audits.pregnancy.women": 4,
        "audits.pregnancy.good_practice": 5,
        "audits.pregnancy.challenges": 4,
        "audits.pregnancy.learning": 1,
        "audits.police_protection.children": 6,
        "audits.police_protection.learning": 5,
        "audits.police_protection.actions": 6,
        "audits.police_protection.actions_done": 1,
        "audits.police_protection.briefing_done": date(2025, 3, 31),
        "audits.police_protection.held": date(2025, 1, 1),
        "audits.cohort.all": 28,
        "audits.cohort.macfa": 22,
        "audits.findings.good_practice": 14,
        "audits.findings.challenges": 8,
        "audits.findings.learning": 22,
        "audits.findings.all": 44,
        "audits.section11.held": 0,
        "audits.section11.next": date(2025, 1, 1),
        "audits.section11.interval": "P2Y",
        "audits.planned.sexual_abuse": date(2025, 1, 1),
    }


def test_days_known_to_a_month_or_year_only_say_so(loaded):
    world, _ = loaded
    answers = answers_of(world["partnership.shropshire"].pk)
    assert {
        key: answers[key].caveats
        for key in (
            "audits.police_protection.held",
            "audits.section11.next",
            "audits.planned.sexual_abuse",
        )
    } == {
        "audits.police_protection.held": (MONTH_ONLY,),
        "audits.section11.next": (YEAR_ONLY,),
        "audits.planned.sexual_abuse": (YEAR_ONLY,),
    }


def test_figures_without_records_are_nought_or_say_why(loaded):
    answers = answers_of(0)
    assert {
        figure.key: answers[figure.key].reason
        for figure in FIGURES
        if answers[figure.key].value is None
    } == {
        "audits.police_protection.briefing_done": (
            "Not exactly one action of the audit is done."
        ),
        "audits.police_protection.held": "No such audit was held in the year.",
        "audits.section11.next": "No round is planned.",
        "audits.section11.interval": (
            "Two rounds are needed, one held and one planned."
        ),
        "audits.planned.sexual_abuse": "No such audit is planned.",
    }


def test_held_audits_stand_on_the_thread_and_planned_ones_do_not(loaded):
    _, by = loaded
    held = queries.audits(by).exclude(held_on=None)
    origins = Origin.objects.filter(kind="AUDIT")
    assert set(origins.values_list("source_key", flat=True)) == set(
        held.values_list("key", flat=True)
    )


def test_mixed_result_is_kept_as_it_is(loaded):
    _, by = loaded
    audit = queries.audits_by_code(by)["trigger-trio"]
    grades = queries.grades_given(by).filter(audit=audit)
    assert sorted(
        (one.line, str(one.case), str(one.grade)) for one in grades
    ) == sorted(
        [("", f"Case {n}", "Good") for n in range(1, 11)]
        + [("Some areas, not named", "None", "Requires improvement")]
    )
