"""Reads of events, what they stated, and ideas that came out of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Coalesce

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import Event, EventIdea, EventStatement
from goldenthread.governance.queries.choices import actions
from goldenthread.governance.states import EventState, Horizon


def events(viewer: Viewer) -> QuerySet[Event]:
    """Events held and planned, the latest first."""
    return (
        Event.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(day=Coalesce("held_on", "planned_from"))
        .order_by("-day", "title", "pk")
    )


def events_in_full(viewer: Viewer) -> QuerySet[Event]:
    return events(viewer).prefetch_related(
        Prefetch("statements", queryset=event_statements(viewer)),
        Prefetch("ideas", queryset=event_ideas(viewer)),
    )


def event_statements(viewer: Viewer) -> QuerySet[EventStatement]:
    return (
        EventStatement.objects.filter(event__partnership_id=viewer.partnership_id)
        .select_related("event")
        .order_by("-event__held_on", "event_id", "kind", "position", "pk")
    )


def event_ideas(viewer: Viewer) -> QuerySet[EventIdea]:
    """Ideas, each with the action it became where the viewer may see that action."""
    return (
        EventIdea.objects.filter(event__partnership_id=viewer.partnership_id)
        .select_related("event")
        .prefetch_related(Prefetch("action", queryset=actions(viewer)))
        .order_by("-event__held_on", "event_id", "position", "pk")
    )


def overdue_events(viewer: Viewer, on: date) -> QuerySet[Event]:
    """Events still written down as planned after their period has passed."""
    return events(viewer).filter(state=EventState.PLANNED, planned_to__lt=on)


# Rows behind figures and tables of a report


def held_events(
    partnership_id: int, kind: str, start: date, end: date
) -> QuerySet[Event]:
    """Events of a kind held in a period."""
    return Event.objects.filter(
        partnership_id=partnership_id,
        kind=kind,
        state=EventState.HELD,
        held_on__range=(start, end),
    ).order_by("held_on", "pk")


def agreed_events(
    partnership_id: int, kind: str, start: date, end: date
) -> QuerySet[Event]:
    """Events of a kind that it was agreed in a period to hold, now or later."""
    return (
        Event.objects.filter(
            partnership_id=partnership_id, kind=kind, agreed_on__range=(start, end)
        )
        .exclude(state=EventState.CANCELLED)
        .order_by("planned_from", "pk")
    )


def statements_of(events: QuerySet[Event], kind: str) -> QuerySet[EventStatement]:
    """Statements of one kind made by or for the events, in their order."""
    return (
        EventStatement.objects.filter(
            event__in=events.order_by().values("pk"), kind=kind
        )
        .select_related("event")
        .order_by("event__held_on", "event_id", "position", "pk")
    )


def quick_wins(events: QuerySet[Event]) -> QuerySet[EventIdea]:
    """Ideas of the events marked as quick wins."""
    return EventIdea.objects.filter(
        event__in=events.order_by().values("pk"), horizon=Horizon.QUICK_WIN
    ).order_by("position", "pk")
