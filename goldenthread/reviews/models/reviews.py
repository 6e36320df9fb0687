"""Practice reviews of every kind, who stands in them, and how they go forward."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Partnership
from goldenthread.reviews.models.incidents import Incident
from goldenthread.reviews.states import (
    Basis,
    CarriedOutBy,
    DelayCause,
    Precision,
    ProceedingKind,
    ReviewKind,
    ReviewState,
)
from goldenthread.subjects.models import Circle, Subject


class Review(Record):
    """A review of practice: of one child or family, of a theme, or with another board.

    `state` repeats the last step so that lists need no look at the steps; the steps
    are the record.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ReviewKind)
    theme = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField("decision to review", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    basis = models.CharField(
        "what the day rests on", max_length=10, choices=Basis, default=Basis.RECORDED
    )
    carried_out_by = models.CharField(
        max_length=10, choices=CarriedOutBy, default=CarriedOutBy.NOT_KNOWN
    )
    state = models.CharField(
        max_length=18, choices=ReviewState, default=ReviewState.DECIDED
    )
    guidance_edition = models.CharField(
        "edition of the guidance", max_length=12, blank=True
    )
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=ReviewKind.THEMATIC) & ~Q(theme=""))
                | (~Q(kind=ReviewKind.THEMATIC) & Q(theme="")),
                name="reviews_a_thematic_review_has_a_theme",
            )
        ]

    def __str__(self) -> str:
        return f"review {self.key}"


class ReviewSubject(Record):
    """A subject's place in a review, from when until when.

    `came_from` is the place it was moved from. A family may stand in a review of its
    own and in a thematic one: it has two places and is counted once.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="places")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="places"
    )
    position = models.PositiveSmallIntegerField("order", default=1)
    joined_on = models.DateField("from", null=True, blank=True)
    left_on = models.DateField("until", null=True, blank=True)
    came_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("why", max_length=300, blank=True)
    shown_publicly = models.BooleanField(
        "pseudonym and neutral line may be published", default=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "subject"],
                condition=Q(left_on=None),
                name="reviews_one_place_of_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None)
                | Q(joined_on=None)
                | Q(left_on__gte=F("joined_on")),
                name="reviews_place_ends_no_earlier",
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.key}"


class ReviewStep(Record):
    """One move of a review, on a day, signed by a post; rows are added, not edited."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField("order", default=1)
    move = models.CharField("step", max_length=30)
    source = models.CharField("from", max_length=18, choices=ReviewState)
    target = models.CharField("to", max_length=18, choices=ReviewState)
    happened_on = models.DateField("on", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    signed_by = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=64, editable=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "position"], name="reviews_steps_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"step {self.key}"


class Delay(Record):
    """Why a review waits. It stops no clock: its end is looked at on a day set now."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="delays")
    cause = models.CharField(max_length=14, choices=DelayCause)
    text = models.TextField("what is waited for", blank=True)
    authority = models.CharField("who agreed to the wait", max_length=200, blank=True)
    starts_on = models.DateField("from")
    look_again_on = models.DateField("to be looked at again on", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    panel_told_on = models.DateField(
        "Panel and Secretary of State told on", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="reviews_delay_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"delay {self.key}"


class Proceeding(Record):
    """What runs beside a review under its own law, owner and clock."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="proceedings")
    kind = models.CharField(max_length=14, choices=ProceedingKind)
    owner = models.CharField("who leads it", max_length=200, blank=True)
    statute = models.CharField("under which law", max_length=200, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField("from", null=True, blank=True)
    ended_on = models.DateField("ended", null=True, blank=True)
    look_again_on = models.DateField("to be asked after on", null=True, blank=True)
    holds_publication = models.BooleanField("holds publication back", default=False)
    is_part = models.BooleanField("part of this joint review", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None)
                | Q(starts_on=None)
                | Q(ended_on__gte=F("starts_on")),
                name="reviews_proceeding_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"proceeding {self.key}"
