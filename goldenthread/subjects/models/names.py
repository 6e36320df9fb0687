"""A subject and what it is called, from when until when (rule N3)."""

from __future__ import annotations

import re
import unicodedata

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from goldenthread.core.models import Record
from goldenthread.partnership.models import Partnership
from goldenthread.subjects.models.circles import Circle
from goldenthread.subjects.states import SubjectKind


def fold(name: str) -> str:
    """A name as it is compared: no accents, capitals, spaces or signs.

    “Family 1” and “FAMILY-1” are one name; a folded name is used once, for ever.
    """
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[\W_]", "", plain, flags=re.UNICODE).casefold()


class SubjectQuerySet(models.QuerySet):
    def with_alias(self) -> SubjectQuerySet:
        """Each with `alias_today`, in the same query; retired names stay out of it."""
        today = Alias.objects.filter(subject=OuterRef("pk"), ends_on__isnull=True)
        return self.annotate(alias_today=Subquery(today.values("value")[:1]))


class Subject(Record):
    """A child, adult, family, setting or place that a record is about.

    `family` groups children of one family so that a family is counted once wherever
    it stands.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SubjectKind)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="subjects")
    family = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    invented = models.BooleanField(
        default=False, help_text="Made up for the example partnership"
    )
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    objects = SubjectQuerySet.as_manager()

    def __str__(self) -> str:
        return f"subject {self.key}"


class Alias(Record):
    """What a subject is called, from when until when, and why it changed.

    The link between two names of one subject is itself identity: nothing but the
    vault and the publication check reads a row that has ended.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    value = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, unique=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "aliases"
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
