"""Who may send what: the agreement, and what each agency sends under it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record, StoredFile
from goldenthread.dataset.states import LawfulBasis, SpecialBasis
from goldenthread.partnership.models import Agency, Partnership


class Agreement(Record):
    """An information sharing agreement: why, on what basis, how long, seen to when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    lawful_basis = models.CharField(max_length=20, choices=LawfulBasis)
    special_basis = models.CharField(
        "basis for special categories", max_length=20, choices=SpecialBasis
    )
    starts_on = models.DateField("in force from")
    ends_on = models.DateField("in force until", null=True, blank=True)
    review_on = models.DateField("to be reviewed by")
    retention_months = models.PositiveSmallIntegerField("files are kept, months")
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="dataset_agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Supply(Record):
    """What one agency sends under an agreement: a contract, less what is left out.

    `code` is what events call the agency. Numbers of persons are an agency's own, so two
    agencies of one kind need two codes.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="supplies")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    contract = models.CharField(max_length=60)
    code = models.CharField("agency’s name in the data", max_length=40)
    left_out = models.JSONField("fields that are not shared", default=list, blank=True)
    starts_on = models.DateField("sent for periods from")
    ends_on = models.DateField("sent for periods until", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "agency", "contract"], name="dataset_supply_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="dataset_supply_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.contract}"
