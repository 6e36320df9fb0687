"""The example's learning comes out of its data files as the published report tells."""

from datetime import date

import pytest
from django.db import transaction

from goldenthread.audits import example as audits_example
from goldenthread.core.figures import Answers, Scope
from goldenthread.core.viewer import system
from goldenthread.governance import example as governance_example
from goldenthread.partnership import example as partnership_example
from goldenthread.thread import example, queries
from goldenthread.thread.figures import FIGURES
from goldenthread.thread.models import (
    Action,
    Challenge,
    Finding,
    ImpactTest,
    Origin,
    Plan,
)
from tests.thread.factories import AT


YEAR = (date(2024, 4, 1), date(2025, 3, 31))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The example as far as the rooms whose sources the thread hangs on."""
    with django_db_blocker.unblock(), transaction.atomic():
        by = system("example")
        world = partnership_example.load(by=by, at=AT)
        home = world["partnership.shropshire"]
        by = system("example", partnership_id=home.pk)
        example.load(by=by, at=AT, world=world)
        governance_example.load(by=by, at=AT, world=world)
        audits_example.load(by=by, at=AT, world=world)
        example.load_after(by=by, at=AT, world=world)
        yield world, by
        transaction.set_rollback(True)


def test_every_figure_of_the_thread_comes_from_the_records(loaded):
    world, _ = loaded
    home = world["partnership.shropshire"]
    answers = Answers(FIGURES, Scope(home.pk, "2024-25", *YEAR, as_at=YEAR[1]))
    assert {figure.key: str(answers[figure.key].value) for figure in FIGURES} == {
        "thread.diagnostic.questions": "4",
        "thread.diagnostic.findings": "5",
        "thread.diagnostic.actions": "14",
        "thread.diagnostic.findings_with_action": "5",
        "thread.diagnostic.actions_done": "10",
        "thread.diagnostic.actions_under_way": "4",
        "thread.diagnostic.shared_themes": "4",
        "thread.plans.open_before": "17",
        "thread.plans.closed_since": "5",
        "thread.plans.open": "12",
        "thread.plans.closed_share": "29.41176470588235294117647059",
        "thread.domains": "4",
        "thread.performance.rows": "5",
        "thread.performance.actions": "8",
        "thread.dataset_improvements": "5",
        "thread.actions.open_at_start": "2",
        "thread.actions.opened": "58",
        "thread.actions.closed": "0",
        "thread.actions.open_at_end": "60",
        "thread.actions.unbalanced": "0",
        "thread.actions.on_the_books": "60",
        "thread.actions.strength.stronger": "1",
        "thread.actions.strength.intermediate": "4",
        "thread.actions.strength.weaker": "6",
        "thread.actions.strength.not_graded": "49",
        "thread.actions.strength.weaker_share": "10",
        "thread.actions.late_at_end": "0",
        "thread.actions.unassured_at_end": "35",
        "thread.actions.closed_with_evidence": "0",
        "thread.actions.closed_with_evidence_share": "None",
        "thread.effect.tested": "0",
        "thread.effect.improved": "0",
        "thread.effect.no_change": "0",
        "thread.effect.worse": "0",
        "thread.effect.too_little": "0",
        "thread.recurring.themes": "9",
        "thread.recurring.findings": "1",
        "thread.challenges.raised": "4",
    }


def test_figures_of_another_partnership_are_nought(loaded):
    answers = Answers(FIGURES, Scope(0, "2024-25", *YEAR, as_at=YEAR[1]))
    shown = {answers[f.key].value for f in FIGURES}
    assert shown == {0, None}


def test_groups_did_what_the_report_says(loaded):
    done = Origin.objects.filter(kind="GROUP").exclude(title__startswith="Example:")
    counts = {
        one.code: (
            Action.objects.filter(origin=one).count(),
            Finding.objects.filter(origin=one).count(),
        )
        for one in done
    }
    assert counts == {
        "early-help-transformation": (8, 0),
        "neglect": (5, 0),
        "sexual-abuse": (4, 0),
        "exploitation": (5, 4),
    }


def test_opened_less_closed_is_open_on_any_day(loaded):
    _, by = loaded
    counts = queries.plan_counts(by, YEAR[1])
    assert (counts.opened, counts.closed, counts.open, counts.agrees) == (
        18,
        5,
        13,
        True,
    )


def test_what_is_made_up_or_taken_says_so_on_the_row(loaded):
    assert Plan.objects.filter(invented=False).count() == 1
    assert not Plan.objects.filter(note="").exists()
    assert not Action.objects.filter(note="").exists()
    again = Challenge.objects.filter(title__startswith="It came again: Example:")
    assert again.count() == 2
    others = Challenge.objects.exclude(pk__in=again.values("pk"))
    told = (*others.values_list("text", flat=True),)
    told += (*ImpactTest.objects.values_list("seen_then", flat=True),)
    assert [words.startswith("Made up for the example") for words in told] == [True] * 3


def test_sources_bear_the_words_the_report_calls_them_by(loaded):
    called = Origin.objects.exclude(code="").values_list("code", flat=True)
    assert sorted(called) == [
        "cla-0-5",
        "dataset",
        "diagnostic",
        "early-help-transformation",
        "exploitation",
        "last-50",
        "neglect",
        "performance",
        "police-protection",
        "pregnancy",
        "section-11-2023",
        "sexual-abuse",
        "trigger-trio",
    ]


def test_promises_hang_on_the_sources_of_other_rooms(loaded):
    kinds = ("NATIONAL_REPORT", "AUDIT", "DIAGNOSTIC")
    assert {
        kind: Action.objects.filter(origin__kind=kind).count() for kind in kinds
    } == {"NATIONAL_REPORT": 3, "AUDIT": 6, "DIAGNOSTIC": 14}
