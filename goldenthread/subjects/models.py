"""Who a record is about, under a name of today; who may see it; who may not.

Live text points at the subject; the identity behind it stands in the vault, encrypted
with a key of its own (rule N2). A circle is the named people who may see a case; a bar
holds one person out whatever else they may (rule A3).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Dated, Partnership, Person
from goldenthread.subjects.states import CircleRole, SubjectKind


class Circle(Record):
    """The named people round one case. Everything about the case carries its key."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    restricted = models.BooleanField(
        default=False, help_text="Shows to named people only, not to a whole role"
    )

    def __str__(self) -> str:
        return f"circle {self.key}"


class CircleMember(Dated):
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=CircleRole)
    no_conflict_declared_on = models.DateField(null=True, blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.person} in {self.circle}"


class Bar(Dated):
    """A conflict of interest: beats role, circle, administrator and break-glass."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="bars")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.person} barred from {self.circle}"


class Subject(Record):
    """A child, adult, family, setting or place that a record is about.

    `family` groups children of one family so that a family is counted once wherever
    it stands.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SubjectKind)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    family = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"subject {self.key}"


class Alias(Record):
    """What a subject is called, from when until when, and why it changed (rule N3)."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="aliases")
    value = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, unique=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(ends_on__isnull=True),
                name="subjects_alias_one_of_today",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="subjects_alias_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"alias {self.key}"
