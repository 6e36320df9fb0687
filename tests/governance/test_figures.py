"""Every figure, whole: the example's year against what was worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goldenthread.core.example import World
from goldenthread.core.figures import Answers, Scope, State, show
from goldenthread.governance import figures
from tests.governance import factories
from tests.governance.factories import Place


def scope_of(partnership_id: int, first_year: int = 2024) -> Scope:
    return Scope(
        partnership_id=partnership_id,
        label=f"{first_year}-{first_year % 100 + 1}",
        start=date(first_year, 4, 1),
        end=date(first_year + 1, 3, 31),
        as_at=date(2025, 9, 1),
    )


@pytest.fixture
def answers(world: World) -> Answers:
    home = world["partnership.shropshire"]
    return Answers(figures.FIGURES, scope_of(home.pk))


MONTH = (figures.MONTH_ONLY,)
EXPECTED: dict[str, tuple[Any, int | None]] = {
    "funding.council.amount": (Decimal("266680.00"), 1),
    "funding.police.amount": (Decimal("63543.00"), 1),
    "funding.icb.amount": (Decimal("96420.00"), 1),
    "funding.youth_justice.amount": (Decimal("2190.00"), 1),
    "funding.fire.amount": (Decimal("3070.00"), 1),
    "funding.probation.amount": (Decimal("869.33"), 1),
    "funding.total": (Decimal("432772.33"), 6),
    "funding.contributors": (6, 6),
    "funding.statutory.amount": (Decimal("426643.00"), 3),
    "funding.other_income": (Decimal("6350.00"), 1),
    "funding.other_income.sources": (0, 0),
    "funding.all_income": (Decimal("439122.33"), None),
    "priorities.strategic_2024": (3, 3),
    "priorities.new": (1, 1),
    "priorities.continuing": (3, 3),
    "priorities.plan_years": (3, 1),
    "priorities.workshop": (date(2025, 2, 1), 1),
    "events.turning_the_curve": (date(2025, 3, 1), 1),
    "events.board_discussion": (date(2024, 11, 1), 1),
    "events.health_workshop": (date(2024, 10, 1), 1),
    "events.initiatives": (2, 2),
    "events.ambitions": (5, 5),
    "events.transformed_system": (10, 10),
    "events.spotlights": (4, 4),
    "events.spotlights_after_first": (3, None),
    "events.spotlight_purposes": (3, 3),
    "events.quick_wins": (0, 0),
    "national_reports.considered": (3, 3),
    "national_reports.registered": (3, 3),
    "national_reports.responded": (3, 3),
    "national_reports.responded_share": (Decimal(100), None),
    "scrutiny.duties": (7, 7),
    "scrutiny.framework": (6, 6),
    "reforms.governance": (4, 4),
    "reforms.education": (4, 4),
    "reforms.early_help": (4, 4),
    "reforms.policy": (5, 5),
    "policies.under_review": (2, 2),
    "subgroups.neglect.done": (5, 5),
    "subgroups.sexual_abuse.done": (4, 4),
    "subgroups.exploitation.done": (5, 5),
    "subgroups.exploitation.impact": (4, 4),
    "contacts.lines": (6, 6),
    "period.from": (date(2024, 4, 1), None),
    "period.to": (date(2025, 3, 31), None),
}
# Shares run on without end: what is divided by what, in pence.
SHARES = {
    "funding.council.share": (26668000, 43277233),
    "funding.police.share": (6354300, 43277233),
    "funding.icb.share": (9642000, 43277233),
    "funding.youth_justice.share": (219000, 43277233),
    "funding.fire.share": (307000, 43277233),
    "funding.probation.share": (86933, 43277233),
    "funding.statutory.share": (42664300, 43277233),
    "funding.other_income.share": (635000, 43912233),
}
SHOWN = {
    "funding.council.amount": "£266,680",
    "funding.total": "£432,772.33",
    "funding.probation.amount": "£869.33",
    "funding.council.share": "61.62%",
    "funding.probation.share": "0.20%",
    "funding.other_income.share": "1.4%",
    "events.turning_the_curve": "1 March 2025",
    "contacts.lines": "6",
}


def test_every_figure_of_the_example_is_what_it_should_be(answers: Answers) -> None:
    found = {}
    for figure in figures.FIGURES:
        result = answers[figure.key]
        assert result.state is State.KNOWN, (figure.key, result.reason)
        name = figure.key.removeprefix("governance.")
        if name not in SHARES:
            rows = None if result.rows is None else result.rows.count()
            found[name] = (result.value, rows)
    assert found == EXPECTED


def test_shares_are_the_full_quotients(answers: Answers) -> None:
    places = Decimal("1.00000000000000000000")
    found = {
        name: answers[f"governance.{name}"].value.quantize(places) for name in SHARES
    }
    assert found == {
        name: (Decimal(part) * 100 / Decimal(whole)).quantize(places)
        for name, (part, whole) in SHARES.items()
    }
    six = list(SHARES.values())[:6]
    assert sum(part for part, _ in six) == six[0][1]


def test_figures_are_shown_as_the_source_prints_them(answers: Answers) -> None:
    found = {}
    for name in SHOWN:
        figure = answers.figure(f"governance.{name}")
        value = answers[figure.key].value
        found[name] = show(value, figure.unit, figure.places)
    assert found == SHOWN


def test_days_known_to_the_month_say_so(answers: Answers) -> None:
    for name in (
        "priorities.workshop",
        "events.turning_the_curve",
        "events.board_discussion",
        "events.health_workshop",
    ):
        assert answers[f"governance.{name}"].caveats == MONTH


def test_figures_of_a_year_without_records_say_what_is_missing(place: Place) -> None:
    answers = Answers(figures.FIGURES, scope_of(place.partnership.pk))
    missing = {
        figure.key.removeprefix("governance."): answers[figure.key].reason
        for figure in figures.FIGURES
        if answers[figure.key].state is not State.KNOWN
    }
    assert missing["funding.total"] == "No records hold this."
    assert missing["events.turning_the_curve"] == "No record of the period holds this."
    assert missing["priorities.plan_years"] == (
        "No plan holds on the day after the period."
    )
    assert missing["national_reports.responded_share"] == "It divides by nought."
    assert "events.initiatives" not in missing


def test_records_of_another_year_are_not_counted(world: World) -> None:
    home = world["partnership.shropshire"]
    answers = Answers(figures.FIGURES, scope_of(home.pk, 2025))
    found = {
        name: answers[f"governance.{name}"].value
        for name in (
            "funding.contributors",
            "events.initiatives",
            "events.spotlights",
            "subgroups.neglect.done",
            "national_reports.considered",
            "reforms.policy",
            "priorities.strategic_2024",
            "contacts.lines",
        )
    }
    assert found == {
        "funding.contributors": 0,
        "events.initiatives": 0,
        "events.spotlights": 0,
        "subgroups.neglect.done": 0,
        "national_reports.considered": 0,
        "reforms.policy": 0,
        "priorities.strategic_2024": 1,
        "contacts.lines": 6,
    }


def test_records_of_another_partnership_are_not_counted(
    world: World, place: Place
) -> None:
    budget = factories.budget(place)
    factories.contribution(place, budget, amount=Decimal(1000))
    answers = Answers(figures.FIGURES, scope_of(world["partnership.shropshire"].pk))
    assert answers["governance.funding.total"].value == Decimal("432772.33")


def test_received_money_and_two_events_change_nothing_silently(
    world: World, answers: Answers
) -> None:
    place = Place(world["partnership.shropshire"])
    place.posts["unit"] = world["post.unit_manager"]
    place.agencies["council"] = world["agency.council"]
    factories.contribution(
        place,
        world["budget.2024_25"],
        amount=Decimal(266680),
        stage="RECEIVED",
    )
    factories.event(place, title="A second one")
    assert answers["governance.funding.total"].value == Decimal("432772.33")
    found = answers["governance.events.turning_the_curve"]
    assert (found.state, found.reason) == (
        State.MISSING,
        "More than one record of the period holds this.",
    )


def test_restricted_decision_is_in_no_figure(place: Place) -> None:
    """A figure opens to its rows for everybody who may read it."""
    meeting = factories.meeting(place)
    item = factories.agenda_item(place, meeting, audience="EXECUTIVES")
    factories.decision(place, meeting, item=item)
    factories.decision(place, meeting, title="Open one")
    answers = Answers(figures.FIGURES, scope_of(place.partnership.pk))
    rows = answers["governance.events.initiatives"].rows
    assert [str(row) for row in rows] == ["Open one"]
