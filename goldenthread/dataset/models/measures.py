"""Reported measures as dated series: each with its source, definition and caveat."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.dataset.states import (
    Bound,
    MeasureUnit,
    Origin,
    PointState,
    Polarity,
)
from goldenthread.partnership.models import Agency, Partnership


class Measure(Record):
    """What is measured, how it is defined, and where it comes from."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    series = models.CharField(max_length=80, help_text="Its name in figures")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=10, choices=MeasureUnit)
    places = models.PositiveSmallIntegerField("decimal places", default=0)
    polarity = models.CharField(
        max_length=10, choices=Polarity, default=Polarity.NEUTRAL
    )
    origin = models.CharField("where from", max_length=12, choices=Origin)
    definition = models.TextField()
    definition_version = models.CharField(max_length=20, default="1")
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)
    caveat = models.TextField(blank=True)
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "series"], name="dataset_measure_series_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Point(Record):
    """One value of a measure: for an area, at a day (stock) or over days (flow)."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="points")
    area = models.CharField(max_length=80)
    label = models.CharField("period", max_length=40)
    starts_on = models.DateField("first day of the period", null=True, blank=True)
    on = models.DateField("day, or last day of the period")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    state = models.CharField(
        max_length=14, choices=PointState, default=PointState.KNOWN
    )
    bound = models.CharField(max_length=10, choices=Bound, default=Bound.EXACT)
    source = models.CharField(max_length=300, blank=True)
    caveat = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "label"], name="dataset_point_once"
            ),
            models.CheckConstraint(
                condition=Q(state=PointState.KNOWN, value__isnull=False)
                | (~Q(state=PointState.KNOWN) & Q(value__isnull=True)),
                name="dataset_point_value_goes_with_state",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("on")),
                name="dataset_point_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure.name}, {self.area}, {self.label}"
