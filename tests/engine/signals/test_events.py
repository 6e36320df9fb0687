"""Days between rare events, and the wait that has no end yet."""

from datetime import date, timedelta

import pytest

from goldenthread.engine import rare
from goldenthread.engine.signals import rare_chart
from goldenthread.engine.signals.charts import SeriesError
from goldenthread.engine.xmr import Kind


FIRST = date(2020, 1, 1)
OFTEN = [30, 25, 35, 28, 32, 27, 33, 29, 31, 26, 34, 30]


def days_of(waits):
    found = [FIRST]
    for one in waits:
        found.append(found[-1] + timedelta(days=one))
    return found


def test_waits_stand_between_their_events():
    events = days_of(OFTEN)
    found = rare_chart(reversed(events), events[-1])
    assert [one.days for one in found.waits] == OFTEN
    assert found.waits[0].began == FIRST
    assert found.limits == rare.limits(OFTEN)
    assert (found.running, found.running_is_beyond, found.on_trial) == (0, False, False)


@pytest.mark.parametrize(
    ("rarer_is_good", "kind"), [(True, Kind.IMPROVEMENT), (False, Kind.CONCERN)]
)
def test_longer_waits_mean_rarer_events(rarer_is_good, kind):
    events = days_of([*OFTEN, 400])
    found = rare_chart(events, events[-1], baseline=12, rarer_is_good=rarer_is_good)
    assert [one.kind for one in found.waits[:12]] == [None] * 12
    assert found.waits[12].kind == kind


def test_running_wait_is_told_once_it_is_longer_than_ordinary():
    events = days_of(OFTEN)
    longest = rare.limits(OFTEN).longest
    for extra, beyond in ((0, False), (1, True)):
        today = events[-1] + timedelta(days=longest + extra)
        assert rare_chart(events, today).running_is_beyond is beyond


def test_one_event_has_a_running_wait_and_no_limits():
    found = rare_chart([FIRST], FIRST + timedelta(days=9))
    assert (found.waits, found.limits, found.running) == ((), None, 9)
    assert found.on_trial


def test_no_event_and_an_event_to_come_are_refused():
    with pytest.raises(SeriesError, match="No event is recorded"):
        rare_chart([], FIRST)
    with pytest.raises(SeriesError, match="lies after"):
        rare_chart([FIRST], FIRST - timedelta(days=1))
