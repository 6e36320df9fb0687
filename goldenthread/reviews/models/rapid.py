"""The rapid review at work: themes agreed, the meeting, considerations, approvals."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Post
from goldenthread.reviews.models.incidents import Decision, RapidReview
from goldenthread.reviews.states import Decider
from goldenthread.reviews.states.cases import Agreed


class DiscussionTheme(Record):
    """Something the partners want to talk about at the meeting."""

    rapid = models.ForeignKey(RapidReview, models.PROTECT, related_name="themes")
    position = models.PositiveSmallIntegerField("order")
    title = models.CharField("theme", max_length=200)
    why = models.TextField("why it is discussed")
    proposed_on = models.DateField("proposed")
    proposed_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rapid", "position"], name="reviews_themes_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"theme {self.key}"


class PartnerWord(Record):
    """One partner agrees to something, by a post; `seal` is what it was agreed to.

    Once what was agreed to changes, the word no longer counts and a new one is needed.
    """

    rapid = models.ForeignKey(RapidReview, models.PROTECT, related_name="words")
    what = models.CharField(max_length=10, choices=Agreed)
    decider = models.CharField("partner", max_length=16, choices=Decider)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    given_on = models.DateField("day")
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"word {self.key}"


class Meeting(Record):
    """A meeting of a rapid review; one without a quorum moves nothing on."""

    rapid = models.ForeignKey(RapidReview, models.PROTECT, related_name="meetings")
    position = models.PositiveSmallIntegerField("order")
    held_on = models.DateField("held")
    notes = models.TextField("what was discussed", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rapid", "position"], name="reviews_meetings_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"meeting {self.key}"


class Attendance(Record):
    """A post that was at the meeting, or sent apologies."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    present = models.BooleanField("was there")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "post"], name="reviews_a_post_attends_once"
            )
        ]

    def __str__(self) -> str:
        return f"attendance {self.key}"


class ConsiderationAnswer(Record):
    """What the partners say to one consideration of the regulations; no score."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="considerations"
    )
    edition = models.CharField("edition of the list", max_length=12)
    consideration = models.CharField(max_length=10)
    text = models.TextField("answer")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "consideration"],
                name="reviews_one_answer_a_consideration",
            )
        ]

    def __str__(self) -> str:
        return f"consideration {self.key}"
