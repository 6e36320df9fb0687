"""Second opinions on findings: rounds of blind coding, who codes, and each coding."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Partnership
from goldenthread.thread.models.learning import Finding, SystemsDomain, Theme
from goldenthread.thread.states import CodingKind


class CodingRound(Record):
    """Findings that are coded a second time by people who do not see the first coding.

    Nobody's coding is shown to another until the round is revealed.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    findings = models.ManyToManyField(Finding, related_name="coding_rounds")
    opened_on = models.DateField("opened")
    opened_at = models.DateTimeField(editable=False)
    opened_by = models.CharField("opened by", max_length=300, editable=False)
    revealed_on = models.DateField("revealed", null=True, blank=True, editable=False)
    note = models.TextField("note on this record", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(revealed_on__isnull=True)
                | Q(revealed_on__gte=F("opened_on")),
                name="thread_round_revealed_after_opening",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CodingClaim(Record):
    """Somebody takes a round on: from then they see its findings without coding."""

    round = models.ForeignKey(CodingRound, models.PROTECT, related_name="claims")
    account_key = models.CharField(max_length=64, editable=False)
    coder = models.CharField(max_length=300, help_text="Post and agency")
    claimed_on = models.DateField("taken on")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round", "account_key"], name="thread_claim_once_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.coder}, {self.round}"


class Coding(Record):
    """What one person, in one post, on one day, took a finding to be about."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="codings")
    round = models.ForeignKey(
        CodingRound, models.PROTECT, null=True, blank=True, related_name="codings"
    )
    kind = models.CharField(max_length=14, choices=CodingKind)
    account_key = models.CharField(max_length=64, editable=False)
    coder = models.CharField("coded by", max_length=300, help_text="Post and agency")
    coded_on = models.DateField("date")
    recorded_at = models.DateTimeField("recorded")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    domains = models.ManyToManyField(SystemsDomain, blank=True, related_name="+")
    reason = models.TextField("why", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round", "finding", "account_key"],
                condition=Q(kind=CodingKind.BLIND),
                name="thread_blind_coding_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CodingKind.CONSOLIDATED) | ~Q(reason=""),
                name="thread_consolidated_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.coded_on}"
