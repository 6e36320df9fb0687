"""Marker assurance: lines to be looked at, what was said of them, what the data say."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.releases import Release
from goldenthread.dataset.states import Assured
from goldenthread.partnership.models import Agency, Partnership


class MarkerLine(Record):
    """One marker without its assessment, or the other way round, as a release told it.

    The agency's own number for the child lies sealed: it opens for the agency and the
    analyst alone. What later came of the line are rows of their own.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    indicator = models.CharField("what is missing", max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    token = models.CharField("the agency’s record", max_length=16, editable=False)
    on = models.DateField("day")
    sort = models.CharField(max_length=20, blank=True)
    team = models.CharField(max_length=120, blank=True)
    sealed_number = models.BinaryField(editable=False)
    first_release = models.ForeignKey(
        Release, models.PROTECT, related_name="+", verbose_name="first told by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "indicator", "agency", "token", "on", "sort"],
                name="dataset_marker_line_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["partnership", "agency", "on"], name="dataset_marker_line_of"
            )
        ]

    def __str__(self) -> str:
        return f"line {self.key}"


class MarkerSighting(models.Model):
    """A release in which a line still stood; where there is none, the data changed."""

    line = models.ForeignKey(MarkerLine, models.PROTECT, related_name="sightings")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "release"], name="dataset_marker_sighting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} in {self.release}"


class MarkerAnswer(Record):
    """What the agency says of a line on a day. The last one counts; none is changed."""

    line = models.ForeignKey(MarkerLine, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=10, choices=Assured)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField("answered")
    answered_by_post = models.CharField("answered by", max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=Assured.RIGHT) | ~Q(reason=""),
                name="dataset_right_as_it_is_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}, {self.answered_at:%d.%m.%Y}"
