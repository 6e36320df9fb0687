"""The named people round a case, and those who are held out of it (rule A3)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Dated, Partnership, Person
from goldenthread.subjects.states import CircleRole


class Circle(Record):
    """The named people round one case. Everything about the case carries its key.

    A circle that takes in others stands round several cases, as that of a thematic
    review does: a person barred from one of those is barred from it too.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    restricted = models.BooleanField(
        default=False, help_text="Only the case chair lets others in"
    )
    takes_in = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"circle {self.key}"


def ends_no_earlier(name: str) -> models.CheckConstraint:
    """A place may end on the day it began: then it never held."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name
    )


class CircleMember(Dated):
    """A person's place in a circle; it opens nothing until they declared (rule A4)."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=CircleRole)
    no_conflict_declared_on = models.DateField(
        "declared no conflict of interest on", null=True, blank=True
    )
    end_reason = models.CharField("why it ended", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            ends_no_earlier("subjects_place_ends_no_earlier"),
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=Q(ends_on__isnull=True),
                name="subjects_one_place_in_a_circle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.circle}"


class Bar(Dated):
    """A conflict of interest: beats role, circle, administrator and break-glass."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="bars")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    end_reason = models.CharField("why it was lifted", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            ends_no_earlier("subjects_bar_ends_no_earlier"),
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=Q(ends_on__isnull=True),
                name="subjects_one_bar_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | ~Q(end_reason=""),
                name="subjects_bar_is_lifted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} barred from {self.circle}"
