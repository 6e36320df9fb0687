"""Strategic plans, their priorities, and what is done to bring in national reform."""

from django.db import models

from goldenthread.governance.models.kept import Kept, Positioned
from goldenthread.governance.states import PriorityKind, Progress, ReformStrand
from goldenthread.partnership.models import Dated, Group


class StrategicPlan(Kept, Dated):
    """What the partnership means to do over some years."""

    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    agreed_on = models.DateField("date agreed", null=True, blank=True)
    month_only = models.BooleanField(
        "only the month of agreement is known", default=False
    )

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.title


class Priority(Kept, Dated, Positioned):
    """A priority, or an area of work that goes on beside the priorities."""

    title = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10, choices=PriorityKind, default=PriorityKind.PRIORITY
    )
    plan = models.ForeignKey(
        StrategicPlan, models.PROTECT, null=True, blank=True, related_name="priorities"
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="group that leads it",
    )
    joint_with = models.CharField(
        max_length=200,
        blank=True,
        help_text="Other boards that share it; empty if none",
    )
    story = models.TextField(
        "the story behind it",
        blank=True,
        help_text="Why this, why now, and what would be different",
    )
    measure = models.TextField(
        "how we will know",
        blank=True,
        help_text="The indicator whose curve should turn",
    )
    reported_in = models.CharField(
        max_length=200, blank=True, help_text="Where its results are reported"
    )

    class Meta(Dated.Meta):
        abstract = False
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.title


class ReformTask(Kept, Positioned):
    """A step towards national reform, under the heading it is reported by."""

    strand = models.CharField("heading", max_length=10, choices=ReformStrand)
    title = models.CharField("step", max_length=200)
    text = models.TextField("what was done, or will be", blank=True)
    progress = models.CharField(
        max_length=11, choices=Progress, default=Progress.NOT_STARTED
    )
    reported_on = models.DateField(
        "as at", help_text="The day for which this progress is stated"
    )
    happened_on = models.DateField("date done", null=True, blank=True)
    month_only = models.BooleanField("only the month is known", default=False)

    def __str__(self) -> str:
        return self.title
