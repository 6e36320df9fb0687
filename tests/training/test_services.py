"""What training refuses, and what it writes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.records import Conflict
from goldenthread.core.states import MoveRefused
from goldenthread.partnership.states import Role
from goldenthread.training import services
from goldenthread.training.models import Quote, TrainingSession
from tests.partnership import factories as people
from tests.training import factories
from tests.training.factories import AT


def refused(call, *args, **kwargs) -> str:
    """The sentence of the refusal, and nothing written."""
    before = HistoryRow.objects.count()
    with pytest.raises((Refused, MoveRefused)) as refusal:
        call(*args, **kwargs)
    assert HistoryRow.objects.count() == before
    return str(refusal.value)


# --- Who -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", [one for one in Role.values if one not in (Role.BUSINESS_UNIT,)]
)
def test_only_the_unit_keeps_courses(place, role):
    by = factories.viewer(place.home, role)
    sentence = refused(factories.course, place.home, by=by, code="other")
    assert sentence == "Only the business unit changes this record."


def test_trainer_adds_a_session_they_led(place):
    session = factories.session(
        place.course, by=place.trainer, run_by="BUSINESS_UNIT", trainers=[]
    )
    assert (session.run_by, list(session.trainers.all())) == ("POOL", [place.own])
    row = HistoryRow.objects.get(record_key=session.key)
    assert (row.action, row.role) == ("add_training_session", Role.TRAINER)


def test_trainer_the_pool_does_not_know_adds_nothing(place):
    stranger = factories.viewer(place.home, Role.TRAINER, people.person(place.home))
    for by in (stranger, factories.viewer(place.home, Role.TRAINER)):
        assert refused(factories.session, place.course, by=by) == (
            "You are not recorded as a trainer of the pool; ask the business unit."
        )


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_others_add_no_session(place, role):
    by = factories.viewer(place.home, role, place.person)
    assert refused(factories.session, place.course, by=by) == (
        "Only the business unit and trainers of the pool add sessions."
    )


def test_trainer_amends_an_own_session_and_stays_its_trainer(place):
    session = factories.session(place.course, by=place.trainer)
    values = {"attendances": 9, "trainers": [place.other], "run_by": "BUSINESS_UNIT"}
    saved = services.amend_training_session(
        session, by=place.trainer, at=AT, values=values, read_version=1
    )
    assert (saved.attendances, saved.run_by) == (9, "POOL")
    assert list(saved.trainers.all()) == [place.own]


def test_trainer_does_not_amend_what_somebody_else_led(place):
    theirs = factories.pool_session(place.course, place.other)
    units = factories.session(place.course)
    for session in (theirs, units):
        sentence = refused(
            services.amend_training_session,
            session,
            by=place.trainer,
            at=AT,
            values={"attendances": 99},
            read_version=1,
        )
        assert sentence == (
            "A trainer amends only the sessions they led themselves; ask the business "
            "unit."
        )


# --- What ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"state": "PLANNED", "held_on": date(2025, 9, 1)},
            "Attendances belong to a session that was held.",
        ),
        (
            {"held_on": date(2025, 9, 1)},
            "1 September 2025 is still to come: say planned.",
        ),
        (
            {"run_by": "POOL"},
            "Choose the trainer of the pool who leads the session.",
        ),
        (
            {"shortest": Decimal(2)},
            "Give the shortest and the longest length, the same number twice where "
            "there is one, or neither.",
        ),
        (
            {"shortest": Decimal(4), "longest": Decimal(2)},
            "The longest length must not be below the shortest, or nought.",
        ),
    ],
)
def test_session_that_cannot_be_is_refused(place, values, sentence):
    assert refused(factories.session, place.course, **values) == sentence
    assert not TrainingSession.objects.exists()


def test_trainer_leads_only_while_in_the_pool(place):
    gone = factories.member(
        place.organisation, name="Trainer 03 Example", ends_on=date(2024, 10, 1)
    )
    for day in (date(2024, 3, 1), date(2024, 10, 1)):
        sentence = refused(factories.pool_session, place.course, gone, held_on=day)
        assert sentence.startswith("Trainer 03 Example was not in the pool on ")
    factories.pool_session(place.course, gone, held_on=date(2024, 9, 30))


def test_planned_session_is_held_and_not_unheld(place):
    planned = factories.session(place.course, state="PLANNED", attendances=None)
    held = services.hold_session(
        planned, by=place.unit, at=AT, attendances=None, read_version=1
    )
    assert (held.state, held.attendances) == ("HELD", None)
    sentence = refused(
        services.amend_training_session,
        held,
        by=place.unit,
        at=AT,
        values={"state": "PLANNED"},
        read_version=2,
    )
    assert sentence == "A session that is “held” cannot become “planned”."


def test_second_editor_of_a_session_loses_nothing(place):
    session = factories.session(place.course)
    change = {"by": place.unit, "at": AT, "read_version": 1}
    services.amend_training_session(session, values={"attendances": 13}, **change)
    with pytest.raises(Conflict):
        services.amend_training_session(session, values={"attendances": 14}, **change)
    assert TrainingSession.objects.get().attendances == 13


def test_count_of_a_session_not_held_is_refused_by_the_database(place):
    session = factories.session(place.course)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingSession.objects.filter(pk=session.pk).update(state="CANCELLED")


def test_two_courses_do_not_share_a_code(place):
    assert refused(factories.course, place.home) == (
        "Another course is called “raising-awareness” in figures."
    )
    assert factories.course(people.partnership()).code == "raising-awareness"


def test_renewal_is_an_interval_and_no_word(place):
    sentence = refused(
        factories.course, place.home, code="other", renew_every="biannual"
    )
    assert sentence.startswith("Write a rhythm as an interval such as P6M")


def test_versions_of_a_course_do_not_overlap(place):
    factories.course_version(place.course)
    assert refused(
        factories.course_version, place.course, starts_on=date(2025, 1, 1)
    ) == ("“First” is the version from 1 April 2024: end it before this one begins.")
    before = {"starts_on": date(2023, 4, 1), "ends_on": date(2024, 4, 1)}
    factories.course_version(place.course, label="Before", **before)
    assert refused(
        factories.course_version,
        place.course,
        starts_on=date(2023, 4, 1),
        ends_on=date(2023, 4, 1),
    ).startswith("The first day it no longer holds, 1 April 2023, must come after")


def test_organisation_is_an_agency_or_a_name_and_once(place):
    both = {"agency": people.agency(place.home), "name": "Example"}
    sentence = "Choose the agency, or give a name where it is none of them."
    for values in (both, {"agency": None, "name": ""}):
        assert refused(factories.organisation, place.home, **values) == sentence
    factories.organisation(place.home, name="Example school")
    assert refused(factories.organisation, place.home, name="example School") == (
        "example School already stands in the pool."
    )


def test_person_stands_in_the_pool_once(place):
    sentence = refused(
        factories.member, place.organisation, name="Again", person=place.person
    )
    assert sentence == f"{place.person} already stands in the pool."


# --- Evaluation and words --------------------------------------------------------------


def test_follow_up_comes_six_weeks_later_or_more(place):
    session = factories.session(place.course, held_on=date(2025, 1, 6))
    given = {"session": session, "timing": "FOLLOW_UP", "level": "PRACTICE"}
    sentence = refused(
        factories.evaluation, place.course, evaluated_on=date(2025, 2, 16), **given
    )
    assert sentence == (
        "41 days after the session is not some weeks later: six weeks at least must "
        "lie between, to see a change in people’s work."
    )
    factories.evaluation(place.course, evaluated_on=date(2025, 2, 17), **given)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"asked": 3, "responses": 4}, "4 answers cannot come from 3 people asked."),
        (
            {"evaluated_on": date(2025, 1, 5)},
            "The evaluation is dated before the session.",
        ),
    ],
)
def test_evaluation_that_cannot_be_is_refused(place, values, sentence):
    session = factories.session(place.course, held_on=date(2025, 1, 6))
    given = {"session": session, "evaluated_on": date(2025, 1, 6)} | values
    assert refused(factories.evaluation, place.course, **given) == sentence


def test_evaluation_is_of_a_session_of_its_course(place):
    other = factories.course(place.home, code="other", title="Other")
    session = factories.session(other)
    assert refused(factories.evaluation, place.course, session=session) == (
        "The session is of another course."
    )


def test_consent_needs_evidence_and_a_check(place):
    given = {"consent": "GIVEN", "checked_by": place.post}
    assert refused(factories.quote, place.course, **given) == (
        "Say when consent was given, or how we know of it."
    )
    given = {"consent": "GIVEN", "consent_on": date(2025, 1, 6)}
    assert refused(factories.quote, place.course, **given) == (
        "Name the post that checked that the words point to nobody."
    )
    quote = factories.quote(place.course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(consent="GIVEN")
