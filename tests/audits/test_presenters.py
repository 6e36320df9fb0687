"""Words of the audits: days no more exact than they are known, files, grades."""

from datetime import date

import pytest

from goldenthread.audits import presenters
from goldenthread.audits.models import Audit, Grade
from goldenthread.core.pages import Tag


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("DAY", "1 January 2025"),
        ("MONTH", "January 2025"),
        ("YEAR", "2025"),
        ("FINANCIAL_YEAR", "2025-26"),
    ],
)
def test_day_is_no_more_exact_than_it_is_known(precision, words):
    assert presenters.day(date(2025, 1, 1), precision) == words


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        ("CHILD", 1, "1 child"),
        ("WOMAN", 4, "4 women"),
        ("FAMILY", 2, "2 families"),
        ("AGENCY", 0, ""),
    ],
)
def test_files_are_told_with_whose_they_are(kind, count, words):
    audit = Audit(case_kind=kind, cohort_size=count)
    audit.files = 0
    assert presenters.files(audit) == words


def test_rounds_say_how_often_it_really_is():
    def on(*days):
        return presenters.found_rhythm([Audit(held_on=day) for day in days])

    assert [
        on(date(2021, 1, 1), date(2023, 1, 1), date(2025, 1, 1)),
        on(date(2025, 1, 1), date(2025, 7, 1)),
        on(date(2025, 1, 1), date(2025, 1, 20)),
        on(date(2025, 1, 1)),
        on(),
    ] == [
        "every 2 years",
        "every 6 months",
        "Two rounds in one month",
        "Too few rounds to say",
        "Too few rounds to say",
    ]


def test_grade_has_a_colour_and_an_unknown_one_is_grey():
    assert [
        presenters.grade_tag(Grade(code=code, label=label))
        for code, label in (("good", "Good"), ("fair", "Fair"))
    ] == [Tag("Good", "green"), Tag("Fair", "grey")]


def test_period_of_records_in_words():
    audit = Audit(
        period_from=date(2024, 4, 1), period_to=date(2024, 9, 30), parents_records=False
    )
    audit.files = 0
    facts = {one.label: one.value.text for one in presenters.audit_facts(audit)}
    assert (
        facts["Records looked at"],
        facts["Parents’ and carers’ records asked for"],
        facts["Held"],
    ) == ("1 April 2024 to 30 September 2024", "No", "Not yet")
