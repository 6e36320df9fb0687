"""Clocks of actions and challenges."""

from dataclasses import replace
from datetime import date

from goldenthread.core import running
from goldenthread.thread import clocks
from tests.thread import factories as make
from tests.thread.factories import TODAY, step
from tests.waiting import stood


CIRCLE = "circle-one"


def test_an_action_returned_runs_on_from_the_day_it_was_agreed(world, clock_rules):
    finding = make.make_finding(make.make_origin(world.partnership))
    action = make.make_action(finding, world.police, due_on=date(2025, 3, 1))
    said, back = date(2025, 2, 20), date(2025, 3, 10)
    action = step("complete_action", action, world.police_lead, said_on=said)
    (done,) = running.of_record(action, world.unit)
    assert (done.done, done.stops) == (said, ())
    assert list(clocks.running(world.unit, TODAY)) == []
    action = step("return_action", action, world.unit, said_on=back)
    (again,) = stood("thread", world.unit, TODAY)
    assert again.is_late
    assert again.clock.began == action.agreed_on
    assert [(one.stopped_on, one.ran_again_on) for one in again.clock.stops] == [
        (said, back)
    ]


def test_what_was_done_lately_is_told_on_request(world, clock_rules):
    finding = make.make_finding(make.make_origin(world.partnership))
    action = make.make_action(finding, world.police)
    step("complete_action", action, world.police_lead, said_on=date(2025, 3, 20))
    since = clocks.running(world.unit, TODAY, done_since=date(2025, 3, 20))
    assert [one.done for one in since] == [date(2025, 3, 20)]
    later = clocks.running(world.unit, TODAY, done_since=date(2025, 3, 21))
    assert list(later) == []


def test_a_restricted_origin_hides_its_clocks(world):
    hidden = make.make_origin(world.partnership, circle=CIRCLE)
    make.make_action(make.make_finding(hidden), world.police)
    make.make_challenge(world.partnership, world.police, origin=hidden)
    inside = replace(world.unit, circles=(CIRCLE,))
    assert len(list(clocks.running(inside, TODAY))) == 2
    assert list(clocks.running(world.unit, TODAY)) == []
