"""A challenge to an agency, the stages it goes up, and its steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.core.models.reference import CONFIDENCES
from goldenthread.partnership.models import Agency, Dated, Partnership, Post
from goldenthread.thread.models.actions import Action
from goldenthread.thread.models.learning import Origin
from goldenthread.thread.states import ChallengeOutcome, ChallengeStage


class EscalationStage(Dated):
    """One stage a challenge is answered at: by whom, and in how many working days.

    Dated rows of the partnership: a challenge keeps the row it was raised or taken
    to. The row in force with the highest number is the last stage.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField("number")
    name = models.CharField(max_length=120)
    answered_by = models.CharField("who answers", max_length=200)
    days = models.PositiveSmallIntegerField("working days for the answer")
    confidence = models.CharField("how sure", max_length=1, choices=CONFIDENCES)
    source = models.CharField(max_length=300)

    class Meta(Dated.Meta):
        abstract = False
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "position"],
                condition=Q(ends_on__isnull=True),
                name="thread_escalation_stage_once_today",
            ),
        )

    def __str__(self) -> str:
        return f"Stage {self.position}: {self.name}"


class Challenge(Record):
    """A challenge to an agency, answered by a named post; its steps are dated rows.

    Its clock runs for the stage it stands at (`level`), from the day it came there.
    `answer_due_on` is a day set by hand, which then holds instead.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    origin = models.ForeignKey(
        Origin, models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField("what is challenged")
    raised_on = models.DateField("raised")
    raised_by = models.CharField(max_length=300, editable=False)
    raised_by_key = models.CharField(max_length=64, blank=True, editable=False)
    to_agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="to"
    )
    stage = models.CharField(
        "standing",
        max_length=12,
        choices=ChallengeStage,
        default=ChallengeStage.RAISED,
        editable=False,
    )
    level = models.ForeignKey(
        EscalationStage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="stage",
    )
    level_since = models.DateField("at this stage since", null=True, blank=True)
    answer_due_on = models.DateField("answer due", null=True, blank=True)
    outcome = models.CharField(
        max_length=20, choices=ChallengeOutcome, blank=True, editable=False
    )

    def __str__(self) -> str:
        return self.title


class ChallengeStep(Record):
    """One step of a challenge: who said what, when, and by when the next is due."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=40)
    stage = models.CharField("standing after", max_length=12, choices=ChallengeStage)
    level = models.ForeignKey(
        EscalationStage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="stage",
    )
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
    outcome = models.CharField(max_length=20, choices=ChallengeOutcome, blank=True)
    recorded_at = models.DateTimeField("recorded")

    def __str__(self) -> str:
        return f"{self.move} on {self.said_on}"
