"""Reported measures: rules, states of a value, figures and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from goldenthread.core.access import Refused
from goldenthread.core.calendars import add_months
from goldenthread.core.figures import Answers, Scope, State
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import presenters, queries, rules, services
from goldenthread.dataset.figures import FIGURES
from goldenthread.dataset.figures.seasons import MUCH, holiday_shares
from goldenthread.dataset.models import Point
from goldenthread.dataset.states import MeasureUnit
from goldenthread.partnership.models import Partnership
from goldenthread.partnership.states import Role


AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def partnership(db):
    return Partnership.objects.create(
        name="Example Partnership",
        short_name="Example",
        area_name="Shropshire",
        area_code="E06000051",
        starts_on=date(2019, 9, 1),
    )


def viewer(partnership, role=Role.ANALYST):
    return Viewer("acc", "Pat Example", role, partnership_id=partnership.pk)


def scope(partnership):
    year = (date(2024, 4, 1), date(2025, 3, 31))
    return Scope(partnership.pk, "2024-25", *year, date(2026, 3, 2))


def measure(partnership, series="early_help.rating", **rest):
    values = {
        "series": series,
        "name": "High ratings",
        "unit": "PERCENT",
        "origin": "PARTNERSHIP",
        "definition": "Share of parents",
        "source": "Service",
    }
    return services.add_measure(by=viewer(partnership), at=AT, values=values | rest)


def point(of, value, label="2024-25", on=date(2025, 3, 31), **rest):
    values = {"area": "Shropshire", "label": label, "on": on, "state": "KNOWN"}
    values |= {"value": None if value is None else Decimal(value), **rest}
    return services.add_point(
        by=viewer(of.partnership), at=AT, values=values, parent=of
    )


def result(partnership, key):
    return Answers(FIGURES, scope(partnership))[key]


def test_only_keepers_change_measures(partnership):
    for role in Role:
        may = role in (Role.ANALYST, Role.BUSINESS_UNIT)
        assert rules.may_keep_measures(viewer(partnership, role)) is may
    with pytest.raises(Refused, match="Only the analyst and the business unit"):
        services.add_measure(by=viewer(partnership, Role.TRAINER), at=AT, values={})


def test_a_series_name_is_used_once(partnership):
    measure(partnership)
    with pytest.raises(Refused, match="There is already a measure called"):
        measure(partnership)


def test_a_point_stands_once_for_an_area_and_period(partnership):
    of = measure(partnership)
    point(of, "81")
    with pytest.raises(Refused, match="Shropshire, 2024-25 is recorded already"):
        point(of, "82")


@pytest.mark.parametrize(
    "state, value, sentence",
    [
        ("KNOWN", None, "Enter the value, or say why there is none."),
        ("SUPPRESSED", "3", "A point that is suppressed by its publisher has no value"),
    ],
)
def test_value_and_state_go_together(partnership, state, value, sentence):
    with pytest.raises(Refused, match=sentence):
        point(measure(partnership), value, state=state)


def test_the_database_keeps_value_and_state_together(partnership):
    of = measure(partnership)
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.create(
            measure=of,
            area="A",
            label="L",
            on=date(2025, 1, 1),
            state="SUPPRESSED",
            value=Decimal(3),
        )


def test_a_state_nobody_knows_is_refused(partnership):
    with pytest.raises(ValidationError):
        measure(partnership, unit="FURLONGS")


def test_a_point_figure_is_the_latest_by_the_end_of_the_year(partnership):
    of = measure(partnership, series="cla.rate", unit="RATE")
    point(of, "111", label="2022-23", on=date(2023, 3, 31))
    point(of, "120", label="2023-24", on=date(2024, 3, 31))
    point(of, "90", label="2025-26", on=date(2026, 3, 31))
    found = result(partnership, "dataset.cla.rate")
    assert (found.value, [row.label for row in found.rows]) == (
        Decimal(120),
        ["2023-24"],
    )


def test_a_suppressed_point_is_neither_nought_nor_missing(partnership):
    of = measure(partnership, series="cla.rate", unit="RATE")
    point(of, None, state="SUPPRESSED")
    found = result(partnership, "dataset.cla.rate")
    assert (found.state, found.value) == (State.SUPPRESSED, None)


def test_a_bound_is_kept_with_the_figure(partnership):
    of = measure(partnership, series="early_help.youth_survey", unit="COUNT")
    point(of, "2000", bound="MORE_THAN")
    found = result(partnership, "dataset.early_help.youth_survey")
    assert (found.value, found.bound) == (Decimal(2000), "MORE_THAN")
    assert presenters.value_words(found.rows[0]) == "more than 2,000"


@pytest.mark.parametrize("unit", MeasureUnit.values)
def test_a_value_of_every_unit_is_shown(partnership, unit):
    of = measure(partnership, series="any.unit", unit=unit)
    one = point(of, "1")
    assert "1" in presenters.value_words(one)


@pytest.mark.parametrize(
    "values, word",
    [(("57", "73"), "RISING"), (("73", "57"), "FALLING"), (("73", "73"), "LEVEL")],
)
def test_a_trend_is_the_direction_of_the_last_two(partnership, values, word):
    of = measure(partnership)
    point(of, values[0], label="2023-24", on=date(2024, 3, 31))
    point(of, values[1])
    assert result(partnership, "dataset.early_help.rating_trend").value == word


def test_a_trend_with_one_point_is_not_known(partnership):
    point(measure(partnership), "81")
    found = result(partnership, "dataset.early_help.rating_trend")
    assert (found.state, found.reason) == (
        State.MISSING,
        "The source claims this and gives no series.",
    )


@pytest.mark.parametrize(
    "first, values, word",
    [
        (2017, "292 338 395 399 504 609 654 714 717", "RISING"),
        (2017, "292 338 330 399 504 609 654 714 717", "MIXED"),
        (2018, "338 395 399 504 609 654 714 717", None),
    ],
)
def test_a_claim_since_a_year_needs_every_point_since(partnership, first, values, word):
    """Last two points that rise do not bear out eight years of rising."""
    of = measure(partnership, series="cla.at_31_march", unit="COUNT")
    for year, value in enumerate(values.split(), start=first):
        point(of, value, label=f"{year}", on=date(year, 3, 31))
    assert result(partnership, "dataset.cla.trajectory").value == word


def test_standing_is_against_the_area_beside(partnership):
    of = measure(partnership, series="referrals.police_share")
    point(of, "20.0")
    point(of, "28.3", area="England")
    assert result(partnership, "dataset.referrals.police_trend").value == "LOW"


MONTHS = [date(2024 + (n > 8), (n + 3) % 12 + 1, 1) for n in range(12)]


def by_month(partnership, values):
    of = measure(partnership, series="s47.by_month", unit="COUNT")
    for start, value in zip(MONTHS, values, strict=False):
        last = add_months(start, 1) - timedelta(days=1)
        point(of, str(value), label=f"{start:%B %Y}", on=last, starts_on=start)


def test_a_seasonal_claim_needs_twelve_months_and_known_terms(partnership):
    by_month(partnership, [30] * 11)
    found = result(partnership, "dataset.s47.trend")
    assert "no monthly series" in found.reason


def test_twelve_months_without_terms_say_nothing_of_a_season(partnership):
    by_month(partnership, [30] * 12)
    found = result(partnership, "dataset.s47.trend")
    assert "Too few school terms" in found.reason


# April, July, August, December: the months of that year with much school holiday.
@pytest.mark.parametrize(
    ("holiday", "term", "word"),
    [(60, 30, "SEASONAL"), (30, 30, "NOT SEASONAL"), (20, 30, "NOT SEASONAL")],
)
def test_a_season_is_tested_against_the_school_terms(
    partnership, clock_rules, holiday, term, word
):
    shares = holiday_shares(partnership.area_code)
    much = {key for key, share in shares.items() if share >= MUCH}
    by_month(
        partnership,
        [holiday if (one.year, one.month) in much else term for one in MONTHS],
    )
    found = result(partnership, "dataset.s47.trend")
    assert found.value == word
    assert "times as many a day" in found.caveats[0]


def test_over_n_in_each_quarter_needs_four_quarters(partnership):
    of = measure(partnership, series="early_help.contacts", unit="COUNT")
    for quarter in range(1, 4):
        point(
            of, "120", label=f"2024-25 Q{quarter}", on=date(2024, 3 * quarter + 3, 30)
        )
    key = "dataset.early_help.contacts_per_quarter"
    assert result(partnership, key).state is State.MISSING
    point(of, "101", label="2024-25 Q4")
    assert result(partnership, key).value == Decimal(101)


def test_a_share_of_nothing_divides_by_nought(partnership):
    point(measure(partnership, series="early_help.grant_target", unit="COUNT"), "0")
    point(measure(partnership, series="early_help.grant_achieved", unit="COUNT"), "5")
    found = result(partnership, "dataset.early_help.grant_share")
    assert (found.state, found.reason) == (
        State.NOT_APPLICABLE,
        "It divides by nought.",
    )


def test_a_point_dated_outside_its_year_is_unsound(partnership):
    of = measure(partnership)
    point(of, "81", on=date(2025, 4, 1))
    assert list(queries.unsound(scope(partnership))) == [
        (
            "Measure High ratings",
            "The point labelled 2024-25 is of 1 April 2025, outside the year.",
        )
    ]


def test_another_partnership_sees_nothing(partnership):
    point(measure(partnership), "81")
    stranger = Viewer("x", "X", Role.ANALYST, partnership_id=partnership.pk + 1)
    assert not queries.measures(stranger).exists()
    assert not queries.points(stranger).exists()
