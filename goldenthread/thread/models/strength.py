"""How strong an action is: what its words suggested, and what a person said."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.thread.models.actions import Action
from goldenthread.thread.states import Strength


class Grading(Record):
    """One person's word on an action's strength, beside what the rules suggested then.

    Both are kept: a later grading is a further row, and the newest one holds.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="gradings")
    suggested = models.CharField(max_length=12, choices=Strength, blank=True)
    suggested_kind = models.CharField("kind suggested", max_length=40, blank=True)
    suggested_words = models.TextField("words that suggested it", blank=True)
    rules_from = models.DateField("rules of")
    strength = models.CharField(max_length=12, choices=Strength)
    reason = models.TextField(blank=True)
    said_on = models.DateField("date")
    said_by = models.CharField("who said so", max_length=300)
    account_key = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField("recorded")

    def __str__(self) -> str:
        return f"{self.get_strength_display()}, {self.said_on}"
