"""Rounds with one version of a tool, as a series of shares."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.audits import queries, services
from goldenthread.thread.queries import series
from tests.audits import factories as make
from tests.thread import factories as thread
from tests.thread.factories import AT, loader


@pytest.fixture
def tool(world):
    values = {"name": "Template", "edition": "1", "starts_on": date(2024, 1, 1)}
    return services.add_audit_tool(by=loader(world.partnership), at=AT, values=values)


def graded(world, tool, held_on, *codes, **audit):
    """An audit with one case for each code, held on a day."""
    words = {}
    for position, code in enumerate(dict.fromkeys(codes), 1):
        known = queries.scale(world.unit).filter(code=code).first()
        words[code] = known or make.make_grade(world.partnership, code, position)
    held = make.hold(
        make.make_audit(world.partnership, tool=tool, **audit), held_on=held_on
    )
    cases = []
    for number, code in enumerate(codes, 1):
        case = services.add_audit_case(
            by=loader(world.partnership), at=AT, values={"number": number}, parent=held
        )
        make.give(held, words[code], case=case)
        cases.append(case)
    return held, cases, words


def shares(world, tool):
    found = series.read(world.unit, f"audits:{tool.key}")
    return [(one.on, one.value, one.of, one.label) for one in found.readings]


def test_each_round_is_how_many_of_the_graded_files_met_the_standard(world, tool):
    graded(world, tool, date(2024, 3, 1), "good", "inadequate", "not-graded", title="1")
    graded(world, tool, date(2025, 3, 1), "good", "outstanding", "good", title="2")
    assert shares(world, tool) == [
        (date(2024, 3, 1), 1, 2, "1"),
        (date(2025, 3, 1), 3, 3, "2"),
    ]


def test_moderated_grade_takes_the_place_of_the_first(world, tool):
    held, cases, words = graded(world, tool, date(2024, 3, 1), "good", "inadequate")
    make.give(held, words["good"], case=cases[1], moderated=True)
    make.give(held, words["inadequate"], case=cases[0], line="Voice of the child")
    make.give(held, words["inadequate"], case=cases[0], agency=world.police)
    assert shares(world, tool) == [(date(2024, 3, 1), 2, 2, "Neglect")]


def test_another_version_of_the_tool_is_another_series(world, tool):
    values = {"name": "Template", "edition": "2", "starts_on": date(2025, 1, 1)}
    second = services.add_audit_tool(by=loader(world.partnership), at=AT, values=values)
    graded(world, tool, date(2024, 3, 1), "good")
    graded(world, second, date(2025, 3, 1), "good")
    assert [key for key, _ in queries.scores_listed(world.unit)] == [
        f"audits:{second.key}",
        f"audits:{tool.key}",
    ]
    assert len(shares(world, tool)) == len(shares(world, second)) == 1


def test_day_known_to_the_year_only_reaches_to_its_end(world, tool):
    make.make_grade(world.partnership)
    held = make.make_audit(world.partnership, tool=tool)
    held = make.hold(held, held_on=date(2024, 1, 1), held_precision="YEAR")
    case = services.add_audit_case(
        by=loader(world.partnership), at=AT, values={"number": 1}, parent=held
    )
    make.give(held, queries.scale(world.unit).get(), case=case)
    found = series.read(world.unit, f"audits:{tool.key}").readings[0]
    assert (found.begins_on, found.on) == (date(2024, 1, 1), date(2024, 12, 31))


def test_another_partnerships_tool_is_not_there(world, tool):
    graded(world, tool, date(2024, 3, 1), "good")
    stranger = thread.unit(thread.make_partnership("Elsewhere"))
    assert series.read(stranger, f"audits:{tool.key}") is None
    assert queries.scores_listed(stranger) == []
    assert queries.met_grades(date(2000, 1, 1)) == ()
