"""What takes two people: a rename, lifting a bar, lifting a restriction (rule A10)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.subjects.models.circles import Bar, Circle
from goldenthread.subjects.models.names import Alias, Subject
from goldenthread.subjects.states import Outcome, ProposalKind


class Proposal(Record):
    """One person asks, another decides.

    `new_name` stands here only while a rename waits: once confirmed it is the alias,
    and once that alias retires no row but the alias holds it.
    """

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ProposalKind)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bar = models.ForeignKey(
        Bar, models.PROTECT, null=True, blank=True, related_name="+"
    )
    alias = models.ForeignKey(
        Alias, models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)
    proposed_by_post = models.CharField("proposed by", max_length=300)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_by_post = models.CharField("decided by", max_length=300, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.WAITING, decided_at=None, decided_by="")
                | (~Q(outcome=Outcome.WAITING) & Q(decided_at__isnull=False)),
                name="subjects_proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")),
                name="subjects_proposal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProposalKind.RENAME, subject__isnull=False, bar=None)
                | Q(kind=ProposalKind.LIFT_BAR, subject=None, bar__isnull=False)
                | Q(kind=ProposalKind.LIFT_RESTRICTION, subject=None, bar=None),
                name="subjects_proposal_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.key}"
