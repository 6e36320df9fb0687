"""Releases of the linked data: what went in, what came of it, which one is in force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.submissions import Submission
from goldenthread.dataset.states import ReleaseState
from goldenthread.partnership.models import Partnership


class Release(Record):
    """One release. Its rows are files of the engine, found by `name`; never here."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(
        max_length=40, blank=True, help_text="As the store names it"
    )
    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=ReleaseState, default=ReleaseState.ASKED
    )
    submissions = models.ManyToManyField(
        Submission, related_name="releases", blank=True
    )
    asked_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    events = models.PositiveBigIntegerField(default=0)
    children = models.PositiveBigIntegerField(default=0)
    records = models.PositiveBigIntegerField("records linked", default=0)
    doubts = models.PositiveIntegerField("pairs of records in doubt", default=0)
    faults = models.JSONField("what was noticed", default=dict, blank=True)
    invented = models.BooleanField(default=False)
    reason = models.TextField("why it is so", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(state=ReleaseState.PUBLISHED),
                name="dataset_release_one_published",
            ),
            models.UniqueConstraint(
                fields=["partnership", "name"],
                condition=~Q(name=""),
                name="dataset_release_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
