"""Days known more or less exactly, ages and warnings, in words."""

from datetime import date

import pytest

from goldenthread.core.pages import Cell, Tag
from goldenthread.reviews import presenters, queries
from goldenthread.reviews.models import Review
from goldenthread.reviews.presenters.words import joined, when_cell
from tests.reviews import factories
from tests.subjects import factories as cases


@pytest.mark.parametrize(
    ("day", "precision", "basis", "expected"),
    [
        (date(2024, 6, 3), "DAY", "RECORDED", Cell(text="3 June 2024")),
        (date(2024, 6, 1), "MONTH", "PUBLISHED", Cell(text="June 2024")),
        (
            date(2024, 4, 1),
            "YEAR",
            "ASSUMED",
            Cell(text="In 2024-25", tag=Tag("Assumed", "yellow")),
        ),
        (
            date(2024, 6, 3),
            "DAY",
            "INVENTED",
            Cell(text="3 June 2024", tag=Tag("Invented", "purple")),
        ),
        (None, "DAY", "ASSUMED", Cell(text="No day recorded")),
    ],
)
def test_a_day_is_never_told_more_exactly_than_it_is_known(
    day, precision, basis, expected
):
    assert when_cell(day, precision, basis) == expected


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Ivy"], "Ivy"),
        (["Jasmine", "Child U", "Darren"], "Jasmine, Child U and Darren"),
    ],
)
def test_names_are_joined_as_in_a_sentence(names, words):
    assert joined(names) == words


def test_an_incident_whose_children_do_not_add_up_says_so(circle, subject):
    incident = factories.incident(circle, subject, children=3)
    assert presenters.incident_notices(incident) == (
        "The record says 3 children; 1 of them are recorded as subjects.",
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({}, "Open"),
        ({"meeting_on": cases.DAY}, "Meeting held"),
        ({"agreed_on": cases.DAY}, "Agreed by the partners"),
        ({"sent_on": cases.DAY}, "Sent to the Panel"),
    ],
)
def test_a_rapid_review_stands_as_far_as_its_days(circle, days, words):
    rapid = factories.rapid_review(
        factories.referral(factories.incident(circle)), **days
    )
    assert presenters.rapid_tag(rapid).text == words


def test_a_review_that_is_over_has_no_age(circle, unit):
    review = factories.review(circle)
    Review.objects.update(state="CLOSED")
    factories.review(circle, decided_on=None)
    ages = {
        one.pk: presenters.log_row(one, cases.DAY, Cell())[2].text
        for one in queries.review_log(unit)
    }
    assert ages.pop(review.pk) == "Over"
    assert list(ages.values()) == ["No day recorded"]
