"""The front sheet of the review log: numbers as on a day, ages, learning."""

from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as open_word
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.reviews.models import ReviewStep
from goldenthread.reviews.presenters import front_sheet as presenters
from goldenthread.reviews.queries.front_sheet import front_sheet, state_on
from goldenthread.reviews.states import REVIEW_MOVES, ReviewState
from tests.partnership.factories import AT, DAY
from tests.reviews import factories
from tests.reviews.test_publishing import finding
from tests.reviews.test_views import sign_in
from tests.subjects import factories as cases


@pytest.fixture
def rules_loaded(db):
    call_command("reference_load", verbosity=0)


def counted(sheet):
    return (sheet.counted(going=True), sheet.counted(going=False), sheet.counted())


def test_reviews_are_counted_by_kind_as_on_a_day(unit, circle):
    review = factories.review(circle)
    factories.review(circle, "THEMATIC", state="PUBLISHED")
    factories.review(circle, decided_on=date(2024, 4, 30))
    assert counted(front_sheet(unit, DAY)) == (2, 1, 3)
    assert counted(front_sheet(unit, date(2024, 4, 25))) == (1, 1, 2)
    assert counted(front_sheet(unit, date(2024, 4, 1))) == (0, 0, 0)
    factories.step(review, "scope_review", happened_on=date(2024, 4, 24))
    states = front_sheet(unit, DAY).by("state")
    assert (states["SCOPED"], states["DECIDED"]) == (1, 1)
    assert front_sheet(unit, date(2024, 4, 23)).by("state")["SCOPED"] == 0


def test_reviews_stand_against_the_six_months_of_the_rule(unit, circle, rules_loaded):
    """Decided 30 August 2023: by 29 February 2024. Decided 20 April: 20 October."""
    factories.review(circle, decided_on=date(2023, 8, 30))
    factories.review(circle)
    factories.review(circle, precision="MONTH", decided_on=date(2024, 4, 1))
    clocks = front_sheet(unit, date(2024, 2, 29)).by("clock")
    assert dict(clocks) == {"IN_TIME": 1}
    clocks = front_sheet(unit, DAY).by("clock")
    assert dict(clocks) == {"OVERDUE": 1, "IN_TIME": 1, "NO_DAY": 1}


def test_only_what_the_viewer_may_see_is_counted(
    home, unit, circle, outsider, one_of_each_role
):
    factories.review(circle)
    assert front_sheet(unit, DAY).counted() == 1
    assert front_sheet(outsider, DAY).counted() == 0
    assert front_sheet(one_of_each_role[Role.AGENCY_LEAD], DAY).counted() == 0
    cases.bar(circle, unit)
    assert front_sheet(unit, DAY).counted() == 0


def test_learning_headlines_are_of_those_reviews_only(home, unit, circle):
    mine = finding(factories.review(circle))
    finding(factories.review(cases.circle(home)), "Of another circle")
    sheet = front_sheet(unit, DAY)
    assert (sheet.findings, sheet.headlines) == (1, (mine,))
    assert sheet.domains == (("Not sorted", 1),)


def test_the_sheet_asks_as_often_for_many_reviews_as_for_one(unit, circle):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            presenters.document(front_sheet(unit, DAY), "Example")
        return len(captured)

    finding(factories.stepped(factories.review(circle), "scope_review"))
    with_one = cost()
    for _ in range(3):
        finding(factories.stepped(factories.review(circle), "scope_review"))
    assert cost() == with_one


def slow_state(now, steps, on):
    """The obvious twin: each step in turn, until one lies after the day."""
    if not steps:
        return now
    reached = steps[0].source
    late = False
    for one in steps:
        late = late or (one.happened_on is not None and one.happened_on > on)
        if not late:
            reached = one.target
    return reached


@given(
    days=st.lists(
        st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 20)), max_size=6
    ),
    on=st.dates(date(2023, 12, 31), date(2024, 1, 21)),
)
def test_the_state_on_a_day_follows_the_steps_taken_by_then(days, on):
    steps, state = [], ReviewState.DECIDED
    for day, name in zip(days, factories.TO_SENT, strict=False):
        move = REVIEW_MOVES.move(name, state)
        steps.append(
            ReviewStep(source=state, target=move.target, move=name, happened_on=day)
        )
        state = ReviewState(move.target)
    assert state_on(state, steps, on) == slow_state(state, steps, on)


def test_the_sheet_is_read_printed_and_written_down(client, unit, circle, time_machine):
    time_machine.move_to(AT, tick=False)
    factories.review(circle, "THEMATIC")
    sign_in(client, unit)
    page = client.get(reverse("view_review_log"), {"on_day": "1", "on_month": "5"})
    assert b"Against the statutory clock" in page.content
    made = client.get(reverse("export_review_log", args=["docx"]))
    tables = open_word(BytesIO(made.content)).tables
    assert [cell.text for cell in tables[0].rows[1].cells] == [
        "Thematic review",
        "1",
        "0",
        "1",
    ]
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.subjects) == ("export_review_log_docx", [circle.key])
    made = client.get(reverse("export_review_log", args=["pdf"]))
    assert made.content[:4] == b"%PDF"
    other = client.get(reverse("export_review_log", args=["csv"]))
    assert other.status_code == 404
