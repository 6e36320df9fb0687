"""Reference rows: dated facts that calendars and clocks are worked out from.

They are replaced, not rewritten: a row that no longer holds is closed or withdrawn and
a new one stands beside it, so that an old deadline can be explained as it was.
`loaded_as` is the digest of the file row it came from, empty when a person wrote it.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from goldenthread.core import clocks
from goldenthread.core.models.record import Record


UNITS = {
    clocks.Unit.WORKING_DAYS.value: "Working days",
    clocks.Unit.CALENDAR_DAYS.value: "Days of the calendar",
    clocks.Unit.HOURS.value: "Hours",
    clocks.Unit.MONTHS.value: "Months",
    clocks.Unit.YEARS.value: "Years",
}
DIRECTIONS = {
    clocks.Direction.AFTER.value: "After the trigger",
    clocks.Direction.BEFORE.value: "Before the trigger",
}
SENSES = {
    clocks.Sense.LATEST.value: "No later than",
    clocks.Sense.EARLIEST.value: "No earlier than",
}
CONFIDENCES = {
    clocks.Confidence.READ.value: "Read in the source",
    clocks.Confidence.SECONDARY.value: "Secondary or local source",
    clocks.Confidence.KNOWLEDGE.value: "General knowledge, to be confirmed",
    clocks.Confidence.OPEN.value: "Open: sources disagree",
}


class Division(models.TextChoices):
    """Where a bank holiday is kept; England and Wales share theirs."""

    ENGLAND_AND_WALES = "ENGLAND_AND_WALES", "England and Wales"


class TermKind(models.TextChoices):
    TERM = "TERM", "Term"
    HOLIDAY = "HOLIDAY", "Holiday"
    PD_DAY = "PD_DAY", "Professional development day"


class RowStatus(models.TextChoices):
    REPORTED = "REPORTED", "Reported by a source"
    ESTIMATED = "ESTIMATED", "Estimated by us"


class BankHolidaysSet(models.QuerySet["BankHoliday"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_on=None)

    def as_known_on(self, day: date) -> Self:
        """What was known on a day; a row without an announcement was always known."""
        known = Q(announced_on=None) | Q(announced_on__lte=day)
        standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
        return self.filter(known & standing)


class BankHoliday(Record):
    """One day that is a bank holiday, with who says so."""

    date = models.DateField("day")
    title = models.CharField(max_length=120)
    division = models.CharField(
        max_length=20, choices=Division, default=Division.ENGLAND_AND_WALES
    )
    source = models.CharField(max_length=300)
    announced_on = models.DateField(
        null=True,
        blank=True,
        help_text="Only for a day announced after its year’s calendar was known.",
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    loaded_as = models.CharField(max_length=64, blank=True, editable=False)

    objects = BankHolidaysSet.as_manager()

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "date"],
                condition=Q(withdrawn_on=None),
                name="one_holiday_a_day",
                violation_error_message="That day is a bank holiday already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.date.day} {self.date:%B %Y}"


class SchoolTermSet(models.QuerySet["SchoolTerm"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_on=None)

    def touching(self, start: date, end: date) -> Self:
        return self.filter(start__lte=end, end__gte=start)


class SchoolTerm(Record):
    """A term, a holiday or a day without pupils in an area's schools."""

    area_code = models.CharField(max_length=9)
    area_name = models.CharField(max_length=80)
    academic_year = models.CharField(max_length=7)
    kind = models.CharField(max_length=8, choices=TermKind)
    name = models.CharField(max_length=80)
    start = models.DateField("first day")
    end = models.DateField("last day")
    status = models.CharField(max_length=9, choices=RowStatus)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    loaded_as = models.CharField(max_length=64, blank=True, editable=False)

    objects = SchoolTermSet.as_manager()

    class Meta:
        ordering = ["-start", "area_name", "kind"]
        indexes = [models.Index(fields=["area_code", "start"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="term_ends_after_it_starts",
                violation_error_message="The last day is before the first day.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_name}, {self.academic_year}: {self.name}"


class ClockRule(Record):
    """How long there is for something, from when to when, and who says so.

    `valid_to` is the first day the row no longer holds. `value` is empty where the
    source sets no time.
    """

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=13, choices=UNITS)
    direction = models.CharField(
        max_length=6, choices=DIRECTIONS, default=clocks.Direction.AFTER.value
    )
    sense = models.CharField(
        max_length=8, choices=SENSES, default=clocks.Sense.LATEST.value
    )
    trigger = models.CharField(max_length=300)
    end = models.CharField(max_length=300)
    soon = models.PositiveSmallIntegerField("due soon", default=3)
    pause_allowed = models.BooleanField(default=False)
    source = models.CharField(max_length=400)
    edition = models.CharField(max_length=200)
    confidence = models.CharField(max_length=1, choices=CONFIDENCES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    loaded_as = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="one_clock_rule_a_start"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to=None),
                name="one_open_clock_rule_a_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="clock_rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
