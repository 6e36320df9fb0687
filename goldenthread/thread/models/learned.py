"""What lets earlier findings be found again by meaning, and what people say is a repeat."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Partnership
from goldenthread.thread.models.challenges import Challenge
from goldenthread.thread.models.learning import Finding, Origin


class Likeness(models.Model):
    """A finding's words as numbers (`core.likeness`); made with it, made again with it.

    `stamp` is the place in the history of the change that made the row: it only grows,
    in the order of commits, so a process reads what is new since it last looked.
    The row says as much as the finding does and is protected as it is: it stands in
    the encrypted database, and nowhere else is it written down.
    """

    finding = models.OneToOneField(
        Finding, models.PROTECT, primary_key=True, related_name="+"
    )
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Origin, models.PROTECT, related_name="+")
    day = models.DateField()
    numbers = models.BinaryField()
    edition = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=12)
    stamp = models.PositiveBigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["partnership", "stamp"]),)

    def __str__(self) -> str:
        return f"Likeness of {self.mark}"


class SameLearning(Record):
    """Somebody says that two findings are the same learning, or takes that back.

    The newest row of a pair holds; none is ever changed.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    earlier = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    holds = models.BooleanField("the same learning")
    reason = models.TextField("why")
    said_on = models.DateField("date")
    said_by = models.CharField("who said so", max_length=300)
    account_key = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField("recorded")

    class Meta:
        indexes = (models.Index(fields=["finding", "earlier"]),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(finding=F("earlier")), name="thread_same_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="thread_same_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}: {'the' if self.holds else 'not the'} same learning"


class Repeat(Record):
    """A finding came again after an agency's action on it was closed: it is challenged.

    One for each finding and agency, so that no repeat is challenged twice.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["finding", "agency"], name="thread_repeat_challenged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}, {self.agency}"
