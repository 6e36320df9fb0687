"""Actions that say the same: which goes on in which, since when and why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.thread.models.actions import Action


class Merge(Record):
    """An action goes on in another one, or (with `undoes`) is by itself again.

    Neither action is changed: both keep their origin, finding and updates. Rows are
    only added; parting them again is a further row that names the one it undoes.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="merges")
    into = models.ForeignKey(
        Action, models.PROTECT, related_name="taken_in", verbose_name="goes on in"
    )
    said_on = models.DateField("date")
    reason = models.TextField()
    said_by = models.CharField("who said so", max_length=300)
    account_key = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField("recorded")
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(action=F("into")), name="thread_merge_of_two"
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                condition=Q(undoes__isnull=False),
                name="thread_merge_undone_once",
            ),
        )

    def __str__(self) -> str:
        verb = "parted from" if self.undoes_id else "goes on in"
        return f"{self.action} {verb} {self.into}"
