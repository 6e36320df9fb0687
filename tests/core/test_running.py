"""Running clocks: done, undone, extended, judged by the calendar of their day."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import running
from goldenthread.core.clocks import State
from goldenthread.core.models import BankHoliday, ClockStop
from goldenthread.core.reference import services
from goldenthread.core.reference.queries import read_clocks
from goldenthread.core.running import Event, Extension, Running, Stop, stand, told
from goldenthread.core.running_services import run_again
from goldenthread.core.viewer import system


AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
CODE = "INCIDENT_NOTIFIED"
MOURNING = date(2025, 6, 5)


def clock(**values):
    given = {"record": SimpleNamespace(key="abc"), "words": "Notify", "began": None}
    return Running(**{"code": CODE} | given | values)


def holiday(**values):
    given = {"date": MOURNING, "title": "Day of mourning", "source": "Proclamation"}
    return services.add_bank_holiday(by=system("t"), at=AT, values=given | values)


# --- Done, undone --------------------------------------------------------------------


def test_a_thing_undone_runs_on_and_each_stop_is_told():
    done, stops = told(
        [
            Event(date(2025, 3, 3), True),
            Event(date(2025, 3, 10), False, "Returned"),
            Event(date(2025, 3, 20), True),
        ]
    )
    assert done == date(2025, 3, 20)
    assert stops == (Stop(date(2025, 3, 3), date(2025, 3, 10), "Returned"),)


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def slow_told(events):
    """The obvious twin: walk the whole story for each question."""
    standing, stops = [], []
    for one in events:
        if one.stops:
            standing = standing or [one.on]
        elif standing:
            stops.append((standing.pop(), one.on))
    return (standing or [None])[0], stops


@given(st.lists(st.tuples(DAYS, st.booleans()), max_size=12))
def test_told_is_its_slow_twin_and_loses_no_stop(rows):
    events = [Event(on, stops) for on, stops in sorted(rows)]
    done, stops = told(events)
    expected, walked = slow_told(events)
    assert done == expected
    assert [(one.stopped_on, one.ran_again_on) for one in stops] == walked


def test_a_reopened_clock_keeps_its_first_trigger_and_shows_the_stop(clock_rules):
    kept = Stop(date(2025, 4, 10), date(2025, 5, 6), "Withdrawn.")
    plain = clock(began=date(2025, 4, 1))
    again = clock(began=date(2025, 4, 1), stops=(kept,))
    rules = read_clocks(CODE)
    assert stand(again, rules, AT).due_on == stand(plain, rules, AT).due_on
    assert stand(again, rules, AT).is_late
    assert kept.sentence == (
        "Stopped on 10 April 2025, runs again since 6 May 2025: Withdrawn."
    )


def test_stops_written_down_come_with_the_clock_of_their_record(db):
    record = holiday()
    run_again(
        record, code=CODE, stopped_on=date(2025, 5, 1), by=system("t"), at=AT, why="No."
    )
    other = clock(record=record, code="RAPID_REVIEW_SENT")
    found = running.with_stops([clock(record=record), other])
    assert [one.stops for one in found] == [
        (Stop(date(2025, 5, 1), date(2025, 6, 2), "No."),),
        (),
    ]
    assert ClockStop.objects.count() == 1


# --- The calendar of its day -----------------------------------------------------------


def test_a_holiday_added_late_moves_what_is_open(clock_rules):
    open_clock = clock(began=date(2025, 6, 2))
    assert stand(open_clock, read_clocks(CODE), AT).due_on == date(2025, 6, 9)
    holiday(announced_on=date(2025, 6, 3))
    stood = stand(open_clock, read_clocks(CODE), AT)
    assert stood.due_on == date(2025, 6, 10)
    assert stood.deadline.working.endswith("without 5 June")


@pytest.mark.parametrize(
    ("done", "state"),
    [
        # Before it was announced the day was a working day: that judgement stands.
        (date(2025, 6, 2), State.MET_LATE),
        # Done after the announcement: judged by the calendar that held by then.
        (date(2025, 6, 9), State.MET),
    ],
)
def test_what_was_done_is_judged_by_the_calendar_of_its_day(clock_rules, done, state):
    holiday(announced_on=date(2025, 6, 3))
    began = date(2025, 5, 22) if done < date(2025, 6, 3) else date(2025, 5, 30)
    assert stand(clock(began=began, done=done), read_clocks(CODE), AT).state == state


def test_what_was_done_in_time_stays_in_time_though_a_day_moves_it_earlier(clock_rules):
    """Seven working days before publication: a holiday added later asks for more."""
    sent = clock(
        code="PRACTICE_REVIEW_SENT_BEFORE",
        began=date(2025, 6, 10),
        done=date(2025, 5, 30),
    )
    assert stand(sent, read_clocks(), AT).state == State.MET
    holiday(announced_on=date(2025, 6, 3))
    assert stand(sent, read_clocks(), AT).state == State.MET
    unsent = clock(code="PRACTICE_REVIEW_SENT_BEFORE", began=date(2025, 6, 10))
    assert stand(unsent, read_clocks(), AT).due_on == date(2025, 5, 29)


def test_the_calendar_of_an_earlier_day_is_the_databases_own_answer(clock_rules):
    holiday(announced_on=date(2025, 6, 3))
    gone = BankHoliday.objects.get(date=date(2025, 8, 25))
    services.amend_bank_holiday(
        gone,
        by=system("t"),
        at=AT,
        values={"withdrawn_on": date(2025, 6, 20)},
        read_version=gone.version,
    )
    rules = read_clocks(CODE)
    for day in (date(2025, 6, 2), date(2025, 6, 3), date(2025, 6, 20)):
        known = BankHoliday.objects.all().as_known_on(day)
        assert rules.known_on(day) == frozenset(known.values_list("date", flat=True))


# --- A day people set, and extensions ----------------------------------------------------


def test_a_day_people_set_takes_its_amber_from_the_rule(clock_rules):
    due = date(2025, 6, 16)
    action = clock(code="ACTION_DONE", set_on=due, set_words="The day agreed")
    stood = stand(action, read_clocks("ACTION_DONE"), AT)
    assert (stood.due_on, stood.state) == (due, State.DUE_SOON)
    assert stood.deadline.working == "The day agreed"
    earlier = stand(action, read_clocks("ACTION_DONE"), AT - timedelta(days=1))
    assert earlier.state == State.NOT_DUE


def test_an_extension_moves_the_day_and_nothing_else_does(clock_rules):
    later = Extension(date(2025, 6, 30), "the three partners")
    put_off = clock(began=date(2025, 5, 1), extensions=(later,), waits="A trial.")
    stood = stand(put_off, read_clocks(CODE), AT)
    assert (stood.due_on, stood.deadline.first_due) == (date(2025, 6, 30), "9 May 2025")
    waits = clock(began=date(2025, 5, 1), waits="A trial.")
    assert stand(waits, read_clocks(CODE), AT).due_on == date(2025, 5, 9)


def test_home_shows_what_is_mine_and_what_i_watch_once_it_presses(clock_rules):
    rules = read_clocks("ACTION_DONE")

    def shown(days, **whose):
        one = clock(code="ACTION_DONE", set_on=AT.date() + timedelta(days), **whose)
        return stand(one, rules, AT).at_home

    assert [shown(100, mine=True), shown(100, watched=True), shown(100)] == [
        True,
        False,
        False,
    ]
    assert [shown(14, watched=True), shown(15, watched=True)] == [True, False]
    assert not shown(-1, mine=True, done=date(2025, 6, 1))
