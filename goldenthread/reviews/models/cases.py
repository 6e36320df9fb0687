"""A case on its way: the steps it took, the criteria answered, what the scrutineer said.

Rows are added and none is replaced: an answer given later stands beside the earlier one.
"""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.reviews.models.incidents import Incident
from goldenthread.reviews.states import Stage
from goldenthread.reviews.states.cases import Answer, CaseState


class CaseStep(Record):
    """One move of a case, signed by a post."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField("order")
    move = models.CharField("step", max_length=30)
    source = models.CharField("from", max_length=20, choices=CaseState)
    target = models.CharField("to", max_length=20, choices=CaseState)
    happened_on = models.DateField("day")
    signed_by = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=64)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "position"], name="reviews_case_steps_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"case step {self.key}"


class TriageAnswer(Record):
    """The answer to one criterion of one edition of the list, with its reasons."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField("order")
    edition = models.CharField("edition of the list", max_length=12)
    criterion = models.CharField(max_length=30)
    answer = models.CharField(max_length=10, choices=Answer)
    reasons = models.TextField()
    answered_on = models.DateField("answered")
    signed_by = models.CharField("answered by", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "position"], name="reviews_answers_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(reasons=""), name="reviews_answer_has_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.key}"


class ScrutineerComment(Record):
    """What the independent scrutineer says about a decision; it decides nothing."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="comments")
    stage = models.CharField(max_length=14, choices=Stage)
    text = models.TextField("comment")
    commented_on = models.DateField("day")
    signed_by = models.CharField("said by", max_length=300)

    def __str__(self) -> str:
        return f"comment {self.key}"
