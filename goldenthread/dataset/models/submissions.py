"""Files that agencies sent, what the check of each said, and reminders to send."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.sharing import Supply
from goldenthread.dataset.states import SentBy, SubmissionState
from goldenthread.partnership.models import Account, Partnership


class Submission(Record):
    """A file sent under a supply. Its bytes lie sealed under its key, never here."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    supply = models.ForeignKey(Supply, models.PROTECT, related_name="+")
    starts_on = models.DateField("first day of the period")
    ends_on = models.DateField("last day of the period")
    name = models.CharField("name of the file", max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    sent_by = models.CharField("came by", max_length=10, choices=SentBy)
    # The same for all that came in one file, a sheet for each; empty where it came alone.
    together = models.CharField("came with", max_length=12, blank=True, db_index=True)
    state = models.CharField(
        max_length=12, choices=SubmissionState, default=SubmissionState.RECEIVING
    )
    received_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # What the check said. Columns are named; no value of a row is kept here.
    rows = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    # Rows that can be read and cannot be true: the file is taken without them.
    set_aside = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    absent = models.JSONField("columns that were not there", default=list, blank=True)
    empty_months = models.JSONField("months without a row", default=list, blank=True)
    days_late = models.PositiveIntegerField(default=0)
    reason = models.TextField("why it is so", blank=True)
    # When its bytes were removed: the record stays, the file is gone.
    removed_at = models.DateTimeField("file removed", null=True, blank=True)
    # The accepted submission of the same supply and period whose rows it replaces.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="dataset_submission_ends_after_start",
            ),
            # Two analysts accept at once: the second finds that it was done.
            models.UniqueConstraint(
                fields=["supply", "starts_on", "ends_on"],
                condition=Q(state=SubmissionState.ACCEPTED),
                name="dataset_submission_one_accepted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["partnership", "state"], name="dataset_submission_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.supply}, {self.starts_on:%d.%m.%Y} to {self.ends_on:%d.%m.%Y}"

    @property
    def is_partial(self) -> bool:
        return bool(self.absent or self.empty_months)


class Reminder(Record):
    """That one person was told, once, that a period is due soon or overdue."""

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    overdue = models.BooleanField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    # Empty where the mail was begun and nobody knows whether it went out.
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supply", "starts_on", "ends_on", "overdue", "account"],
                name="dataset_reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"reminder {self.key}"
