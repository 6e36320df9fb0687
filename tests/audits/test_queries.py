"""Who sees which audits and requests, and how many queries it takes."""

from datetime import date

import pytest

from goldenthread.audits import queries
from goldenthread.core.due import Due
from tests.audits import factories as make
from tests.thread import factories as thread
from tests.thread.factories import TODAY
from tests.waiting import waiting


def test_another_partnerships_audits_are_not_there(world):
    make.make_audit(thread.make_partnership("Elsewhere"), title="Theirs")
    ours = make.make_audit(world.partnership)
    assert list(queries.audits(world.unit)) == [ours]


def test_agency_lead_sees_requests_to_the_own_agency_only(world):
    audit = make.make_audit(world.partnership)
    police, health = make.ask(audit, world.police), make.ask(audit, world.health)
    assert list(queries.requests(world.police_lead)) == [police]
    assert list(queries.requests(world.unit)) == [health, police]


def test_due_for_a_lead_and_for_the_unit(world, clock_rules):
    audit = make.make_audit(world.partnership)
    far = make.make_audit(world.partnership, planned_on=date(2025, 9, 1))
    police, _ = (
        make.ask(audit, world.police),
        make.ask(audit, world.health, due_on=None),
    )
    assert waiting("audits", world.police_lead, TODAY) == [
        Due(police, "Send your agency’s return", date(2025, 2, 1))
    ]
    assert waiting("audits", world.unit, TODAY) == [
        Due(police, "Police owes its return", date(2025, 2, 1)),
        Due(audit, "Hold the audit, or plan it anew", date(2025, 1, 10)),
    ]
    assert waiting("audits", world.executive, TODAY) == []
    assert far not in [one.record for one in waiting("audits", world.unit, TODAY)]


def test_interval_between_rounds_is_in_whole_months_or_years():
    between = queries.rhythm_between
    assert [
        between(date(2023, 1, 1), date(2025, 1, 1)),
        between(date(2025, 1, 1), date(2025, 7, 1)),
        between(date(2025, 1, 1), date(2025, 1, 31)),
    ] == ["P2Y", "P6M", ""]


def test_audit_planned_for_a_year_is_late_only_after_it(world, clock_rules):
    plan = {"planned_on": date(2025, 1, 1), "planned_precision": "YEAR"}
    audit = make.make_audit(world.partnership, **plan)
    month = {"planned_on": date(2025, 4, 1), "planned_precision": "MONTH"}
    soon = make.make_audit(world.partnership, title="Soon", **month)
    assert waiting("audits", world.unit, TODAY) == []
    assert waiting("audits", world.unit, date(2025, 12, 31)) == [
        Due(soon, "Hold the audit, or plan it anew", date(2025, 4, 30)),
        Due(audit, "Hold the audit, or plan it anew", date(2025, 12, 31)),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_a_fixed_number_of_queries(world, count, django_assert_num_queries):
    for number in range(count):
        audit = make.hold(make.make_audit(world.partnership, title=f"Audit {number}"))
        make.ask(audit, world.police)
        make.give(audit, make.make_grade(world.partnership, f"good-{number}"))
    with django_assert_num_queries(1):
        list(queries.audits(world.unit))
    with django_assert_num_queries(4):
        list(queries.audit_page(world.unit))
    with django_assert_num_queries(1):
        list(queries.requests(world.unit))
    with django_assert_num_queries(1):
        list(queries.grades_given(world.unit))
    with django_assert_num_queries(1):
        queries.due(world.unit, TODAY)


def test_audits_held_in_a_period_come_with_the_grade_of_the_whole(world):
    audit = make.hold(make.make_audit(world.partnership))
    make.make_audit(world.partnership, title="Planned")
    good = make.make_grade(world.partnership)
    weak = make.make_grade(world.partnership, "requires-improvement", 2)
    make.give(audit, weak, graded_on=date(2025, 3, 1))
    make.give(audit, good)
    make.give(audit, weak, line="Chronology")
    found = queries.held_between(world.unit, date(2025, 1, 1), TODAY)
    assert [(one, one.overall) for one in found] == [(audit, "Good")]
