"""How a review is carried out: terms, reviewers, voices, checkpoints, guests."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Person
from goldenthread.reviews.models.reviews import Review
from goldenthread.reviews.states.conduct import (
    Asks,
    Course,
    LooksAt,
    Response,
    Side,
    Way,
)


class TermsOfReference(Record):
    """What a review looks at. A change is another version; the earlier ones stand."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="terms")
    position = models.PositiveSmallIntegerField("version", default=1)
    scope = models.TextField("what the review looks at")
    lines = models.TextField("key lines of enquiry", help_text="One on each line")
    period_from = models.DateField("from (month)", null=True, blank=True)
    period_to = models.DateField("until (month)", null=True, blank=True)
    left_out = models.TextField("what it leaves out, and why", blank=True)
    why = models.CharField("why this version", max_length=300, blank=True)
    agreed_by = models.CharField("agreed by", max_length=300, blank=True)
    agreed_on = models.DateField("agreed", null=True, blank=True)

    class Meta:
        verbose_name = "terms of reference"
        verbose_name_plural = "terms of reference"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "position"], name="reviews_terms_in_order"
            ),
            models.CheckConstraint(
                condition=(Q(agreed_on=None) & Q(agreed_by=""))
                | (Q(agreed_on__isnull=False) & ~Q(agreed_by="")),
                name="reviews_terms_agreed_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None)
                | Q(period_to=None)
                | Q(period_to__gte=F("period_from")),
                name="reviews_terms_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.key}"

    @property
    def enquiry(self) -> list[str]:
        """The key lines of enquiry, one by one."""
        return [line.strip() for line in self.lines.splitlines() if line.strip()]


class Reviewer(Record):
    """Who carries a review out, from when until when, and what they declared."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="reviewers")
    who = models.CharField("name or organisation", max_length=200)
    appointed_on = models.DateField("appointed")
    declared_on = models.DateField(
        "conflict of interest declared on", null=True, blank=True
    )
    interest = models.CharField(
        "what was declared, and what follows", max_length=300, blank=True
    )
    ended_on = models.DateField("until", null=True, blank=True)
    end_reason = models.CharField("why it ended", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None)
                | (Q(ended_on__gte=F("appointed_on")) & ~Q(end_reason="")),
                name="reviews_reviewer_ends_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"reviewer {self.key}"


class Contribution(Record):
    """Somebody invited to contribute, by their role only, and what came of it.

    It is never needed for closing a review: who declined, declined.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="contributions")
    side = models.CharField(max_length=12, choices=Side)
    who = models.CharField("who, by role only", max_length=120)
    way = models.CharField("how invited", max_length=10, choices=Way)
    invited_on = models.DateField("invited", null=True, blank=True)
    response = models.CharField(
        max_length=12, choices=Response, default=Response.WAITING
    )
    responded_on = models.DateField("answered", null=True, blank=True)
    why_not = models.CharField("why not invited", max_length=300, blank=True)
    said = models.TextField("what they told us", blank=True)
    draft_shown_on = models.DateField("draft shown on", null=True, blank=True)
    draft_feedback = models.TextField("what they said of the draft", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(response=Response.NOT_INVITED) | ~Q(why_not=""),
                name="reviews_not_invited_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"contribution {self.key}"


class Checkpoint(Record):
    """A look of the partners at the time and quality of a review (reg. 14)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="checkpoints")
    looks_at = models.CharField(max_length=8, choices=LooksAt, default=LooksAt.BOTH)
    due_on = models.DateField("planned for")
    held_on = models.DateField("held", null=True, blank=True)
    course = models.CharField(
        "how it stands", max_length=10, choices=Course, blank=True
    )
    found = models.TextField("what was found", blank=True)
    asks = models.CharField(
        "asked of the reviewer in writing",
        max_length=12,
        choices=Asks,
        default=Asks.NOTHING,
    )
    ask_text = models.TextField("what is asked for", blank=True)
    ask_sent_on = models.DateField("request sent", null=True, blank=True)
    answer_due_on = models.DateField("answer wanted by", null=True, blank=True)
    answered_on = models.DateField("answered", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(held_on=None) & Q(course=""))
                | (Q(held_on__isnull=False) & ~Q(course="")),
                name="reviews_checkpoint_held_says_how_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(asks=Asks.NOTHING) | ~Q(ask_text=""),
                name="reviews_checkpoint_request_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.key}"


class QualityCheck(Record):
    """A dated self-check of a review against the quality markers of an edition.

    `answers` holds one answer for each marker's code; a later check is another row.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="quality_checks")
    checked_on = models.DateField("checked")
    edition = models.CharField("edition of the markers", max_length=20)
    answers = models.JSONField(default=dict)
    note = models.TextField("what follows from it", blank=True)

    def __str__(self) -> str:
        return f"quality check {self.key}"


class Guest(Record):
    """A person of another partnership's agency, invited for one review only.

    It opens to them from when to when they were invited, once they have declared that
    no conflict of interest stands against it.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="guests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    reason = models.CharField("why they are invited", max_length=300)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    declared_on = models.DateField(
        "declared no conflict of interest on", null=True, blank=True
    )
    conflict_on = models.DateField("declared a conflict on", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="reviews_guest_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(declared_on=None) | Q(conflict_on=None),
                name="reviews_guest_declares_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"guest {self.key}"
