"""Whether an action worked: tests fixed beforehand, and the verdicts they gave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.thread.models.actions import Action
from goldenthread.thread.states import Direction, SeriesKind, VerdictRule, VerdictWord


class ImpactTest(Record):
    """How an action's effect will be judged, written down before results are seen.

    Never changed: a test that was wrong is followed by another that names it. The
    `seen_…` fields are what the series showed at that moment, written by the product;
    `seen_then` is what the person added in words.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="impact_tests")
    measure = models.CharField("what is measured", max_length=200)
    measure_key = models.CharField("figure", max_length=120, blank=True)
    series_key = models.CharField("series", max_length=200, blank=True)
    series_kind = models.CharField(
        "kind of series", max_length=8, choices=SeriesKind, blank=True
    )
    direction = models.CharField(max_length=8, choices=Direction)
    in_force_on = models.DateField("in force from")
    least_points = models.PositiveSmallIntegerField(
        "points afterwards, at least", null=True, blank=True
    )
    registered_at = models.DateTimeField("registered")
    registered_by = models.CharField(max_length=300)
    seen_then = models.TextField("what could be seen when registered", blank=True)
    seen_points = models.PositiveIntegerField("points seen then", null=True, blank=True)
    seen_until = models.DateField("seen until", null=True, blank=True)
    seen_last = models.CharField("last value seen", max_length=60, blank=True)
    seen_after = models.PositiveIntegerField(
        "points after it was in force that could be seen then", default=0
    )
    opened_late = models.BooleanField(
        "registered after its data were opened", default=False
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(opened_late=False) & Q(seen_after=0)
                | Q(opened_late=True) & Q(seen_after__gt=0),
                name="thread_test_opened_late_if_seen_after",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False),
                name="thread_test_corrected_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_direction_display().lower()}"


class Verdict(Record):
    """What a test said on a day, worked out from the points it names and never typed.

    Rows are only added: when points come or change, a further row says what they say.
    `points` are those it was worked out from, as they then stood, and `digest` seals
    them together with the test and the edition of the rules, so that anybody can do the
    sum again.
    """

    impact_test = models.ForeignKey(ImpactTest, models.PROTECT, related_name="verdicts")
    word = models.CharField("verdict", max_length=12, choices=VerdictWord)
    rule = models.CharField("by which rule", max_length=14, choices=VerdictRule)
    because = models.TextField("why")
    before = models.PositiveIntegerField("points before")
    after = models.PositiveIntegerField("points after")
    needed = models.PositiveIntegerField("points still needed", null=True, blank=True)
    on_trial = models.BooleanField("limits on trial", default=False)
    centre = models.DecimalField(
        "mean before", max_digits=18, decimal_places=4, null=True, blank=True
    )
    lower = models.DecimalField(
        "lower limit", max_digits=18, decimal_places=4, null=True, blank=True
    )
    upper = models.DecimalField(
        "upper limit", max_digits=18, decimal_places=4, null=True, blank=True
    )
    points = models.JSONField("points it was worked out from", default=list)
    last_on = models.DateField("last point", null=True, blank=True)
    rules_from = models.DateField("rules of")
    digest = models.CharField(max_length=64)
    reached_at = models.DateTimeField("worked out")
    reached_by = models.CharField("worked out by", max_length=300)

    class Meta:
        indexes = (models.Index(fields=["impact_test", "-id"]),)

    def __str__(self) -> str:
        return f"{self.get_word_display()}: {self.impact_test.measure}"
