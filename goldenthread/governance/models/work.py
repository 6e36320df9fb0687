"""A group's own account of its year: what it did, and what impact it reports."""

from django.db import models

from goldenthread.governance.models.kept import Kept, Positioned
from goldenthread.governance.states import WorkKind
from goldenthread.partnership.models import Group


class GroupWork(Kept, Positioned):
    """One thing a group did, plans, or says has changed because of it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=WorkKind, default=WorkKind.DONE)
    title = models.CharField("in one line", max_length=300)
    text = models.TextField("in full", blank=True)
    financial_year = models.CharField(
        max_length=7, help_text="The year it is reported for, written like 2024-25"
    )
    reported_by = models.CharField(
        "who reports it", max_length=200, blank=True, help_text="A team or a group"
    )

    class Meta:
        verbose_name_plural = "group work"

    def __str__(self) -> str:
        return self.title
