"""Turning-the-curve cards: a priority's indicator, its story and its forecast."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.releases import Release
from goldenthread.partnership.models import Partnership
from goldenthread.thread.states import Direction


class Card(Record):
    """What should turn, why it is as it is, who can help, what works.

    `priority` is the key of a priority that a room beside this one keeps; its words at
    the time of saving stand beside it.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    priority = models.CharField(max_length=12)
    priority_title = models.CharField(max_length=200)
    indicator = models.CharField(max_length=60)
    direction = models.CharField("should", max_length=4, choices=Direction)
    story = models.TextField("the story behind the curve")
    partners = models.TextField("partners who can help")
    what_works = models.TextField("what works")
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "priority", "indicator"],
                name="dataset_card_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority_title}: turning the curve"


class Forecast(Record):
    """What would come if nothing changed, made from a release on a day; never changed.

    `history` are the points it was made from, `points` what it expects of each period
    with the interval, `tried` how far each method was out on periods held back.
    """

    card = models.ForeignKey(Card, models.PROTECT, related_name="forecasts")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=300)
    method = models.CharField(max_length=120)
    every = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField("interval, per cent")
    held_back = models.PositiveSmallIntegerField("periods held back")
    tried = models.JSONField("how far each method was out", default=list)
    history = models.JSONField(default=list)
    points = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card", "release"], name="dataset_forecast_once"
            ),
            models.CheckConstraint(
                condition=Q(level__gt=0) & Q(level__lt=100),
                name="dataset_forecast_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card}, forecast of {self.made_at:%d.%m.%Y}"
