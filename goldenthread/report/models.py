"""Editions, their sections, sign-offs, frozen figures, and what a source printed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Dated, Partnership, Post
from goldenthread.report.states import ClaimKind, EditionState, Need


class GuidanceEdition(Dated):
    """An edition of the statutory guidance that says what a yearly report must hold."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    published_by = models.CharField("publish by", max_length=120, blank=True)
    send_to = models.JSONField(default=list)
    confidence = models.CharField(max_length=1)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class RequiredElement(Record):
    """One thing an edition of the guidance asks of the report."""

    guidance = models.ForeignKey(
        GuidanceEdition, models.PROTECT, related_name="elements"
    )
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=1)
    needs = models.CharField(max_length=10, choices=Need)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "code"], name="report_element_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.words


class Edition(Record):
    """One year's report. A published edition never changes; a correction supersedes."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    label = models.CharField("year", max_length=12)
    number = models.PositiveSmallIntegerField("edition", default=1)
    title = models.CharField(max_length=200)
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    guidance = models.ForeignKey(GuidanceEdition, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=EditionState, default=EditionState.COLLECTING
    )
    source_name = models.CharField(
        "compared with", max_length=200, blank=True, help_text="A report printed before"
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    erratum = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=64, blank=True, editable=False)
    terms = models.JSONField("short forms", default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "label", "number"], name="report_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="report_edition_dates"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(erratum=""),
                name="report_edition_correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title if self.label in self.title else f"{self.title} {self.label}"


class Section(Record):
    """One numbered part of an edition, in Markdown with live references."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    body = models.TextField("text", blank=True)
    elements = models.JSONField("elements met", default=list, blank=True)
    outcomes = models.JSONField("figures of outcome", default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "slug"], name="report_section_slug_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class AdmittedGap(Record):
    """A required element the edition does not meet, and why: said, not hidden."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="gaps")
    element = models.CharField(max_length=40)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "element"], name="report_gap_element_once"
            )
        ]

    def __str__(self) -> str:
        return f"Gap: {self.element}"


class DisclosureDecision(Record):
    """Somebody decided that a guarded number or name may be published, and why."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="decisions")
    what = models.CharField("code of what is decided on", max_length=120)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "what"], name="report_disclosure_once"
            )
        ]

    def __str__(self) -> str:
        return f"May be published: {self.what}"


class SignOff(Record):
    """A named post's signature under exactly what it read (`digest` of the content)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sign_offs")
    stage = models.CharField(max_length=20, choices=EditionState)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signed_as = models.CharField(max_length=300)
    account_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    comment = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.signed_as}, {self.get_stage_display().lower()}"


class FrozenFigure(Record):
    """A figure as it stood when the edition was agreed."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="frozen")
    key_of_figure = models.CharField("figure", max_length=120)
    value = models.CharField(max_length=200, blank=True)
    shown = models.CharField(max_length=200)
    state = models.CharField(max_length=16)
    definition_version = models.CharField(max_length=12)
    rows = models.PositiveIntegerField(null=True, blank=True)
    as_at = models.DateField()
    frozen_at = models.DateTimeField()
    ended_at = models.DateTimeField("no longer in force from", null=True, blank=True)
    reason = models.TextField("why restated", blank=True)
    restated_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key_of_figure"],
                condition=Q(ended_at__isnull=True),
                name="report_frozen_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_of_figure} as agreed"


class PublishedFile(models.Model):
    """One file of a published edition, byte for byte as the public received it.

    Kept with the record, so that a later change of a record cannot change it.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="published_files")
    form = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "form"], name="report_published_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DaySnapshot(models.Model):
    """How every figure read on a day, so that a draft can show what has changed."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    day = models.DateField()
    shown = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "day"], name="report_snapshot_once_a_day"
            )
        ]


class PrintedClaim(Record):
    """What a source printed for a figure: kept apart from what the record gives."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    label = models.CharField("year", max_length=12)
    figure_key = models.CharField("figure", max_length=120, db_index=True)
    printed = models.CharField(max_length=200)
    value = models.CharField(max_length=60)
    precision = models.CharField(max_length=10)
    kind = models.CharField(max_length=16, choices=ClaimKind)
    where = models.CharField("where in the source", max_length=200)
    of = models.CharField(max_length=120, blank=True)
    series = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"“{self.printed}” for {self.figure_key}"
