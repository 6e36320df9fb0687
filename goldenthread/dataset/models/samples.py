"""Samples for audits: how one was drawn, its cases by number, who is told whose they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.releases import Release
from goldenthread.dataset.states import SampleUnit, SampleWay
from goldenthread.partnership.models import Agency, Partnership


class Sample(Record):
    """A draw that anybody can repeat: release, frame, seed, way and size."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    indicator = models.CharField("frame", max_length=60)
    indicator_version = models.PositiveSmallIntegerField()
    by = models.CharField("broken down by", max_length=30, blank=True)
    value = models.CharField("of which only", max_length=120, blank=True)
    first_day = models.DateField("from")
    last_day = models.DateField("until")
    unit = models.CharField("what is drawn", max_length=5, choices=SampleUnit)
    way = models.CharField("how", max_length=6, choices=SampleWay)
    size = models.PositiveSmallIntegerField("how many")
    seed = models.CharField(max_length=32)
    frame_size = models.PositiveIntegerField("how many in the frame")
    frame_digest = models.CharField("seal of the frame", max_length=64)
    drawn_at = models.DateTimeField("drawn")
    drawn_by_post = models.CharField("drawn by", max_length=300)
    agencies = models.ManyToManyField(
        Agency, related_name="+", verbose_name="agencies asked for records"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="dataset_sample_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1) & Q(size__lte=F("frame_size")),
                name="dataset_sample_within_its_frame",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SampleCase(Record):
    """One case of a sample, by number. Its key is the pseudonym it goes by elsewhere.

    A case put in place of another names it, with the reason; neither is ever changed.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField("place in the draw", editable=False)
    token = models.CharField(max_length=16, editable=False)
    on = models.DateField("day")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("why another was replaced", max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by_post = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "number"], name="dataset_sample_number_once"
            ),
            models.UniqueConstraint(
                fields=["sample", "place"], name="dataset_sample_place_once"
            ),
            models.UniqueConstraint(
                fields=["replaces"], name="dataset_sample_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="dataset_sample_replaced_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.number}"


class SampleNumber(models.Model):
    """An asked agency's own number for a case's child, sealed; no other agency's is kept."""

    case = models.ForeignKey(SampleCase, models.PROTECT, related_name="numbers")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    sealed_number = models.BinaryField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"], name="dataset_sample_number_of_agency_once"
            )
        ]

    def __str__(self) -> str:
        return f"number of {self.case}"
