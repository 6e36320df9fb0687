"""Meetings of groups: who came, what was on the agenda, what was decided by whom."""

from django.db import models
from django.db.models import Q

from goldenthread.core.models import StoredFile
from goldenthread.governance.models.kept import Kept, Positioned, Sourced
from goldenthread.governance.states import (
    Audience,
    ConflictOutcome,
    DecisionKind,
    MeetingMode,
    MeetingState,
    Presence,
)
from goldenthread.partnership.models import Group, Post


class Meeting(Kept):
    """One meeting of one group. Its rhythm stands with the group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    held_on = models.DateField("date")
    month_only = models.BooleanField(
        "only the month is known",
        default=False,
        help_text="Give the first of the month as the date",
    )
    mode = models.CharField(
        "how it met", max_length=10, choices=MeetingMode, default=MeetingMode.NOT_KNOWN
    )
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=9, choices=MeetingState, default=MeetingState.PLANNED
    )
    minutes = models.TextField(
        blank=True,
        help_text="What everyone who may open the meeting can read. Keep restricted "
        "matters in their agenda item",
    )
    minutes_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="minutes as a file",
    )

    def __str__(self) -> str:
        return self.title


class Attendance(Sourced):
    """Whether a post was there, sent a deputy or sent apologies."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    presence = models.CharField(max_length=9, choices=Presence)
    deputy = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="deputy’s post",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "post"], name="governance_attendance_once_a_post"
            ),
            models.CheckConstraint(
                condition=Q(presence=Presence.DEPUTY, deputy__isnull=False)
                | ~Q(presence=Presence.DEPUTY) & Q(deputy__isnull=True),
                name="governance_attendance_deputy_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_presence_display()}"


class AgendaItem(Sourced, Positioned):
    """A point on the agenda. A restricted one is read by the roles it names only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    title = models.CharField(max_length=200)
    audience = models.CharField(
        "who may read it", max_length=10, choices=Audience, default=Audience.OPEN
    )
    summary = models.TextField("what was said", blank=True)

    def __str__(self) -> str:
        return self.title


class ConflictDeclaration(Sourced):
    """A post's interest in an item, and what was done about it."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="conflicts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    interest = models.TextField("the interest declared")
    outcome = models.CharField("what was done", max_length=9, choices=ConflictOutcome)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "post"], name="governance_conflict_once_a_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.item}"


class Decision(Sourced, Positioned):
    """What a meeting decided, by which posts, with dissent and scrutineer's comment."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="agenda item",
    )
    kind = models.CharField(max_length=10, choices=DecisionKind)
    title = models.CharField("decision", max_length=200)
    text = models.TextField("in full", blank=True)
    decided_on = models.DateField("date decided")
    decided_by = models.ManyToManyField(
        Post,
        blank=True,
        related_name="+",
        verbose_name="decided by",
        help_text="Posts, not people. The scrutineer never decides",
    )
    dissent = models.TextField(
        blank=True, help_text="Who did not agree, and why; empty if nobody"
    )
    scrutineer_comment = models.TextField("scrutineer’s comment", blank=True)

    def __str__(self) -> str:
        return self.title
