"""An agency's return: its parts, key episodes, files, addenda, and who works on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record, StoredFile
from goldenthread.partnership.models import Person
from goldenthread.reviews.models.incidents import AgencyReturn
from goldenthread.reviews.states import Precision
from goldenthread.subjects.models import Subject


class ReturnAnswer(Record):
    """The answer to one question of the form; each part is saved by itself."""

    agency_return = models.ForeignKey(
        AgencyReturn, models.PROTECT, related_name="answers"
    )
    question = models.CharField(max_length=30)
    text = models.TextField("answer", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_return", "question"],
                name="reviews_one_answer_a_question",
            )
        ]

    def __str__(self) -> str:
        return f"part {self.key}"


class KeyEpisode(Record):
    """One thing that happened, in one agency's record, to somebody of the case."""

    agency_return = models.ForeignKey(
        AgencyReturn, models.PROTECT, related_name="episodes"
    )
    starts_on = models.DateField("day it began")
    ends_on = models.DateField("last day", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    subjects = models.ManyToManyField(Subject, related_name="+")
    text = models.TextField("what happened")
    source_record = models.CharField("record it stands in", max_length=200)
    added_on = models.DateField("added")
    afterwards = models.BooleanField("added after the return was sent", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="reviews_episode_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"episode {self.key}"


class ReturnAddendum(Record):
    """What an agency adds once its return was sent; the return itself stands."""

    agency_return = models.ForeignKey(
        AgencyReturn, models.PROTECT, related_name="addenda"
    )
    position = models.PositiveSmallIntegerField("order")
    text = models.TextField("what is added or corrected")
    added_on = models.DateField("added")
    signed_by = models.CharField("added by", max_length=300)

    class Meta:
        verbose_name_plural = "return addenda"
        constraints = [
            models.UniqueConstraint(
                fields=["agency_return", "position"], name="reviews_addenda_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"addendum {self.key}"


class ReturnFile(Record):
    """A file an agency puts to its return."""

    agency_return = models.ForeignKey(
        AgencyReturn, models.PROTECT, related_name="files"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField("what it is", max_length=200)
    added_on = models.DateField("added")

    def __str__(self) -> str:
        return f"file {self.key}"


class ReturnPlace(Record):
    """Who is let into exactly this return; it opens once they have declared."""

    agency_return = models.ForeignKey(
        AgencyReturn, models.PROTECT, related_name="places"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    leads = models.BooleanField("answers for the agency", default=False)
    asked_on = models.DateField("asked")
    asked_by = models.CharField(max_length=300)
    declared_on = models.DateField(
        "declared no conflict of interest", null=True, blank=True
    )
    ended_on = models.DateField("ended", null=True, blank=True)
    end_reason = models.CharField("why it ended", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_return", "person"],
                condition=Q(ended_on=None),
                name="reviews_one_place_on_a_return",
            )
        ]

    def __str__(self) -> str:
        return f"place {self.key}"


class HeldDraft(Record):
    """What somebody sent after the session had ended, until they sign in again.

    It is theirs alone: nobody else is shown it, and saving the part uses it up.
    """

    agency_return = models.ForeignKey(AgencyReturn, models.PROTECT, related_name="+")
    account_key = models.CharField(max_length=64)
    question = models.CharField(max_length=30)
    text = models.TextField()
    read_version = models.PositiveIntegerField()
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_return", "account_key", "question"],
                name="reviews_one_held_draft_a_part",
            )
        ]

    def __str__(self) -> str:
        return f"held draft {self.key}"
