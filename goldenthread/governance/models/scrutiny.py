"""Independent scrutiny: the role, the assurance framework, and each piece of work."""

from django.db import models
from django.db.models import F, Q

from goldenthread.governance.models.kept import Kept, Positioned
from goldenthread.governance.states import AssuranceKind, Progress, ScrutinyKind
from goldenthread.partnership.models import Group


class ScrutinyActivity(Kept):
    """What the scrutineer looked at, what was found, what was recommended."""

    kind = models.CharField(max_length=14, choices=ScrutinyKind)
    title = models.CharField(max_length=200)
    done_on = models.DateField("date")
    month_only = models.BooleanField("only the month is known", default=False)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_area = models.CharField(max_length=200, blank=True)
    finding = models.TextField("what was found", blank=True)
    recommendation = models.TextField(blank=True)
    answer = models.TextField("the partnership’s answer", blank=True)

    class Meta:
        verbose_name_plural = "scrutiny activities"

    def __str__(self) -> str:
        return self.title


class AssuranceItem(Kept, Positioned):
    """A part of the scrutineer's role, or a strand of the assurance framework."""

    kind = models.CharField(max_length=6, choices=AssuranceKind)
    title = models.CharField(max_length=300)
    text = models.TextField("in full", blank=True)
    progress = models.CharField(
        max_length=11, choices=Progress, default=Progress.NOT_STARTED
    )
    stated_on = models.DateField("as at")
    ended_on = models.DateField("no longer holds from", null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class CommissionedReview(Kept):
    """A diagnostic or review the partnership asked somebody independent to do.

    The questions it was asked, and what it found, stand under its origin on the thread.
    """

    title = models.CharField(max_length=200)
    reviewer = models.CharField(
        max_length=200, blank=True, help_text="The kind of reviewer, not a name"
    )
    commissioned_on = models.DateField("date commissioned")
    reported_on = models.DateField("date reported", null=True, blank=True)
    month_only = models.BooleanField("only the months are known", default=False)
    method = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True)
                | Q(reported_on__gte=F("commissioned_on")),
                name="governance_commissioned_review_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title
