"""Dashboards, what people say of their figures, and signals raised from a chart."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.dataset.models.releases import Release
from goldenthread.partnership.models import Partnership
from goldenthread.thread.models import Origin


class Dashboard(Record):
    """Which indicators an audience reads, in which order. The first opens by itself."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    about = models.CharField("for whom", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("order", default=1)
    indicators = models.JSONField("indicators, in order", default=list)
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="dataset_dashboard_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rebasing(Record):
    """Limits of an indicator's chart begin anew from a day on, with who says so and why."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    on = models.DateField("from")
    reason = models.TextField()
    said_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "indicator", "on"],
                name="dataset_rebasing_day_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {self.on:%d.%m.%Y}"


class Commentary(Record):
    """What a figure means, said on a day by somebody, with the figures as they were."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    text = models.TextField("what it means")
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=300)
    figures = models.JSONField("figures as they were", default=list)
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.label}, {self.said_at:%d.%m.%Y}"


class RaisedSignal(Record):
    """A chart from which a finding was raised, kept as it was seen."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    origin = models.OneToOneField(Origin, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    cut = models.JSONField("period and part", default=dict)
    figures = models.JSONField("figures as they were", default=list)
    drawing = models.TextField("the chart as it was drawn")
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=300)
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title
