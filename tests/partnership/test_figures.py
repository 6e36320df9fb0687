"""Every figure of the room, computed from the example's records."""

from datetime import date
from decimal import Decimal

import pytest

from goldenthread.core.figures import Answers, Scope, State
from goldenthread.partnership.figures import FIGURES
from tests.partnership import factories


pytestmark = pytest.mark.django_db

EXPECTED = {
    "partnership.membership.lead": 3,
    "partnership.membership.delegated": 3,
    "partnership.membership.partnership": 21,
    "partnership.membership.council": 8,
    "partnership.membership.health": 7,
    "partnership.membership.police_and_youth_justice": 2,
    "partnership.membership.probation": 1,
    "partnership.membership.other_services": 1,
    "partnership.membership.scrutiny": 2,
    "partnership.membership.education": 3,
    "partnership.membership.voluntary": 0,
    "partnership.membership.agencies": 12,
    "partnership.membership.all": 27,
    "partnership.unit.posts": 7,
    "partnership.unit.development_officers": 2,
    "partnership.unit.administrators": 3,
    "partnership.unit.administrator_fte": Decimal("2.0"),
    "partnership.unit.fte": Decimal("6.0"),
    "partnership.structure.groups_may_2024": 14,
    "partnership.structure.groups_sept_2024": 14,
    "partnership.structure.began": date(2024, 7, 1),
    "partnership.structure.chart_from": date(2024, 4, 1),
    "partnership.structure.contents_from": date(2024, 4, 1),
    "partnership.structure.new_group_in_old_chart": 0,
    "partnership.structure.strategic_priority_groups": 3,
    "partnership.rhythm.lead": "P6M",
    "partnership.rhythm.executive": "P6M",
    "partnership.rhythm.partnership": "P2M",
    "partnership.rhythm.adults_board": "P2M",
    "partnership.rhythm.community_safety": "P2M",
    "partnership.rhythm.exploitation_triage": "2/P1W",
    "partnership.rhythm.exploitation_panel": "P1M",
}


def scope(partnership):
    return Scope(
        partnership_id=partnership.pk,
        label="2024-25",
        start=date(2024, 4, 1),
        end=date(2025, 3, 31),
        as_at=date(2025, 6, 1),
    )


def test_every_figure_of_the_example(world):
    answers = Answers(FIGURES, scope(world["partnership.shropshire"]))

    found = {figure.key: answers[figure.key] for figure in FIGURES}

    assert {key: one.value for key, one in found.items()} == EXPECTED
    assert {one.state for one in found.values()} == {State.KNOWN}


def test_counted_figures_open_to_exactly_the_rows_counted(world):
    answers = Answers(FIGURES, scope(world["partnership.shropshire"]))

    for figure in FIGURES:
        one = answers[figure.key]
        if isinstance(one.value, int) and one.rows is not None:
            rows = list(one.rows)
            assert len(rows) == len(set(rows)) == one.value, figure.key


def test_unit_says_which_posts_were_taken_as_full_time(world):
    answers = Answers(FIGURES, scope(world["partnership.shropshire"]))

    assert answers["partnership.unit.fte"].caveats == (
        "4 posts carry no full-time equivalent in the source and are taken as full time.",
    )


def test_a_partnership_without_records_has_nought_or_a_reason(home):
    answers = Answers(FIGURES, scope(home))

    found = {figure.key: answers[figure.key] for figure in FIGURES}

    assert {key for key, one in found.items() if one.state is State.MISSING} == {
        "partnership.unit.administrator_fte",
        "partnership.unit.fte",
        "partnership.structure.began",
        "partnership.structure.chart_from",
        "partnership.structure.contents_from",
        *(key for key in found if key.startswith("partnership.rhythm.")),
    }
    assert all(one.value == 0 for one in found.values() if one.state is State.KNOWN)


def test_a_group_without_a_rhythm_says_so(home):
    factories.group(home, code="executive")
    answers = Answers(FIGURES, scope(home))

    one = answers["partnership.rhythm.executive"]

    assert (one.state, one.reason) == (
        State.MISSING,
        "How often the group meets is not recorded.",
    )


def test_another_partnerships_seats_are_not_counted(world):
    answers = Answers(FIGURES, scope(world["partnership.telford"]))

    assert answers["partnership.membership.lead"].value == 0
