"""Figures of training on a few rows: what they know, and what they say they do not."""

from datetime import date

from goldenthread.core.figures import State
from goldenthread.training.figures import NOT_PEOPLE, SPLIT
from tests.training import factories


def test_total_with_an_estimate_is_about_and_tells_what_nobody_counted(place):
    factories.session(place.course, attendances=10)
    factories.session(place.course, attendances=5, attendances_bound="ABOUT")
    factories.session(place.course, attendances=None, invented=True)
    found = factories.answers(place.home)["training.unit.attendees"]
    assert (found.value, found.bound, found.caveats) == (
        15,
        "ABOUT",
        (
            NOT_PEOPLE,
            SPLIT,
            "Nobody counted who came to 1 session: not in this total.",
        ),
    )


def test_total_of_no_session_is_missing_and_not_nought(place):
    found = factories.answers(place.home)
    whole = found["training.pool.attendees"]
    assert (whole.state, whole.reason) == (
        State.MISSING,
        "No session with a count is recorded.",
    )
    assert found["training.pool.average"].state is State.MISSING
    assert found["training.pool.sessions"].value == 0
    assert found["training.pool.sessions_per_active_trainer"].reason == (
        "It divides by nought."
    )


def test_only_sessions_held_in_the_year_count(place):
    factories.pool_session(place.course, place.own, held_on=date(2024, 4, 1))
    factories.pool_session(place.course, place.own, held_on=date(2025, 3, 31))
    factories.pool_session(place.course, place.own, held_on=date(2025, 4, 1))
    factories.pool_session(place.course, place.own, state="CANCELLED", attendances=None)
    factories.session(place.course)
    found = factories.answers(place.home)
    assert found["training.pool.sessions"].value == 2
    assert found["training.unit.sessions"].value == 1


def test_trainer_who_led_twice_is_one_trainer(place):
    for _ in range(2):
        factories.pool_session(place.course, place.own, place.other)
    factories.member(
        place.organisation, name="Trainer 04 Example", ends_on=date(2025, 1, 1)
    )
    found = factories.answers(place.home)
    assert found["training.pool.trainers_active"].value == 2
    assert found["training.pool.trainers"].value == 2
    assert found["training.pool.organisations"].value == 1


def test_length_of_one_webinar_is_enough_to_know_its_title(place):
    known = factories.course(place.home, code="a", title="A", kind="CASE_REVIEWS")
    unknown = factories.course(place.home, code="b", title="B", kind="CASE_REVIEWS")
    factories.session(known)
    factories.session(known, shortest=1, longest=1)
    factories.session(unknown)
    found = factories.answers(place.home)
    assert list(found["training.webinars.titles"].rows) == [known, unknown]
    assert list(found["training.webinars.length_known"].rows) == [known]


def test_follow_up_counts_courses_and_not_evaluations(place):
    for _ in range(2):
        factories.evaluation(place.course, timing="FOLLOW_UP")
    factories.evaluation(place.course)
    found = factories.answers(place.home)["training.evaluation.follow_up"]
    assert (found.value, list(found.rows)) == (1, [place.course])
