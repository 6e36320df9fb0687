"""What has to be settled before a review is published, each a dated row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.reviews.models.publications import Publication
from goldenthread.reviews.models.reviews import Review
from goldenthread.reviews.states.conduct import DetailKind, Partner


class PartnerApproval(Record):
    """A delegated partner agrees to the draft as it stands after so many steps.

    A draft that goes back afterwards needs new approvals; the old ones stay on record.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="approvals")
    partner = models.CharField(max_length=16, choices=Partner)
    post = models.CharField("post that agreed", max_length=200)
    approved_on = models.DateField("agreed")
    dissent = models.TextField("dissent or remarks", blank=True)
    after_step = models.PositiveSmallIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return f"approval {self.key}"


class FamilyNotice(Record):
    """When the family was told of the publication, or why they were not."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="family_notices")
    told_on = models.DateField("told", null=True, blank=True)
    how = models.CharField("who was told, by role, and how", max_length=300, blank=True)
    why_not = models.CharField("why they were not told", max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(told_on=None) & ~Q(why_not=""))
                | (Q(told_on__isnull=False) & Q(why_not="")),
                name="reviews_family_told_or_why_not",
            )
        ]

    def __str__(self) -> str:
        return f"family notice {self.key}"


class DetailDecision(Record):
    """Somebody decided that a detail in a text may stay: which, why, by which post.

    `code` is a seal of the detail with its line: changed words ask again.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="detail_decisions"
    )
    code = models.CharField(max_length=12)
    kind = models.CharField("what it is", max_length=8, choices=DetailKind)
    why = models.CharField("why it may stay", max_length=300)
    decided_on = models.DateField("decided")
    decided_by = models.CharField("decided by", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="reviews_detail_decided_once"
            )
        ]

    def __str__(self) -> str:
        return f"decision on a detail {self.key}"
