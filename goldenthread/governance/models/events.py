"""Events that bring people together, what they stated and what came out of them."""

from django.db import models
from django.db.models import F, Q

from goldenthread.governance.models.kept import Kept, Positioned, Sourced
from goldenthread.governance.states import (
    EventKind,
    EventState,
    Horizon,
    ReformStrand,
    StatementKind,
)
from goldenthread.thread.models import Action


class Event(Kept):
    """A summit, spotlight session, workshop: held on a day, or planned for a period."""

    kind = models.CharField(max_length=17, choices=EventKind)
    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=9, choices=EventState, default=EventState.PLANNED
    )
    agreed_on = models.DateField("date it was agreed to hold it", null=True, blank=True)
    planned_from = models.DateField("planned from", null=True, blank=True)
    planned_to = models.DateField("planned to", null=True, blank=True)
    held_on = models.DateField("date held", null=True, blank=True)
    month_only = models.BooleanField(
        "only the month held is known",
        default=False,
        help_text="Give the first of the month as the date",
    )
    year_only = models.BooleanField(
        "only the year held is known",
        default=False,
        help_text="Give 1 January of the year as the date",
    )
    strand = models.CharField(
        "reform it serves", max_length=10, choices=ReformStrand, blank=True
    )
    purpose = models.TextField(blank=True)
    audience = models.CharField("who it is for", max_length=300, blank=True)
    outcome = models.TextField("what came of it", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=EventState.HELD) | Q(held_on__isnull=False),
                name="governance_event_held_has_date",
            ),
            models.CheckConstraint(
                condition=Q(planned_from__isnull=True, planned_to__isnull=True)
                | Q(planned_to__gte=F("planned_from")),
                name="governance_event_planned_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventStatement(Sourced, Positioned):
    """A purpose, a shared ambition, or a mark of the system the event wants."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=8, choices=StatementKind)
    text = models.CharField("statement", max_length=300)

    def __str__(self) -> str:
        return self.text


class EventIdea(Sourced, Positioned):
    """An idea people gave; it may have become an action on the thread."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="ideas")
    text = models.TextField("idea")
    horizon = models.CharField(
        "how soon", max_length=11, choices=Horizon, default=Horizon.NOT_SORTED
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="action it became",
    )

    def __str__(self) -> str:
        return self.text[:80]
