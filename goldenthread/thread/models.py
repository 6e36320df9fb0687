"""Origin → finding → action → update, evidence, impact test; challenges; themes.

An origin is one thin row for each source of learning. Later steps add dated rows;
they do not edit earlier ones.
"""

from __future__ import annotations

from django.db import models

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Dated, Partnership, Post
from goldenthread.thread.states import (
    ActionState,
    ChallengeStage,
    Direction,
    Domain,
    FindingKind,
    OriginKind,
    Strength,
    Voice,
)


class Origin(Record):
    """Where learning comes from: kind, reference, title, date, and its source's key.

    `circle` is the token of the case circle when the source is restricted; everything
    that hangs on the origin is then seen by that circle only.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OriginKind)
    source_key = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    happened_on = models.DateField("date")
    circle = models.CharField(max_length=12, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.title


class Theme(Dated):
    """A word of the partnership's own theme tree, with its synonyms."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    synonyms = models.TextField(blank=True, help_text="One on each line")
    definition = models.TextField(blank=True)

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
    domain = models.CharField(
        "systems domain", max_length=12, choices=Domain, blank=True
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    voice = models.CharField(
        "whose voice", max_length=14, choices=Voice, default=Voice.NONE
    )
    found_on = models.DateField("date found")
    position = models.PositiveSmallIntegerField("order in its source", default=1)

    def __str__(self) -> str:
        return self.title


class Plan(Dated):
    """An action plan: what a partnership promised to do about one or more findings."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    origin = models.ForeignKey(
        Origin, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.title


class Action(Record):
    """What is being done about a finding, by which post, until when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Origin, models.PROTECT, related_name="+")
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    title = models.CharField(max_length=200)
    text = models.TextField("what will be done", blank=True)
    owner_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("due", null=True, blank=True)
    agreed_on = models.DateField("agreed")
    strength = models.CharField(max_length=12, choices=Strength, blank=True)
    success_measure = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=ActionState, default=ActionState.OPEN
    )
    completed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Update(Record):
    """A dated word on how an action goes; never edited, only added to."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    said_on = models.DateField("date")
    text = models.TextField()
    state = models.CharField("state after", max_length=20, choices=ActionState)
    said_by = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"Update of {self.said_on}"


class Evidence(Record):
    """What shows that an action was done or worked; the date it shows is its own."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    shows = models.TextField("what it shows")
    effective_on = models.DateField("date it shows")
    file_digest = models.CharField("file", max_length=64, blank=True)
    figure_key = models.CharField("figure", max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title


class ImpactTest(Record):
    """How an action's effect will be judged, written down before results are seen."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="impact_tests")
    measure_key = models.CharField("measure", max_length=120)
    direction = models.CharField(max_length=8, choices=Direction)
    in_force_on = models.DateField("in force from")
    registered_at = models.DateTimeField()
    seen_then = models.TextField("what could be seen when registered", blank=True)

    def __str__(self) -> str:
        return f"{self.measure_key} {self.get_direction_display().lower()}"


class Challenge(Record):
    """A challenge to an agency or group, answered by a named post."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    origin = models.ForeignKey(
        Origin, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField()
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=300)
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    answer_due_on = models.DateField(null=True, blank=True)
    stage = models.CharField(
        max_length=12, choices=ChallengeStage, default=ChallengeStage.RAISED
    )
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.title
