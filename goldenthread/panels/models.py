"""Panels, their sittings and what each sitting asked for. No child stands here by name.

A sitting is counts and words about the sitting; who was spoken about is not kept in
this room.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from goldenthread.core.models import Record
from goldenthread.panels.states import PanelKind
from goldenthread.partnership.models import Agency, Dated, Group, Partnership
from goldenthread.thread.models import Action


class Sourced(models.Model):
    """A record that says when it was made up for the example partnership."""

    note = models.TextField(
        blank=True, help_text="Where this comes from, or what is not known"
    )
    invented = models.BooleanField(
        "made up for the example",
        default=False,
        help_text="Leave unticked for anything that really happened",
    )

    class Meta:
        abstract = True


class Panel(Dated, Sourced):
    """A multi-agency panel: what it is for, where, and how often it sits."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=23, choices=PanelKind)
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="group of the structure",
    )
    area = models.CharField("area it serves", max_length=120, blank=True)
    rhythm = models.CharField(
        "how often it sits", max_length=12, blank=True, help_text="As an interval"
    )
    purpose = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class Sitting(Record, Sourced):
    """One sitting of a panel: how much it considered, never whom."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="sittings")
    held_on = models.DateField("date")
    considered = models.PositiveIntegerField("cases considered", null=True, blank=True)
    new = models.PositiveIntegerField("of these, new", null=True, blank=True)
    decisions = models.PositiveIntegerField("decisions made", null=True, blank=True)
    notes = models.TextField(
        "notes of the sitting",
        blank=True,
        help_text="What holds beyond single cases; no names and no details of anybody",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "held_on"], name="panels_sitting_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(new__isnull=True)
                | Q(considered__isnull=False, new__lte=F("considered")),
                name="panels_sitting_new_among_considered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel}, {self.held_on.day} {self.held_on:%B %Y}"


class PanelAction(Record, Sourced):
    """Something a sitting asked an agency to do; it may stand on the thread as well."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="actions")
    text = models.CharField("what was asked for", max_length=300)
    owner = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agency it was asked of",
    )
    due_on = models.DateField("due", null=True, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="action on the thread",
    )

    def __str__(self) -> str:
        return Truncator(self.text).words(14, truncate="…")
