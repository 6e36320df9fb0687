"""What a person said about two key episodes that look alike; neither is ever lost."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.reviews.models.incidents import Incident
from goldenthread.reviews.models.scoping import KeyEpisode


class EpisodePair(Record):
    """Two episodes are one thing, or are not; a later word stands beside the earlier."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="pairs")
    first = models.ForeignKey(KeyEpisode, models.PROTECT, related_name="+")
    second = models.ForeignKey(KeyEpisode, models.PROTECT, related_name="+")
    same = models.BooleanField("they tell of one thing")
    reasons = models.TextField(blank=True)
    judged_on = models.DateField("day")
    signed_by = models.CharField("said by", max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="reviews_pair_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"pair {self.key}"
