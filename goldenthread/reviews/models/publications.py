"""What was published of a review, point by point."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.reviews.models.reviews import Review
from goldenthread.reviews.states import (
    Basis,
    PointKind,
    Precision,
    PublicationKind,
)


class Publication(Record):
    """A report, a learning briefing, or the improvements where no report can appear."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=14, choices=PublicationKind)
    title = models.CharField(max_length=200)
    published_on = models.DateField("published", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    basis = models.CharField(
        "what the day rests on", max_length=10, choices=Basis, default=Basis.RECORDED
    )
    sent_on = models.DateField("copy sent to the Panel", null=True, blank=True)
    address = models.URLField("where it can be read", blank=True)
    withheld_reason = models.TextField("why no report is published", blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.title


class LearningPoint(Record):
    """One numbered part of a published briefing, in the partnership's own words."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField("number")
    kind = models.CharField(max_length=14, choices=PointKind)
    title = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"], name="reviews_points_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title
