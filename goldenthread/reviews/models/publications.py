"""What was published of a review, point by point."""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record, StoredFile
from goldenthread.reviews.models.reviews import Review
from goldenthread.reviews.states import (
    Basis,
    PointKind,
    Precision,
    PublicationKind,
    PublicationState,
)
from goldenthread.thread.models import Finding, Theme


class Publication(Record):
    """A report, a learning briefing, or the improvements where no report can appear.

    `state` repeats the last step on its way out, taken here; a text that was published
    elsewhere has a day and no steps. `written_by` is who last changed its words.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=14, choices=PublicationKind)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(
        "number of the briefing", null=True, blank=True
    )
    state = models.CharField(
        max_length=10, choices=PublicationState, default=PublicationState.DRAFT
    )
    text = models.TextField("the words to be published", blank=True)
    improvements = models.TextField(
        "improvements recommended", blank=True, help_text="One on each line"
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    planned_on = models.DateField("to be published on", null=True, blank=True)
    panel_told_on = models.DateField(
        "Panel told why no report is published", null=True, blank=True
    )
    written_by = models.CharField(max_length=64, blank=True, editable=False)
    published_on = models.DateField("published", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    basis = models.CharField(
        "what the day rests on", max_length=10, choices=Basis, default=Basis.RECORDED
    )
    sent_on = models.DateField("copy sent to the Panel", null=True, blank=True)
    address = models.URLField("where it can be read", blank=True)
    withheld_reason = models.TextField("why no report is published", blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.title


class LearningPoint(Record):
    """One numbered part of a briefing, in the partnership's own words.

    `finding` is what it was drawn from: the words may be others, the source is kept.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField("number")
    kind = models.CharField(max_length=14, choices=PointKind)
    title = models.CharField(max_length=200)
    text = models.TextField()
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"], name="reviews_points_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PublicationStep(Record):
    """One move of a text on its way out, signed by a post; rows are added, not edited.

    `seal` is the fingerprint of exactly the words and the file the step was taken for.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField("order", default=1)
    move = models.CharField("step", max_length=30)
    source = models.CharField("from", max_length=10, choices=PublicationState)
    target = models.CharField("to", max_length=10, choices=PublicationState)
    taken_at = models.DateTimeField("taken")
    signed_by = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=64, editable=False)
    seal = models.CharField(max_length=64, editable=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"],
                name="reviews_publication_steps_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"publication step {self.key}"


class PublishedFile(Record):
    """A file exactly as it went out, byte for byte, whatever the records say since."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    form = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "form"], name="reviews_one_file_of_a_form"
            )
        ]

    def __str__(self) -> str:
        return self.name
