"""Clocks, days known more or less exactly, ages and warnings, in words."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from goldenthread.core.pages import Cell, Tag
from goldenthread.core.reference.queries import read_clocks
from goldenthread.reviews import presenters, queries
from goldenthread.reviews.models import Review
from goldenthread.reviews.presenters.clocks import clock_row
from goldenthread.reviews.presenters.words import joined, when_cell
from tests.reviews import factories
from tests.subjects import factories as cases


NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
CODE = "INCIDENT_NOTIFIED"


@pytest.fixture
def clocks(db):
    call_command("reference_load", verbosity=0)
    return read_clocks(*queries.CLOCKS)


def test_a_running_clock_shows_its_working(clocks):
    """Aware on Friday 11 April 2025: Good Friday and Easter Monday are left out."""
    row = clock_row(clocks, (CODE, "Notify", date(2025, 4, 11), None), NOW)
    assert [cell.text for cell in row[:2]] == ["Notify", "22 April 2025"]
    assert row[2].tag == Tag("Due soon", "yellow")
    assert (row[3].text, row[3].hint) == (
        "5 working days from 11 April 2025, without 18 and 21 April",
        "The text was read in the source named.",
    )


def test_a_clock_that_was_met_late_says_so(clocks):
    done = date(2025, 4, 23)
    row = clock_row(clocks, (CODE, "Notify", date(2025, 4, 11), done), NOW)
    assert row[2].tag == Tag("Late", "orange")


def test_a_clock_without_its_day_has_not_started(clocks):
    row = clock_row(clocks, (CODE, "Notify", None, None), NOW)
    assert (row[2].tag.text, row[3].text) == (
        "Not started",
        "The day that starts it is not recorded.",
    )


def test_a_clock_without_a_rule_says_which(db):
    row = clock_row(read_clocks(), (CODE, "Notify", date(2025, 4, 11), None), NOW)
    assert row[3].text == (
        "No clock rule “INCIDENT_NOTIFIED” is recorded for 11 April 2025."
    )


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
