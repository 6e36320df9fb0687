"""The register of policies, procedures, protocols, guidance and strategies."""

from django.db import models
from django.db.models import F, Q

from goldenthread.governance.models.kept import Kept
from goldenthread.governance.states import PolicyKind, PolicyState
from goldenthread.partnership.models import Agency, Group


class Policy(Kept):
    """A document people work by: who owns it, since when, and when it is looked at."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=PolicyKind)
    version_name = models.CharField("edition", max_length=60, blank=True)
    state = models.CharField(
        max_length=12, choices=PolicyState, default=PolicyState.IN_WRITING
    )
    owner_group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force_from = models.DateField(null=True, blank=True)
    month_only = models.BooleanField("only the month is known", default=False)
    review_due_on = models.DateField("review due", null=True, blank=True)
    url = models.URLField("address where it is published", blank=True, max_length=500)
    why_review = models.TextField("why it is under review", blank=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(review_due_on__isnull=True)
                | Q(in_force_from__isnull=True)
                | Q(review_due_on__gt=F("in_force_from")),
                name="governance_policy_review_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title
