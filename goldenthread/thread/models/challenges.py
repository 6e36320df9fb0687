"""A challenge to an agency and its steps."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Partnership, Post
from goldenthread.thread.models.learning import Origin
from goldenthread.thread.states import (
    ChallengeStage,
)


class Challenge(Record):
    """A challenge to an agency, answered by a named post; its steps are dated rows.

    `answer_due_on` is the clock of the present stage: a raised or escalated challenge
    waits for an answer until then.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    origin = models.ForeignKey(
        Origin, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField("what is challenged")
    raised_on = models.DateField("raised")
    raised_by = models.CharField(max_length=300, editable=False)
    to_agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="to"
    )
    stage = models.CharField(
        max_length=12,
        choices=ChallengeStage,
        default=ChallengeStage.RAISED,
        editable=False,
    )
    answer_due_on = models.DateField("answer due", null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class ChallengeStep(Record):
    """One step of a challenge: who said what, when, and by when the next is due."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    stage = models.CharField("stage after", max_length=12, choices=ChallengeStage)
    said_on = models.DateField("date")
    text = models.TextField("what was said")
    said_by = models.CharField("who said so", max_length=300)
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="post that answers",
    )
    due_on = models.DateField("answer due", null=True, blank=True)
    recorded_at = models.DateTimeField("recorded")

    def __str__(self) -> str:
        return f"{self.move} on {self.said_on}"
