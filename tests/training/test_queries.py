"""Who sees what of training, what is due, and which words may leave."""

from datetime import date

import pytest

from goldenthread.core.models import new_key
from goldenthread.partnership.states import Role
from goldenthread.training import queries, rules, services
from goldenthread.training.models import Quote
from tests.partnership import factories as people
from tests.thread import factories as thread
from tests.training import factories
from tests.training.factories import AT


ON = date(2025, 6, 2)


def test_everyone_but_the_administrator_reads_training(place):
    may = {
        role: rules.may_read_training(factories.viewer(place.home, role))
        for role in Role.values
    }
    assert may == dict.fromkeys(Role.values, True) | {Role.ADMINISTRATOR: False}


def test_nothing_of_another_partnership_is_seen(place):
    factories.pool_session(place.course, place.other)
    factories.quote(place.course)
    factories.evaluation(place.course)
    factories.course_version(place.course)
    elsewhere = factories.viewer(people.partnership(), Role.BUSINESS_UNIT)
    seen = [
        list(query(elsewhere))
        for query in (
            *(queries.courses, queries.course_versions, queries.course_findings),
            *(queries.pool_organisations, queries.pool_members, queries.quotes),
            *(queries.training_sessions, queries.evaluations),
        )
    ]
    assert seen == [[]] * 8
    assert queries.due(elsewhere, ON) == []


def test_finding_of_a_restricted_source_is_not_seen_behind_a_course(place):
    """Rule A5: the link, and its history, are there for the circle only."""
    token = new_key()
    restricted = thread.make_finding(thread.make_origin(place.home, circle=token))
    plain = thread.make_finding(thread.make_origin(place.home))
    for finding in (restricted, plain):
        factories.course_finding(place.course, finding)
    seen = [one.finding for one in queries.course_findings(place.unit)]
    assert seen == [plain]
    course = queries.courses_in_full(place.unit).get()
    assert [one.finding for one in course.informed_by.all()] == [plain]


def test_courses_add_up_their_sessions_and_trainers_theirs(place):
    factories.session(place.course, attendances=10)
    factories.session(place.course, attendances=5, attendances_bound="ABOUT")
    factories.session(place.course, attendances=None)
    factories.session(place.course, state="PLANNED", attendances=None)
    factories.pool_session(place.course, place.own, place.other, attendances=3)
    course = queries.courses(place.unit).get()
    assert (course.held, course.attended, course.estimated) == (4, 18, 1)
    led = {one.name: one.led for one in queries.pool_members(place.unit)}
    assert led == {place.own.name: 1, place.other.name: 1}


def test_due_for_the_unit_and_for_a_trainer(place):
    late = factories.session(
        place.course, state="PLANNED", attendances=None, held_on=date(2025, 5, 1)
    )
    factories.session(
        place.course, state="PLANNED", attendances=None, held_on=date(2025, 7, 1)
    )
    uncounted = factories.pool_session(place.course, place.own, attendances=None)
    services.amend_pool_member(
        place.own,
        by=place.unit,
        at=AT,
        values={"current_until": date(2025, 6, 30)},
        read_version=1,
    )
    factories.member(
        place.organisation,
        name="Left",
        ends_on=date(2025, 1, 1),
        current_until=date(2025, 1, 1),
    )
    quote = factories.quote(place.course)
    own = [
        (uncounted, "Record how many came", uncounted.held_on),
        (place.own, "Bring up to date at a pool meeting", date(2025, 6, 30)),
    ]

    def due(viewer):
        found = queries.due(viewer, ON)
        return [(one.record, one.words, one.due_on) for one in found]

    assert due(place.trainer) == own
    assert due(place.unit) == [
        (late, "Say whether it was held", late.held_on),
        *own,
        (quote, "Ask for consent", None),
    ]
    assert due(factories.viewer(place.home, Role.EXECUTIVE)) == []
    assert due(factories.viewer(place.home, Role.TRAINER)) == []


@pytest.mark.parametrize("answer", ["NOT_ASKED", "REFUSED", "WITHDRAWN"])
def test_only_words_with_consent_may_leave(place, answer):
    """Each answer but yes keeps the words here, and the check finds them."""
    given = {"consent_basis": "Ticked on the form", "checked_by": place.post}
    allowed = factories.quote(place.course, consent="GIVEN", **given)
    kept = factories.quote(place.course, consent=answer, words="Not for others.")
    scope = factories.scope(place.home)
    assert list(queries.quotes_to_publish(scope, "LEARNERS")) == [allowed]
    assert list(queries.quotes_to_publish(scope, "CASE_REVIEWS")) == []
    assert list(queries.quotes_without_consent(place.home.pk)) == [kept]


def test_consent_withdrawn_takes_the_words_back(place):
    given = {"consent_basis": "Ticked on the form", "checked_by": place.post}
    quote = factories.quote(place.course, consent="GIVEN", **given)
    services.amend_quote(
        quote, by=place.unit, at=AT, values={"consent": "WITHDRAWN"}, read_version=1
    )
    scope = factories.scope(place.home)
    assert list(queries.quotes_to_publish(scope, "LEARNERS")) == []
    assert list(queries.quotes_without_consent(place.home.pk)) == [Quote.objects.get()]


def test_words_of_another_year_stay_in_theirs(place):
    given = {
        "consent": "GIVEN",
        "consent_basis": "Ticked on the form",
        "checked_by": place.post,
    }
    factories.quote(place.course, recorded_on=date(2025, 4, 1), **given)
    scope = factories.scope(place.home)
    assert list(queries.quotes_to_publish(scope, "LEARNERS")) == []


def test_unsound_sessions_are_told_in_a_sentence(place):
    factories.session(place.course, attendances=None)
    factories.session(place.course, attendances=13, capacity=12)
    factories.session(place.course, attendances=12, capacity=12)
    name = "Session Raising awareness, 20 November 2024"
    assert list(queries.unsound(factories.scope(place.home))) == [
        (name, "It was held and nobody counted who came."),
        (name, "13 came and there were 12 places."),
    ]
