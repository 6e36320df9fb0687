"""Audits: what was looked at and why, whose files, which agencies, which grades.

What an audit found stands on the thread, as findings of the audit's origin. Cases are
numbered and hold no identity: which child stands behind a number is known to the
agencies that opened the file, not to this record.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.audits.states import (
    HELD,
    AuditKind,
    AuditState,
    CaseKind,
    CriterionKind,
    Precision,
    RequestState,
)
from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Dated, Group, Partnership


class Grade(Dated):
    """One word of the grading scale, as a dated row: scales change."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField("order, best first", default=1)

    class Meta(Dated.Meta):
        abstract = False
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "code"],
                condition=Q(ends_on__isnull=True),
                name="audits_grade_code_once_today",
            ),
        )

    def __str__(self) -> str:
        return self.label


class AuditTool(Dated):
    """A version of the form auditors fill in; its lines are what is graded."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    edition = models.CharField("version", max_length=40)
    lines = models.TextField(
        "lines that are graded", blank=True, help_text="One on each line"
    )
    note = models.TextField("note on this record", blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.name}, version {self.edition}"


class AuditCycle(Record):
    """An audit that comes round again: its rounds are audits, dated one by one.

    `rhythm` is what is intended; how often it really takes place is worked out from
    the rounds.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=AuditKind)
    title = models.CharField(max_length=200)
    rhythm = models.CharField("how often", max_length=12, blank=True)
    note = models.TextField("note on this record", blank=True)

    def __str__(self) -> str:
        return self.title


class Audit(Record):
    """One audit: planned, held, reported. Days are as exact as their precision says."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=AuditKind)
    title = models.CharField(max_length=200)
    code = models.SlugField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="A short word that figures call it by, if one does",
    )
    reason = models.TextField("why it was chosen", blank=True)
    method = models.TextField("how it was done", blank=True)
    cycle = models.ForeignKey(
        AuditCycle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name="round of",
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="group that leads it",
    )
    tool = models.ForeignKey(
        AuditTool, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_on = models.DateField("planned for", null=True, blank=True)
    planned_precision = models.CharField(
        "how exactly the plan is known",
        max_length=14,
        choices=Precision,
        default=Precision.DAY,
    )
    held_on = models.DateField("held", null=True, blank=True)
    held_precision = models.CharField(
        "how exactly the day is known",
        max_length=14,
        choices=Precision,
        default=Precision.DAY,
    )
    reported_on = models.DateField("reported", null=True, blank=True)
    period_from = models.DateField("records looked at from", null=True, blank=True)
    period_to = models.DateField("records looked at to", null=True, blank=True)
    case_kind = models.CharField(
        "whose files", max_length=8, choices=CaseKind, default=CaseKind.CHILD
    )
    cohort_size = models.PositiveSmallIntegerField(
        "how many files", null=True, blank=True
    )
    how_drawn = models.TextField("how they were chosen", blank=True)
    parents_records = models.BooleanField(
        "parents’ and carers’ records asked for", null=True, blank=True
    )
    state = models.CharField(
        max_length=10, choices=AuditState, default=AuditState.PLANNED, editable=False
    )
    note = models.TextField("note on this record", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "code"],
                condition=~Q(code=""),
                name="audits_audit_code_once",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) & Q(state__in=HELD)
                | Q(held_on__isnull=True) & ~Q(state__in=HELD),
                name="audits_audit_held_with_a_date",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=False, state=AuditState.REPORTED)
                | Q(reported_on__isnull=True) & ~Q(state=AuditState.REPORTED),
                name="audits_audit_reported_with_a_date",
            ),
            models.CheckConstraint(
                condition=Q(period_to__isnull=True)
                | Q(period_from__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="audits_audit_period_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title


class AuditCriterion(Record):
    """What a file had to show to be in the sample."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="criteria")
    kind = models.CharField(max_length=6, choices=CriterionKind)
    text = models.CharField("criterion", max_length=200)
    position = models.PositiveSmallIntegerField("order", default=1)

    class Meta:
        verbose_name_plural = "audit criteria"

    def __str__(self) -> str:
        return self.text


class AuditCase(Record):
    """One person or family whose files were opened, by number only."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField("who", max_length=8, choices=CaseKind)
    # The random key it has in the sample it was drawn in; who it is is told there.
    drawn_as = models.CharField("pseudonym", max_length=12, blank=True, editable=False)
    replaced = models.CharField(
        "why another was looked at instead", max_length=300, blank=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["audit", "number"], name="audits_case_number_once"
            ),
            models.UniqueConstraint(
                fields=["audit", "drawn_as"],
                condition=~Q(drawn_as=""),
                name="audits_case_drawn_once",
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.number}"


class AuditRequest(Record):
    """An agency that was asked for its records, and what came back when."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="requests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    asked_on = models.DateField("asked", null=True, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    answered_on = models.DateField("answered", null=True, blank=True)
    state = models.CharField(
        max_length=12,
        choices=RequestState,
        default=RequestState.ASKED,
        editable=False,
    )
    note = models.TextField("note on this record", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["audit", "agency"], name="audits_request_agency_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency}: {self.audit}"


class AuditGrade(Record):
    """A grade that was given: of a case or the whole audit, overall or of one line.

    Nothing is averaged: a case may be good overall with lines that require
    improvement. Grades are never edited; a moderated one is a further row.
    """

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="grades")
    case = models.ForeignKey(
        AuditCase, models.PROTECT, null=True, blank=True, related_name="grades"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    line = models.CharField(
        max_length=200, blank=True, help_text="Empty for the overall grade"
    )
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+")
    graded_on = models.DateField("date")
    moderated = models.BooleanField("agreed in moderation", default=False)
    note = models.TextField("note on this record", blank=True)

    def __str__(self) -> str:
        return f"{self.line or 'Overall'}: {self.grade}"
