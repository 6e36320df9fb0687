"""The example's training year comes out of its records as the report prints it."""

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from goldenthread.core import figures as core
from goldenthread.core.calendars import is_working_day
from goldenthread.core.reference.queries import holidays
from goldenthread.training import example, queries
from goldenthread.training.example import shares
from goldenthread.training.figures import FIGURES
from goldenthread.training.models import Quote, TrainingSession
from tests.training import factories


VALUES = {
    "training.webinars.intrafamilial.sessions": 3,
    "training.webinars.intrafamilial.attendees": 153,
    "training.webinars.domestic_abuse.sessions": 2,
    "training.webinars.domestic_abuse.attendees": 87,
    "training.webinars.men.sessions": 3,
    "training.webinars.men.attendees": 113,
    "training.webinars.voice.sessions": 1,
    "training.webinars.voice.attendees": 33,
    "training.webinars.titles": 4,
    "training.webinars.sessions": 9,
    "training.webinars.attendees": 386,
    "training.webinars.average": Decimal(386) / 9,
    "training.webinars.length_known": 0,
    "training.unit.pool_meetings_online.sessions": 8,
    "training.unit.pool_meetings_online.attendees": 160,
    "training.unit.pool_meetings_online.average": 20,
    "training.unit.raising_awareness_online.sessions": 2,
    "training.unit.raising_awareness_online.attendees": 32,
    "training.unit.train_the_trainer.sessions": 3,
    "training.unit.train_the_trainer.attendees": 18,
    "training.unit.pool_meeting_in_person.sessions": 1,
    "training.unit.pool_meeting_in_person.attendees": 22,
    "training.unit.raising_awareness_in_person.sessions": 2,
    "training.unit.raising_awareness_in_person.attendees": 15,
    "training.unit.sessions": 16,
    "training.unit.attendees": 247,
    "training.unit.raising_awareness.sessions": 4,
    "training.unit.raising_awareness.attendees": 47,
    "training.pool.sessions": 221,
    "training.pool.attendees": 3243,
    "training.pool.average": Decimal(3243) / 221,
    "training.pool.sessions_face_to_face": 133,
    "training.pool.sessions_either": 88,
    "training.pool.sessions_mode_unknown": 88,
    "training.pool.sessions_by_mode_sum": 221,
    "training.pool.face_to_face_share": Decimal(13300) / 221,
    "training.pool.trainers": 76,
    "training.pool.organisations": 46,
    "training.pool.trainers_active": 33,
    "training.pool.active_share": Decimal(3300) / 76,
    "training.pool.trainers_inactive": 43,
    "training.pool.sessions_per_active_trainer": Decimal(221) / 33,
    "training.pool.trainers_per_organisation": Decimal(76) / 46,
    "training.raising_awareness.sessions": 225,
    "training.raising_awareness.attendees": 3290,
    "training.all.learning_attendances": 3694,
    "training.quotes.reviews": 12,
    "training.quotes.learners": 24,
    "training.evaluation.follow_up": 0,
}
APPROXIMATE = {
    "training.unit.pool_meetings_online.attendees",
    "training.unit.pool_meetings_online.average",
    "training.unit.attendees",
}


@pytest.fixture
def found(example_world):
    return factories.answers(example_world["partnership.shropshire"])


def test_every_figure_of_training_comes_from_the_records(found):
    assert {one.key: found[one.key].value for one in FIGURES} == VALUES
    assert {found[one.key].state for one in FIGURES} == {core.State.KNOWN}


def test_only_what_holds_an_estimate_is_approximate(found):
    about = {
        one.key for one in FIGURES if one.approximate or found[one.key].bound == "ABOUT"
    }
    assert about == APPROXIMATE


def test_each_counted_figure_opens_to_as_many_rows_as_it_counts(found):
    wrong = [
        one.key
        for one in FIGURES
        if found[one.key].rows is not None
        and one.key.rpartition(".")[2] != "attendees"
        and found[one.key].rows.count() != found[one.key].value
    ]
    assert wrong == []


def test_totals_of_attendances_are_the_sum_of_their_rows(found):
    """The slow, obvious twin: add the rows up one by one."""
    sums = {
        one.key: sum(row.attendances for row in found[one.key].rows)
        for one in FIGURES
        if found[one.key].rows is not None and one.key.endswith("attendees")
    }
    assert sums == {key: VALUES[key] for key in sums}


def test_pool_sessions_are_made_up_said_so_and_on_working_days(example_world):
    scope = factories.scope(example_world["partnership.shropshire"])
    sessions = list(queries.pool_sessions(scope))
    off = holidays()
    assert [one for one in sessions if not is_working_day(one.held_on, off)] == []
    assert {(one.invented, bool(one.note)) for one in sessions} == {(True, True)}
    assert {one.held_on.month for one in sessions} == set(range(1, 13))
    led = Counter(one.trainers.get().name for one in sessions)
    assert (len(led), set(led.values())) == (33, {6, 7})


def test_unit_sessions_are_on_working_days(example_world):
    off = holidays()
    days = TrainingSession.objects.filter(run_by="BUSINESS_UNIT")
    assert [one.held_on for one in days if not is_working_day(one.held_on, off)] == []


def test_loading_twice_makes_the_same_sessions(example_world):
    assert shares(3243, 221, 6, 24) == shares(3243, 221, 6, 24)
    numbers = list(
        TrainingSession.objects.filter(run_by="POOL")
        .order_by("held_on", "pk")
        .values_list("attendances", flat=True)
    )
    assert numbers == shares(3243, 221, 6, 24)


def test_shares_that_cannot_be_are_refused():
    assert shares(9, 3, 1, 5) == [1, 3, 5]
    with pytest.raises(ValueError, match="100 cannot be shared out so over 3"):
        shares(100, 3, 1, 5)


def test_words_without_consent_are_recorded_and_never_offered(example_world):
    """The example holds one such quote, so that the check has something to catch."""
    home = example_world["partnership.shropshire"]
    kept = list(queries.quotes_without_consent(home.pk))
    assert [(one.consent, one.invented) for one in kept] == [("NOT_ASKED", True)]
    scope = factories.scope(home)
    offered = [
        one.words
        for kind in ("CASE_REVIEWS", "LEARNERS")
        for one in queries.quotes_to_publish(scope, kind)
    ]
    assert (len(offered), Quote.objects.count()) == (36, 37)
    assert kept[0].words not in offered


def test_quotes_of_webinars_stand_by_title_as_printed(example_world):
    scope = factories.scope(example_world["partnership.shropshire"])
    by_course = Counter(
        one.course.code for one in queries.quotes_to_publish(scope, "CASE_REVIEWS")
    )
    assert by_course == {
        "webinar-voice": 4,
        "webinar-intrafamilial": 3,
        "webinar-domestic-abuse": 2,
        "webinar-men": 3,
    }


def test_tables_of_the_report_come_from_the_sessions(example_world):
    scope = factories.scope(example_world["partnership.shropshire"])

    def table(rows):
        return [
            (
                *(row.course.code, row.mode, row.sessions, row.attendances),
                *(row.approximate, row.shortest, row.longest, row.length_unit),
            )
            for row in queries.deliveries(rows)
        ]

    none, hours, days = (None, None, "HOURS"), "HOURS", "DAYS"
    assert table(queries.webinars(scope)) == [
        ("webinar-intrafamilial", "ONLINE", 3, 153, False, *none),
        ("webinar-domestic-abuse", "ONLINE", 2, 87, False, *none),
        ("webinar-men", "ONLINE", 3, 113, False, *none),
        ("webinar-voice", "ONLINE", 1, 33, False, *none),
    ]
    assert table(queries.unit_sessions(scope)) == [
        ("raising-awareness", "FACE_TO_FACE", 2, 15, False, 3, 3, hours),
        ("raising-awareness", "ONLINE", 2, 32, False, 3, 3, hours),
        ("train-the-trainer", "FACE_TO_FACE", 3, 18, False, 2, 2, days),
        ("pool-meeting", "FACE_TO_FACE", 1, 22, False, 1, 1, days),
        ("pool-meeting", "ONLINE", 8, 160, True, 1, 1, hours),
    ]
    pool = table(queries.pool_sessions(scope))
    assert [(*row[:3], *row[4:]) for row in pool] == [
        ("raising-awareness", "EITHER", 88, False, 2, 4, hours),
        ("raising-awareness", "FACE_TO_FACE", 133, False, 2, 4, hours),
    ]
    assert sum(row[3] for row in pool) == 3243


def test_nothing_in_the_example_year_is_unsound(example_world):
    scope = factories.scope(example_world["partnership.shropshire"])
    assert list(queries.unsound(scope)) == []


def test_finding_behind_the_webinars_is_named_as_the_thread_names_it():
    folder = Path(example.__file__).parent
    named = tomllib.loads((folder / "example" / "courses.toml").read_text())
    thread = folder.parent / "thread" / "example" / "diagnostic.toml"
    titles = {one["title"] for one in tomllib.loads(thread.read_text())["finding"]}
    assert {one["finding"] for one in named["informed_by"]} <= titles
