"""The whole year as records answers the printed report, figure by figure."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from goldenthread.core.documents.reading import reading_text
from goldenthread.partnership.states import Role
from goldenthread.report import assemble, checks, queries, registry, tracing
from goldenthread.report.states import VerdictKind
from tests.house.conftest import viewer


EXPECTED = tomllib.loads(
    (Path(__file__).parent / "expected_figures.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def edition(example):
    return queries.edition_by_label(None, "2024-25")


@pytest.fixture(scope="module")
def figures(edition):
    found = queries.every_figure(edition, timezone.localdate())
    return {row["figure"].key: row for row in found}


@pytest.fixture(scope="module")
def assembly(edition):
    return assemble.assemble(edition, as_at=timezone.localdate())


def test_every_verdict_is_the_one_found_by_hand(figures):
    expected = {
        key: VerdictKind(kind)
        for kind, keys in EXPECTED["verdict"].items()
        for key in keys
    }
    found = {key: figures[key]["verdict"].kind for key in expected}
    assert found == expected


def test_every_exact_value_is_the_one_found_by_hand(figures):
    expected = {key: Decimal(value) for key, value in EXPECTED["value"].items()}
    found = {key: Decimal(str(figures[key]["result"].value)) for key in expected}
    assert found == expected


def test_at_least_120_printed_figures_are_compared(figures):
    compared = [row for row in figures.values() if row["judged"]]
    assert len(compared) >= 120


def test_whatever_differs_says_why(figures):
    silent = [
        key
        for key, row in figures.items()
        if row["verdict"].kind == VerdictKind.DIFFERS
        and len(row["verdict"].sentence) < 30
    ]
    assert silent == []


def test_the_edition_has_nothing_that_stops_it(edition, assembly):
    problems = checks.build_problems(edition, assembly)
    assert [problem for problem in problems if problem.stops] == []


def test_activity_without_outcome_is_flagged(edition, assembly):
    flagged = [
        problem.sentence.partition("”")[0].strip("“")
        for problem in checks.build_problems(edition, assembly)
        if "no figure of outcome" in problem.sentence
    ]
    assert flagged == [
        "What was decided and done about the recommendations of local and national "
        "reviews, and what improved as a result",
        "What was learned from serious incidents",
    ]


def test_the_rows_behind_every_figure_open_and_lead_back_to_it(edition, figures):
    unit = viewer(Role.BUSINESS_UNIT)
    answers = registry.answers(registry.scope_of(edition, timezone.localdate()))
    for key, row in figures.items():
        kind, rows = queries.rows_behind(row["result"], unit)
        if rows is not None and (record := rows.first()):
            assert kind.model is type(record)
            assert key in tracing.figures_with(record, answers)


def test_an_action_is_told_with_what_it_consists_of(assembly):
    told = reading_text(assembly.document)
    assert "New early help strategy: complete, awaiting assurance. Written with" in told
    assert (
        "Work through the open action plans (complete, awaiting assurance). Sev" in told
    )
    assert "Take in health visiting data: in progress\n" in told  # nothing more to say


def test_a_department_is_named_with_its_council_once(assembly):
    told = reading_text(assembly.document)
    assert "Shropshire Council – Housing" in told
    assert "Shropshire Council: Shropshire Council" not in told
