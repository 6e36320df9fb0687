"""National reports, and what the partnership did with each of them."""

from django.db import models

from goldenthread.governance.models.kept import Kept, Sourced
from goldenthread.governance.states import ResponseState
from goldenthread.partnership.models import Group


class NationalReport(Kept):
    """A report of a national body that partnerships are expected to learn from."""

    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    published_on = models.DateField("date published")
    month_only = models.BooleanField("only the month is known", default=False)
    url = models.URLField("address", blank=True, max_length=500)
    about = models.TextField("what it is about", blank=True)

    def __str__(self) -> str:
        return self.title


class NationalResponse(Sourced):
    """What a group decided after considering a national report."""

    report = models.ForeignKey(NationalReport, models.PROTECT, related_name="responses")
    considered_on = models.DateField("date considered")
    month_only = models.BooleanField("only the month is known", default=False)
    considered_by = models.ForeignKey(
        Group, models.PROTECT, related_name="+", verbose_name="considered by"
    )
    text = models.TextField("what was decided")
    state = models.CharField(
        max_length=11, choices=ResponseState, default=ResponseState.CONSIDERED
    )
    owner_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="group that acts on it",
    )

    def __str__(self) -> str:
        return f"Response to {self.report}"
