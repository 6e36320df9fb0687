"""Where learning comes from and what was found, by theme and systems domain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Dated, Partnership
from goldenthread.thread.states import (
    DomainCode,
    FindingKind,
    OriginKind,
    Voice,
)


class Origin(Record):
    """Where learning comes from: kind, reference, title, date, and its source's key.

    `circle` is the token of the case circle when the source is restricted; everything
    that hangs on the origin is then seen by that circle only.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OriginKind)
    source_key = models.CharField(max_length=12, unique=True, editable=False)
    title = models.CharField(max_length=200)
    happened_on = models.DateField("date")
    about = models.TextField("what it is about", blank=True)
    code = models.SlugField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="A short word that figures call it by, if one does",
    )
    circle = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "code"],
                condition=~Q(code=""),
                name="thread_origin_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Question(Record):
    """A question a source was asked to answer (a key line of enquiry)."""

    origin = models.ForeignKey(Origin, models.PROTECT, related_name="questions")
    text = models.TextField("question")
    position = models.PositiveSmallIntegerField("order", default=1)

    def __str__(self) -> str:
        return self.text


class SystemsDomain(Dated):
    """One of the four systems domains learning is sorted by; the label may be ours."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, choices=DomainCode)
    label = models.CharField(max_length=100)
    definition = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField("order", default=1)

    class Meta(Dated.Meta):
        abstract = False
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "code"],
                condition=Q(ends_on__isnull=True),
                name="thread_domain_one_label_of_today",
            ),
        )

    def __str__(self) -> str:
        return self.label


class Theme(Dated):
    """A word of the partnership's own theme tree, with its synonyms."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    synonyms = models.TextField(blank=True, help_text="One on each line")
    definition = models.TextField(blank=True)
    # Where a word ended because another took its place: which one, and why.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    ended_why = models.TextField("why it ended", blank=True, editable=False)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class Finding(Record):
    """What was learned, from one origin."""

    origin = models.ForeignKey(Origin, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=14, choices=FindingKind)
    title = models.CharField(max_length=200)
    text = models.TextField("what was found", blank=True)
    domain = models.ForeignKey(
        SystemsDomain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="systems domain",
    )
    # One finding may tell of several domains. `domain` is the first of them, still
    # written for the release before; the next release drops it.
    domains = models.ManyToManyField(
        SystemsDomain, blank=True, related_name="+", verbose_name="systems domains"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    voice = models.CharField(
        "whose voice", max_length=14, choices=Voice, default=Voice.NONE
    )
    found_on = models.DateField("date found")
    position = models.PositiveSmallIntegerField("order in its source", default=1)
    note = models.TextField("note on this record", blank=True)

    class Meta:
        indexes = (models.Index(fields=["found_on"]),)

    def __str__(self) -> str:
        return self.title
