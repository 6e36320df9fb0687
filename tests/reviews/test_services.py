"""What the services write, and what they and the tables refuse."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow
from goldenthread.core.states import MoveRefused
from goldenthread.reviews import queries, services
from goldenthread.reviews.models import (
    Decision,
    Notification,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.services.keeping import edition_on
from goldenthread.reviews.states import REVIEW_MOVES, ReviewState
from goldenthread.thread.models import Origin
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT, DAY


# --- Who may write ------------------------------------------------------------------


@pytest.mark.parametrize("role", ["AGENCY_LEAD", "EXECUTIVE", "SCRUTINEER"])
def test_only_the_business_unit_of_the_circle_keeps_a_case(home, circle, role):
    """The same role that reads the whole case changes nothing of it."""
    viewer = cases.let_in(circle, cases.viewer(home, role))
    subject = cases.subject(circle)
    with pytest.raises(Refused):
        factories.incident(circle, subject, by=viewer)
    assert factories.incident(circle, subject)


def test_outside_the_circle_the_business_unit_keeps_nothing(circle, outsider, unit):
    subject = cases.subject(circle)
    with pytest.raises(Refused):
        factories.incident(circle, subject, by=outsider)
    assert factories.incident(circle, subject, by=unit)


def test_each_write_names_circle_and_subjects(unit, circle, subject):
    review = factories.review(circle)
    factories.place(review, subject)
    factories.delay(review)
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.subjects) == (
        "add_delay",
        sorted([circle.key, subject.key]),
    )
    assert history.verify() is None


# --- Incidents ----------------------------------------------------------------------


def test_an_incident_is_kept_by_month_with_its_edition(circle):
    incident = factories.incident(
        circle,
        first_month=date(2023, 11, 17),
        last_month=date(2024, 1, 30),
        aware_on=date(2024, 2, 5),
    )
    assert (incident.first_month, incident.last_month, incident.guidance_edition) == (
        date(2023, 11, 1),
        date(2024, 1, 1),
        "WT23",
    )


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2023, 12, 14), "WT18"),
        (date(2023, 12, 15), "WT23"),
        (date(2026, 3, 19), "WT26"),
        (date(2014, 1, 1), ""),
        (None, ""),
    ],
)
def test_the_edition_is_that_of_the_day(day, code):
    assert edition_on(day) == code


def test_an_incident_holds_subjects_of_its_circle_only(home, circle, subject):
    stranger = cases.subject(cases.circle(home))
    with pytest.raises(Refused):
        factories.incident(circle, subject, stranger)
    incident = factories.incident(circle, subject)
    with pytest.raises(Refused):
        services.amend_incident(
            incident,
            by=people.loader(home),
            at=AT,
            values={"subjects": [stranger]},
            read_version=1,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"first_month": date(2024, 3, 1), "last_month": date(2024, 2, 1)},
        {"aware_on": date(2024, 5, 2)},
    ],
    ids=["ends before it begins", "in the future"],
)
def test_an_impossible_incident_is_refused(circle, values):
    with pytest.raises(ValidationError):
        factories.incident(circle, **values)


def test_an_incident_is_notified_once(circle):
    incident = factories.incident(circle)
    factories.notification(incident)
    with pytest.raises(Refused):
        factories.notification(incident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(incident=incident)


def test_a_referral_has_one_rapid_review_and_an_incident_several_referrals(circle):
    incident = factories.incident(circle)
    one, two = factories.referral(incident), factories.referral(incident)
    factories.rapid_review(one)
    factories.rapid_review(two)
    by = people.loader(incident.partnership)
    with pytest.raises(Refused):
        services.add_rapid_review(by=by, at=AT, values={}, parent=one)


def test_a_notification_is_withdrawn_only_after_it_was_sent(home, circle):
    incident = factories.incident(circle)
    notification = factories.notification(incident, sent_on=date(2024, 4, 16))
    values = {"sent_on": date(2024, 4, 16), "withdrawn_on": date(2024, 4, 15)}
    with pytest.raises(ValidationError):
        services.amend_notification(
            notification,
            by=people.loader(home),
            at=AT,
            values=values,
            read_version=1,
        )


# --- Decisions ------------------------------------------------------------------------


def test_decisions_stand_beside_one_another_in_order(circle):
    incident = factories.incident(circle)
    factories.decision(incident, "LEARNING_CAPTURED")
    factories.decision(
        incident, "PANEL_QUESTIONS", stage="PANEL_REPLY", decider="PANEL"
    )
    factories.decision(incident, "LCSPR")
    kept = Decision.objects.order_by("position").values_list("position", "outcome")
    assert list(kept) == [
        (1, "LEARNING_CAPTURED"),
        (2, "PANEL_QUESTIONS"),
        (3, "LCSPR"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "NOTIFY"},
        {"outcome": "PANEL_AGREES"},
        {"decider": "PANEL"},
        {"stage": "PANEL_REPLY", "outcome": "PANEL_AGREES"},
    ],
)
def test_a_decision_fits_its_stage_and_decider(circle, values):
    incident = factories.incident(circle)
    outcome = values.pop("outcome", "LCSPR")
    with pytest.raises(ValidationError):
        factories.decision(incident, outcome, **values)


def test_a_decisions_outcome_is_never_amended(home, circle):
    decision = factories.decision(factories.incident(circle))
    services.amend_decision(
        decision,
        by=people.loader(home),
        at=AT,
        values={"outcome": "OTHER_LEARNING", "reasons": "As minuted"},
        read_version=1,
    )
    decision.refresh_from_db()
    assert (decision.outcome, decision.reasons) == ("LCSPR", "As minuted")


# --- Reviews and their subjects -------------------------------------------------------


def test_a_review_opens_a_restricted_origin_without_a_pseudonym(circle, subject):
    """N4: no rename can leave a retired name behind on the thread."""
    review = factories.review(circle)
    factories.place(review, subject)
    origin = Origin.objects.get(source_key=review.key)
    assert (origin.kind, origin.title, origin.happened_on, origin.circle) == (
        "REVIEW",
        f"Local practice review (reference {review.key})",
        date(2024, 4, 20),
        circle.key,
    )


def test_the_origin_follows_its_review(home, circle):
    review = factories.review(circle, "THEMATIC")
    services.amend_review(
        review,
        by=people.loader(home),
        at=AT,
        values={"kind": "THEMATIC", "theme": "Escalation", "decided_on": DAY},
        read_version=1,
    )
    origin = Origin.objects.get(source_key=review.key)
    assert (origin.title, origin.happened_on, origin.circle) == (
        "Thematic review: Escalation",
        DAY,
        circle.key,
    )


@pytest.mark.parametrize(("kind", "theme"), [("THEMATIC", ""), ("SINGLE", "Neglect")])
def test_a_theme_belongs_to_thematic_reviews(circle, kind, theme):
    with pytest.raises(ValidationError):
        factories.review(circle, kind, theme=theme)


def test_a_review_does_not_begin_as_taken_into_another(circle):
    with pytest.raises(ValidationError):
        factories.review(circle, state="MERGED")


def test_a_subject_has_one_place_in_a_review(circle, subject):
    review = factories.review(circle)
    factories.place(review, subject)
    with pytest.raises(Refused):
        factories.place(review, subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewSubject.objects.create(review=review, subject=subject)


def test_a_place_looks_at_an_incident_of_its_subject(circle, subject):
    other = factories.incident(circle)
    with pytest.raises(ValidationError):
        factories.place(factories.review(circle), subject, incident=other)


def _move(place, to, home, **values):
    values = {"reason": "One theme", "on": DAY, "stays": False} | values
    return services.move_review_subject(
        place, to, by=people.loader(home), at=AT, **values
    )


def test_a_move_keeps_both_places_and_the_way_between(home, circle, subject):
    incident = factories.incident(circle, subject)
    own, theme = factories.review(circle), factories.review(circle, "THEMATIC")
    place = factories.place(own, subject, incident=incident)
    moved = _move(place, theme, home)
    place.refresh_from_db()
    assert (place.left_on, place.reason) == (DAY, "One theme")
    assert (moved.came_from, moved.incident, moved.joined_on, moved.left_on) == (
        place,
        incident,
        DAY,
        None,
    )


def test_a_subject_may_stay_where_it_is(home, circle, subject):
    place = factories.place(factories.review(circle), subject)
    moved = _move(place, factories.review(circle, "THEMATIC"), home, stays=True)
    place.refresh_from_db()
    assert (place.left_on, moved.came_from) == (None, place)


def test_a_move_into_nothing_new_is_refused(home, circle, subject):
    own, theme = factories.review(circle), factories.review(circle, "THEMATIC")
    place = factories.place(own, subject)
    with pytest.raises(Refused):
        _move(place, own, home)
    with pytest.raises(Refused):
        _move(place, theme, home, reason=" ")
    _move(place, theme, home)
    place.refresh_from_db()
    with pytest.raises(Refused):
        _move(place, theme, home)


def test_a_move_takes_the_bar_along(home, circle, subject):
    """A3: whoever is barred from the case is barred from the theme it moves into."""
    theme_circle = cases.circle(home)
    viewer = cases.let_in(theme_circle, cases.viewer(home))
    cases.bar(circle, viewer)
    theme = factories.review(theme_circle, "THEMATIC")
    assert list(queries.reviews(viewer)) == [theme]
    _move(factories.place(factories.review(circle), subject), theme, home)
    assert list(queries.reviews(viewer)) == []


def test_leaving_a_review_needs_a_reason(home, circle, subject):
    place = factories.place(factories.review(circle), subject)
    with pytest.raises(ValidationError):
        services.amend_review_subject(
            place,
            by=people.loader(home),
            at=AT,
            values={"left_on": DAY},
            read_version=1,
        )


# --- Steps ----------------------------------------------------------------------------


def test_every_state_can_be_reached():
    reached = {REVIEW_MOVES.first}
    for _ in REVIEW_MOVES.moves:
        reached |= {
            move.target for move in REVIEW_MOVES.moves if move.source in reached
        }
    assert reached == set(ReviewState)


def test_a_step_moves_the_review_and_stays_on_the_record(circle, unit):
    review = factories.review(circle)
    factories.step(review, "scope_review", by=unit)
    kept = ReviewStep.objects.values_list("position", "source", "target", "signed_by")
    assert list(kept) == [(1, "DECIDED", "SCOPED", unit.label)]
    assert Review.objects.get().state == "SCOPED"


def test_a_step_the_table_does_not_have_is_refused(circle):
    review = factories.review(circle)
    with pytest.raises(MoveRefused, match="Cannot publish review"):
        factories.step(review, "publish_review")
    assert Review.objects.get().state == "DECIDED"


def test_publishing_takes_a_second_person(circle, unit, other_unit):
    review = factories.ready_to_publish(factories.review(circle))
    with pytest.raises(Refused, match="Somebody else must publish"):
        factories.step(review, "publish_review")
    factories.step(review, "publish_review", by=other_unit)
    assert Review.objects.get().state == "PUBLISHED"


def test_nothing_is_published_without_a_publication(circle, unit):
    review = factories.stepped(factories.review(circle), *factories.TO_SENT)
    with pytest.raises(Refused, match="Record the publication first"):
        factories.step(review, "publish_review", by=unit)


def test_proceedings_may_hold_publication_back(home, circle, unit):
    review = factories.ready_to_publish(factories.review(circle))
    held = factories.proceeding(review, kind="CRIMINAL", holds_publication=True)
    with pytest.raises(Refused, match="Criminal proceedings"):
        factories.step(review, "publish_review", by=unit)
    services.amend_proceeding(
        held,
        by=people.loader(home),
        at=AT,
        values={"ended_on": DAY},
        read_version=1,
    )
    factories.step(review, "publish_review", by=unit)
    assert Review.objects.get().state == "PUBLISHED"


def test_a_review_merges_once_everybody_has_moved(home, circle, subject):
    review = factories.review(circle)
    place = factories.place(review, subject)
    with pytest.raises(Refused, match="Move everybody"):
        factories.step(review, "merge_review")
    _move(place, factories.review(circle, "THEMATIC"), home)
    factories.step(review, "merge_review")
    assert Review.objects.get(pk=review.pk).state == "MERGED"
    with pytest.raises(Refused):
        factories.delay(Review.objects.get(pk=review.pk))


def test_a_step_is_corrected_in_its_day_only(home, circle):
    step = factories.step(factories.review(circle), "scope_review")
    services.amend_review_step(
        step,
        by=people.loader(home),
        at=AT,
        values={"happened_on": date(2024, 4, 30), "target": "CLOSED"},
        read_version=1,
    )
    step.refresh_from_db()
    assert (step.happened_on, step.target) == (date(2024, 4, 30), "SCOPED")


def test_ends_come_after_beginnings(home, circle):
    delay = factories.delay(factories.review(circle))
    values = {"starts_on": date(2024, 4, 25), "ends_on": date(2024, 4, 24)}
    with pytest.raises(ValidationError):
        services.amend_delay(
            delay, by=people.loader(home), at=AT, values=values, read_version=1
        )


# --- Publications ---------------------------------------------------------------------


def test_improvements_alone_need_a_reason(circle):
    review = factories.review(circle)
    with pytest.raises(ValidationError):
        factories.publication(review, kind="IMPROVEMENTS")
    reason = {"withheld_reason": "It would name the child"}
    assert factories.publication(review, kind="IMPROVEMENTS", **reason)


def test_points_are_numbered_in_order(circle):
    briefing = factories.publication(factories.review(circle))
    points = [factories.point(briefing) for _ in range(3)]
    assert [point.position for point in points] == [1, 2, 3]


def test_a_stale_change_conflicts_and_writes_nothing(home, circle):
    review = factories.review(circle)
    values = {"kind": "SINGLE", "carried_out_by": "PARTNERS"}
    who = {"by": people.loader(home), "at": AT}
    services.amend_review(review, values=values, read_version=1, **who)
    before = HistoryRow.objects.count(), HistoryDetail.objects.count()
    with pytest.raises(records.Conflict):
        services.amend_review(
            review,
            values=values | {"carried_out_by": "REVIEWER"},
            read_version=1,
            **who,
        )
    assert (HistoryRow.objects.count(), HistoryDetail.objects.count()) == before


# --- Amending -------------------------------------------------------------------------


def test_what_is_recorded_is_amended_with_a_row(home, circle, subject):
    """One plain change of each kind: value, version, and circle and subject named."""
    incident = factories.incident(circle, subject)
    referral = factories.referral(incident)
    review = factories.review(circle)
    place = factories.place(review, subject, incident=incident)
    briefing = factories.publication(review)
    changes = [
        (services.amend_incident, incident, {"line": "A baby was hurt"}),
        (services.amend_referral, referral, {"text": "By telephone"}),
        (
            services.amend_notification,
            factories.notification(incident),
            {"reference": "A1"},
        ),
        (
            services.amend_rapid_review,
            factories.rapid_review(referral),
            {"late_reason": "Illness"},
        ),
        (services.amend_review_subject, place, {"incident": None}),
        (services.amend_delay, factories.delay(review), {"text": "A trial"}),
        (services.amend_proceeding, factories.proceeding(review), {"owner": "Board"}),
        (
            services.amend_publication,
            briefing,
            {"kind": "BRIEFING", "title": "Another title"},
        ),
        (services.amend_learning_point, factories.point(briefing), {"title": "Hear"}),
    ]
    tokens = sorted([circle.key, subject.key])
    for amend, record, values in changes:
        done = amend(
            record, by=people.loader(home), at=AT, values=values, read_version=1
        )
        assert {name: getattr(done, name) for name in values} == values
        row = HistoryRow.objects.order_by("-sequence").first()
        assert (done.version, row.record_key, row.subjects) == (2, record.key, tokens)
