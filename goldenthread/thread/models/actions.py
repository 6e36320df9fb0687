"""What is being done: plans, actions, and the dated rows that follow each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record, StoredFile
from goldenthread.partnership.models import Agency, Group, Partnership, Post
from goldenthread.thread.models.learning import Finding, Origin
from goldenthread.thread.states import (
    AGREED,
    DONE,
    ActionState,
    Strength,
)


class Plan(Record):
    """An action plan: what was promised about one source of learning."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    origin = models.ForeignKey(
        Origin, models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="group that watches it",
    )
    opened_on = models.DateField("opened")
    closed_on = models.DateField("closed", null=True, blank=True)
    closed_reason = models.TextField("why it was closed", blank=True)
    invented = models.BooleanField("made up for the example", default=False)
    note = models.TextField("note on this record", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="thread_plan_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="")
                | Q(closed_on__isnull=False) & ~Q(closed_reason=""),
                name="thread_plan_closed_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Action(Record):
    """What is being done about a finding, by which post, until when.

    `completed_on` is the owner's claim; whether it holds is said by somebody else
    (`assured_on`). What was said when stands in the updates.
    """

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
    practice_change = models.TextField("what should change in practice", blank=True)
    owner_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )
    joint_agencies = models.ManyToManyField(
        Agency, blank=True, related_name="+", verbose_name="done together with"
    )
    agreed_on = models.DateField("agreed", null=True, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    priority = models.CharField(
        max_length=12,
        blank=True,
        help_text="The key of a priority of the partnership, kept by a room above",
    )
    strength = models.CharField(max_length=12, choices=Strength, blank=True)
    success_measure = models.TextField("how we will know it worked", blank=True)
    state = models.CharField(
        max_length=20,
        choices=ActionState,
        default=ActionState.PROPOSED,
        editable=False,
    )
    completed_on = models.DateField("done", null=True, blank=True)
    assured_on = models.DateField("assured", null=True, blank=True)
    closed_on = models.DateField("closed", null=True, blank=True)
    position = models.PositiveSmallIntegerField("order", default=1)
    note = models.TextField("note on this record", blank=True)

    class Meta:
        indexes = (models.Index(fields=["owner_agency", "state", "due_on"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=False) & Q(state__in=AGREED)
                | Q(agreed_on__isnull=True) & ~Q(state__in=AGREED),
                name="thread_action_agreed_with_a_date",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=False) & Q(state__in=DONE)
                | Q(completed_on__isnull=True) & ~Q(state__in=DONE),
                name="thread_action_done_with_a_date",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Update(Record):
    """A dated word on how an action goes; never edited, only added to.

    `move` names the step that was taken with it; `corrects` the row it puts right.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    said_on = models.DateField("date")
    text = models.TextField("what happened")
    state = models.CharField("state after", max_length=20, choices=ActionState)
    move = models.CharField(max_length=40, blank=True)
    said_by = models.CharField("who said so", max_length=300)
    account_key = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField("recorded")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Update of {self.said_on}"


class Evidence(Record):
    """What shows that an action was done or worked; the date it shows is its own."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    shows = models.TextField("what it shows")
    effective_on = models.DateField("date it shows")
    recorded_at = models.DateTimeField("recorded")
    recorded_by = models.CharField(max_length=300)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    figure_key = models.CharField("figure", max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title
