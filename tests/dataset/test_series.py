"""Measures offered as series that tests of effect may lean on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goldenthread.partnership.models import Partnership
from goldenthread.thread.queries import series
from tests.dataset.test_dataset import measure, partnership, point, viewer


__all__ = ["partnership"]


def test_each_area_of_a_measure_is_a_series(partnership):
    of = measure(partnership)
    point(of, "81")
    point(of, "70", area="England")
    made = [one for one in series.listed(viewer(partnership)) if "dataset:" in one[0]]
    assert made == [
        ("dataset:early_help.rating:England", "High ratings, England"),
        ("dataset:early_help.rating:Shropshire", "High ratings, Shropshire"),
    ]


def test_series_is_in_order_and_only_exact_known_values_count(partnership):
    of = measure(partnership)
    point(of, "83", "Q3", date(2024, 12, 31), starts_on=date(2024, 10, 1))
    point(of, "81", "Q1", date(2024, 6, 30))
    point(of, None, "Q2", date(2024, 9, 30), state="SUPPRESSED")
    point(of, "100", "Q4", date(2025, 3, 31), bound="MORE_THAN")
    found = series.read(viewer(partnership), "dataset:early_help.rating:Shropshire")
    assert (found.title, found.kind, found.unit) == (
        "High ratings, Shropshire",
        "VALUES",
        "Per cent",
    )
    assert [(one.label, one.value, one.begins_on) for one in found.readings] == [
        ("Q1", Decimal(81), date(2024, 6, 30)),
        ("Q2", None, date(2024, 9, 30)),
        ("Q3", Decimal(83), date(2024, 10, 1)),
        ("Q4", None, date(2025, 3, 31)),
    ]


def test_measure_of_events_is_a_series_of_rare_events(partnership):
    of = measure(partnership, "example.events", unit="EVENTS")
    point(of, "1", "first", date(2025, 1, 9))
    found = series.read(viewer(partnership), "dataset:example.events:Shropshire")
    assert (found.kind, found.readings[0].value) == ("EVENTS", 1)


def test_another_partnerships_series_is_not_there(partnership):
    point(measure(partnership), "81")
    other = Partnership.objects.create(
        name="Elsewhere",
        short_name="Elsewhere",
        area_name="Elsewhere",
        area_code="E06000052",
        starts_on=date(2019, 9, 1),
    )
    stranger = viewer(other)
    assert series.read(stranger, "dataset:early_help.rating:Shropshire") is None
    assert not [one for one in series.listed(stranger) if "dataset:" in one[0]]
