"""Who sees which part of a case (rules A2-A6), lists at a fixed cost, what is due."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.core.due import Due
from goldenthread.partnership.states import Role
from goldenthread.reviews import presenters, queries, services
from goldenthread.reviews.models import Review
from goldenthread.reviews.views import KINDS
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT
from tests.waiting import waiting


KIND = {kind.name: kind for kind in KINDS}
ALL = set(KIND)
# An agency lead sees the case and their own agency's part; the rest is the partners'.
LEADS = {
    "incident",
    "referral",
    "agency_return",
    "review",
    "review_subject",
    "review_step",
    "publication",
    "learning_point",
    "terms_of_reference",
    "reviewer",
}
SEES = {
    Role.BUSINESS_UNIT: ALL,
    Role.EXECUTIVE: ALL,
    Role.SCRUTINEER: ALL,
    Role.AGENCY_LEAD: LEADS,
    Role.ANALYST: set(),
    Role.TRAINER: set(),
    Role.ADMINISTRATOR: set(),
}


def seen(viewer) -> set[str]:
    return {name for name, kind in KIND.items() if kind.visible(viewer).exists()}


def test_what_each_role_sees_of_a_whole_case(whole_case, one_of_each_role):
    """Everybody stands in the circle, so that only the role can hide anything."""
    assert set(whole_case) == ALL
    found = {role: seen(viewer) for role, viewer in one_of_each_role.items()}
    assert found == SEES


def test_outside_the_circle_nothing_is_seen(whole_case, outsider):
    assert seen(outsider) == set()


def test_another_partnership_sees_nothing(whole_case, circle):
    stranger = cases.viewer(people.partnership())
    assert seen(replace(stranger, circles=(circle.key,))) == set()


def test_a_bar_hides_the_whole_case(whole_case, unit, circle):
    """A3: first all of it is seen, then none, by the same person in the same circle."""
    assert seen(unit) == ALL
    cases.bar(circle, unit)
    assert seen(unit) == set()


def test_a_bar_from_one_case_hides_the_theme_it_stands_in(home, unit, circle, subject):
    theme = cases.circle(home)
    cases.let_in(theme, unit)
    review = factories.review(theme, "THEMATIC")
    assert list(queries.reviews(unit)) == [review]
    factories.place(review, subject)
    assert list(queries.reviews(unit)) == [review]
    cases.bar(circle, unit)
    assert list(queries.reviews(unit)) == []
    assert list(queries.review_subjects(unit)) == []


def test_published_learning_is_for_everybody_in_practice(
    whole_case, one_of_each_role, outsider
):
    """Except for the administrator, who sees no case content (A6)."""
    publication = whole_case["publication"]
    first = factories.point(publication, kind="WHAT_HAPPENED", title="What happened")
    by = people.loader(publication.review.partnership)
    services.release_briefing(factories.approved(publication), by=by, at=AT)
    viewers = {**one_of_each_role, "outsider": outsider}
    found = {
        role: (
            list(queries.publications(viewer)),
            list(queries.learning_points(viewer)),
        )
        for role, viewer in viewers.items()
    }
    both = ([publication], [whole_case["learning_point"], first])
    expected = dict.fromkeys(viewers, both) | {Role.ADMINISTRATOR: ([], [])}
    assert found == expected


def test_a_lead_sees_their_own_agencys_part_only(whole_case, one_of_each_role):
    """A3: another's return shows once the case chair shared it, a referral never."""
    lead = one_of_each_role[Role.AGENCY_LEAD]
    incident = whole_case["incident"]
    other = factories.agency_return(incident)
    factories.referral(incident, agency=other.agency)
    factories.referral(incident)
    own = whole_case["agency_return"]
    assert list(queries.agency_returns(lead)) == [own]
    assert list(queries.referrals(lead)) == [whole_case["referral"]]
    factories.shared(other)
    assert set(queries.agency_returns(lead)) == {own, other}


# --- Fixed numbers of queries ----------------------------------------------------


def _case(home, viewer):
    circle = cases.let_in_circle(home, viewer)
    subject = cases.subject(circle)
    incident = factories.incident(circle, subject)
    referral = factories.referral(incident, agency=people.agency(home))
    factories.notification(incident)
    factories.rapid_review(referral)
    factories.agency_return(incident)
    factories.decision(incident)
    review, theme = (
        factories.review(circle),
        factories.review(circle, "THEMATIC"),
    )
    place = factories.place(review, subject, incident=incident)
    services.move_review_subject(
        place,
        theme,
        reason="Theme",
        on=cases.DAY,
        stays=False,
        by=people.loader(home),
        at=AT,
    )
    factories.step(review, "scope_review")
    factories.delay(review)
    factories.proceeding(review)
    briefing = factories.publication(review)
    factories.point(briefing, text="A 9 year old was seen")
    factories.carried_out(review)
    factories.detail_decision(briefing)


def _cost(kind, viewer) -> int:
    with CaptureQueriesContext(connection) as captured:
        shown = list(kind.visible(viewer))
        for record in shown:
            kind.row(record)
            kind.title(record)
            tuple(kind.subjects(record))
    assert shown
    return len(captured)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_list_costs_the_same_with_one_and_three_cases(home, outsider, kind):
    _case(home, outsider)
    with_one = _cost(kind, outsider)
    for _ in range(2):
        _case(home, outsider)
    assert kind.visible(outsider).count() >= 3
    assert _cost(kind, outsider) == with_one


def test_the_review_log_costs_the_same_with_one_and_three_cases(home, outsider):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            for one in queries.review_log(outsider):
                presenters.log_row(one, cases.DAY, presenters.deadline_cell)
        return len(captured)

    _case(home, outsider)
    with_one = cost()
    for _ in range(2):
        _case(home, outsider)
    assert cost() == with_one


# --- The review log, and what is due ------------------------------------------------


def test_the_log_tells_what_waits_and_what_is_open(unit, circle, subject):
    review = factories.review(circle)
    factories.delay(review)
    factories.delay(review, ends_on=date(2024, 4, 26))
    (line,) = queries.review_log(unit)
    assert (line.open_delays, line.findings, line.open_actions) == (1, 0, 0)


def test_reviews_going_come_before_those_over_the_oldest_first(unit, circle, home):
    young = factories.review(circle)
    old = factories.review(circle, decided_on=date(2023, 1, 1))
    over = factories.review(circle, decided_on=date(2020, 1, 1))
    undated = factories.review(circle, decided_on=None)
    Review.objects.filter(pk=over.pk).update(state="CLOSED")
    assert list(queries.reviews(unit)) == [old, young, undated, over]


def test_age_runs_from_the_referral_where_no_decision_is_dated(unit, circle, subject):
    incident = factories.incident(circle, subject)
    factories.referral(incident, referred_on=date(2024, 4, 1))
    review = factories.review(circle, decided_on=None)
    factories.place(review, subject, incident=incident)
    (line,) = queries.review_log(unit)
    cell = presenters.log_row(line, date(2024, 5, 1), presenters.section)[2]
    assert (cell.text, cell.hint) == ("30 days", "since the first referral")


def waiting_for(viewer):
    return waiting("reviews", viewer, cases.DAY)


def test_what_is_due_for_the_unit(unit, circle, subject, clock_rules):
    """By the worked examples of working days: five from the day of becoming aware."""
    untold = factories.incident(circle, subject, aware_on=date(2024, 4, 12))
    told = factories.incident(circle, subject, aware_on=date(2024, 4, 12))
    factories.notification(told, sent_on=date(2024, 4, 16))
    decided = factories.incident(circle, subject, aware_on=date(2024, 4, 12))
    factories.decision(
        decided,
        "DO_NOT_NOTIFY",
        stage="NOTIFICATION",
        decider="LOCAL_AUTHORITY",
    )
    rapid = factories.rapid_review(factories.referral(told))
    review = factories.review(circle)
    delay = factories.delay(review)
    asked = {"asked_on": date(2024, 4, 17), "due_on": date(2024, 4, 20)}
    late = factories.agency_return(told, **asked)
    factories.agency_return(untold, due_on=date(2024, 5, 20))
    assert waiting_for(unit) == [
        Due(late, "Agency’s return", date(2024, 4, 20)),
        Due(untold, "Notify the Panel, or record why not", date(2024, 4, 19)),
        Due(rapid, "Send the rapid review to the Panel", date(2024, 5, 8)),
        Due(review, "Publish, or tell the Panel why not", date(2024, 10, 20)),
        Due(delay, "Look at the delay again", date(2024, 6, 1)),
    ]


def test_what_is_due_for_an_agency_is_its_own_returns(
    whole_case, one_of_each_role, clock_rules
):
    lead = one_of_each_role[Role.AGENCY_LEAD]
    factories.agency_return(whole_case["incident"])
    own = whole_case["agency_return"]
    assert waiting_for(lead) == [Due(own, "Agency’s return", date(2024, 5, 10))]
    assert waiting_for(one_of_each_role[Role.EXECUTIVE]) == []


def test_without_a_clock_rule_the_day_is_left_open(unit, circle, subject):
    incident = factories.incident(circle, subject, aware_on=date(2024, 4, 12))
    assert waiting_for(unit) == [
        Due(incident, "Notify the Panel, or record why not", None)
    ]
