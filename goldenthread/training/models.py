"""Courses and their versions, the pool of trainers, sessions, evaluations, quotes.

Numbers of people at a session are attendances: someone who came twice counts twice,
and no list of names is kept.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Dated, Partnership, Person, Post
from goldenthread.thread.models import Finding
from goldenthread.training.states import (
    Bound,
    Consent,
    CourseKind,
    EvidenceLevel,
    LengthUnit,
    Mode,
    QuoteKind,
    RunBy,
    SessionState,
    Timing,
)


class Sourced(models.Model):
    """A record that says when it was made up for the example partnership."""

    note = models.TextField(
        blank=True, help_text="Where this comes from, or what is not known"
    )
    invented = models.BooleanField(
        "made up for the example",
        default=False,
        help_text="Leave unticked for anything that really happened",
    )

    class Meta:
        abstract = True


class Lasting(models.Model):
    """How long something takes: from so many to so many minutes, hours or days."""

    shortest = models.DecimalField(
        "shortest length", max_digits=5, decimal_places=1, null=True, blank=True
    )
    longest = models.DecimalField(
        "longest length", max_digits=5, decimal_places=1, null=True, blank=True
    )
    length_unit = models.CharField(
        "length counted in", max_length=7, choices=LengthUnit, default=LengthUnit.HOURS
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(shortest__isnull=True, longest__isnull=True)
                | Q(shortest__gt=0, longest__gte=F("shortest")),
                name="%(app_label)s_%(class)s_length_in_order",
            )
        ]


class Course(Record, Lasting, Sourced):
    """What is taught, to whom, and how well we know whether it works."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    code = models.SlugField(
        max_length=40, help_text="The short word figures call it by"
    )
    kind = models.CharField(max_length=17, choices=CourseKind)
    audience = models.CharField("who it is for", max_length=300, blank=True)
    renew_every = models.CharField(
        "to be taken again",
        max_length=12,
        blank=True,
        help_text="As an interval; empty where no rule is recorded",
    )
    renew_rule = models.CharField("where that rule is from", max_length=300, blank=True)
    evidence_level = models.CharField(
        "what its evaluation shows",
        max_length=8,
        choices=EvidenceLevel,
        default=EvidenceLevel.NONE,
    )

    class Meta:
        constraints = [
            *Lasting.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "code"], name="training_course_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CourseVersion(Dated, Sourced):
    """What was taught from when until when, and what changed against the one before."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="versions")
    label = models.CharField("name of the version", max_length=60)
    what_changed = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.course}, {self.label}"


class CourseFinding(Record):
    """A finding that shaped a course: why the course says what it says."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="informed_by")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    taken_up_on = models.DateField("taken up on")
    how = models.TextField("how it shaped the course", blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "finding"], name="training_course_finding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding} in {self.course}"


class PoolOrganisation(Dated, Sourced):
    """An organisation with trainers in the pool: an agency we know, or one by name."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "organisation in the pool"
        verbose_name_plural = "organisations in the pool"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(agency__isnull=False, name="")
                | Q(agency__isnull=True) & ~Q(name=""),
                name="training_organisation_agency_or_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency) if self.agency_id else self.name


class PoolMember(Dated, Sourced):
    """A trainer of the pool. Who has an account is joined to the person behind it."""

    organisation = models.ForeignKey(
        PoolOrganisation, models.PROTECT, related_name="members"
    )
    name = models.CharField(max_length=120)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    current_until = models.DateField(
        "up to date until",
        null=True,
        blank=True,
        help_text="The day by which the trainer must have been to a pool meeting again",
    )

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "trainer of the pool"
        verbose_name_plural = "trainers of the pool"

    def __str__(self) -> str:
        return self.name


class TrainingSession(Record, Lasting, Sourced):
    """One session of a course, with how many came; never who came."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    run_by = models.CharField(max_length=13, choices=RunBy)
    trainers = models.ManyToManyField(PoolMember, blank=True, related_name="sessions")
    organisation = models.ForeignKey(
        PoolOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="held inside",
    )
    state = models.CharField(
        max_length=9, choices=SessionState, default=SessionState.PLANNED
    )
    held_on = models.DateField("date")
    mode = models.CharField("how it was held", max_length=12, choices=Mode)
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
    attendances = models.PositiveIntegerField(null=True, blank=True)
    attendances_bound = models.CharField(
        "how exact the number is", max_length=5, choices=Bound, default=Bound.EXACT
    )

    class Meta:
        # Figures ask for the sessions of a year again and again.
        indexes = [models.Index(fields=["partnership", "held_on"])]
        constraints = [
            *Lasting.Meta.constraints,
            models.CheckConstraint(
                condition=Q(attendances__isnull=True) | Q(state=SessionState.HELD),
                name="training_session_attended_only_if_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.held_on.day} {self.held_on:%B %Y}"


class Evaluation(Record, Sourced):
    """What an evaluation of a course, or of one session, found."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="evaluations")
    session = models.ForeignKey(
        TrainingSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
    )
    timing = models.CharField("when people were asked", max_length=9, choices=Timing)
    evaluated_on = models.DateField("date")
    level = models.CharField("what it can show", max_length=8, choices=EvidenceLevel)
    asked = models.PositiveIntegerField("people asked", null=True, blank=True)
    responses = models.PositiveIntegerField(null=True, blank=True)
    finding = models.TextField("what it found")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__isnull=True)
                | Q(responses__isnull=True)
                | Q(responses__lte=F("asked")),
                name="training_evaluation_responses_of_asked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.get_timing_display().lower()}"


class Quote(Record, Sourced):
    """What somebody said, without a name; it leaves only with their consent."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="quotes")
    kind = models.CharField(max_length=12, choices=QuoteKind)
    words = models.TextField()
    recorded_on = models.DateField("date it was recorded")
    consent = models.CharField(max_length=9, choices=Consent, default=Consent.NOT_ASKED)
    consent_on = models.DateField("date of the answer", null=True, blank=True)
    consent_basis = models.CharField(
        "how we know of the answer", max_length=300, blank=True
    )
    checked_by = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="post that checked it",
    )
    position = models.PositiveSmallIntegerField("order in the list", default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(consent=Consent.GIVEN)
                | Q(checked_by__isnull=False)
                & (Q(consent_on__isnull=False) | ~Q(consent_basis="")),
                name="training_quote_consent_is_evidenced",
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.words).words(12, truncate="…")
