"""What happened to clocks and calendars: rows that are added and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models.record import Record
from goldenthread.core.models.reference import BankHoliday


class ChangeKind(models.TextChoices):
    ADDED = "ADDED", "Added"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class CalendarChange(Record):
    """A day that a calendar already known gained or lost, and when we recorded it.

    Deadlines are not stored, so which of them moved is worked out from these rows.
    """

    holiday = models.ForeignKey(BankHoliday, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=ChangeKind)
    recorded_on = models.DateField("recorded")
    recorded_by = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.holiday}: {self.get_kind_display().lower()}"


class ClockStop(Record):
    """A clock that stopped because a thing was done, and ran again because it was not.

    It runs from its first trigger again; this row is what keeps that from being a
    silent reset. `code` is the clock rule's, `record_key` the key of the record.
    """

    code = models.CharField(max_length=60)
    record_key = models.CharField(max_length=12, db_index=True)
    stopped_on = models.DateField("done on")
    ran_again_on = models.DateField("undone on")
    why = models.CharField(max_length=300)
    recorded_at = models.DateTimeField("recorded")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ran_again_on__gte=F("stopped_on")),
                name="clock_runs_again_after_it_stopped",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.record_key}"
