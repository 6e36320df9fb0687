"""Reads of meetings: whose meetings a viewer sees, and which items within them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.states import (
    Audience,
    ConflictOutcome,
    DecisionKind,
    MeetingState,
)
from goldenthread.partnership.models import Membership, Post
from goldenthread.partnership.queries import posts
from goldenthread.partnership.states import AgencyKind, Sector


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Every meeting for those who oversee the partnership; others see the meetings
    of groups in which their post had a seat on the day."""
    found = Meeting.objects.filter(partnership_id=viewer.partnership_id)
    if not rules.may_read_every_meeting(viewer):
        found = found.filter(Exists(_seat(viewer)))
    return found.select_related("group", "minutes_file").order_by(
        "-held_on", "title", "pk"
    )


def _seat(viewer: Viewer) -> QuerySet[Membership]:
    day = OuterRef("held_on")
    return Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        group=OuterRef("group"),
        post_id=viewer.post_id,
        starts_on__lte=day,
    )


def meetings_in_full(viewer: Viewer) -> QuerySet[Meeting]:
    """Meetings with what this viewer may see of them, for the page of one."""
    return meetings(viewer).prefetch_related(
        Prefetch("attendance", queryset=_attendance_rows()),
        Prefetch("agenda", queryset=agenda_items(viewer)),
        Prefetch("decisions", queryset=decisions(viewer)),
    )


def attendances(viewer: Viewer) -> QuerySet[Attendance]:
    return (
        _attendance_rows()
        .filter(meeting__in=_keys(viewer))
        .select_related("meeting")
        .order_by("-meeting__held_on", "meeting_id", *_BY_POST)
    )


_BY_POST = ("post__agency__name", "post__title", "pk")


def _attendance_rows() -> QuerySet[Attendance]:
    return Attendance.objects.select_related(
        "post__agency__parent", "deputy__agency"
    ).order_by(*_BY_POST)


def _keys(viewer: Viewer) -> QuerySet[Meeting, Any]:
    return meetings(viewer).order_by().values("pk")


def agenda_items(viewer: Viewer) -> QuerySet[AgendaItem]:
    """Items of meetings the viewer may open, less what is restricted from them.

    Restricted: the role is not among those named, or the viewer's own post left the
    room for a conflict of interest. Such an item does not exist for the viewer.
    """
    return (
        AgendaItem.objects.filter(
            meeting__in=_keys(viewer), audience__in=rules.audiences_open_to(viewer)
        )
        .exclude(pk__in=_left_for(viewer))
        .select_related("meeting")
        .prefetch_related(
            Prefetch("conflicts", ConflictDeclaration.objects.select_related(*_POST))
        )
        .order_by("-meeting__held_on", "meeting_id", "position", "pk")
    )


_POST = ("post__agency",)


def _left_for(viewer: Viewer) -> QuerySet[ConflictDeclaration, Any]:
    """Restricted items for which the viewer's post left the room: barred beats role."""
    return ConflictDeclaration.objects.filter(
        ~Q(item__audience=Audience.OPEN),
        post_id=viewer.post_id,
        outcome=ConflictOutcome.LEFT,
    ).values("item_id")


def conflicts(viewer: Viewer) -> QuerySet[ConflictDeclaration]:
    return (
        ConflictDeclaration.objects.filter(
            item__in=agenda_items(viewer).order_by().values("pk")
        )
        .select_related("item__meeting", *_POST)
        .order_by("-item__meeting__held_on", "item_id", "pk")
    )


def decisions(viewer: Viewer) -> QuerySet[Decision]:
    """The log of decisions; one under an item the viewer may not see is not there."""
    seen = agenda_items(viewer).order_by().values("pk")
    return (
        Decision.objects.filter(meeting__in=_keys(viewer))
        .filter(Q(item__isnull=True) | Q(item__in=seen))
        .select_related("meeting__group", "item")
        .prefetch_related("decided_by__agency")
        .order_by("-decided_on", "meeting_id", "position", "pk")
    )


def planned_meetings(viewer: Viewer, on: date) -> QuerySet[Meeting]:
    """Meetings whose day has passed while they are still written down as planned."""
    return meetings(viewer).filter(state=MeetingState.PLANNED, held_on__lt=on)


# Who can be offered on forms


def posts_to_record(viewer: Viewer, meeting: Meeting) -> QuerySet[Post]:
    """Posts with a seat in the group on the day that have no attendance row yet."""
    recorded = Attendance.objects.filter(meeting=meeting).values("post_id")
    return posts(viewer).filter(pk__in=_seated(meeting)).exclude(pk__in=recorded)


def _seated(meeting: Meeting) -> QuerySet[Membership, Any]:
    return (
        Membership.objects.on(meeting.held_on)
        .filter(group=meeting.group)
        .values("post_id")
    )


def possible_deciders(viewer: Viewer, meeting: Meeting) -> QuerySet[Post]:
    """Posts that may stand behind a decision: those there, or else those with a seat.

    Independent scrutiny never decides and is not offered. What still is not allowed
    (an interest declared in the item) the service refuses.
    """
    offered = posts(viewer).exclude(
        Q(sector=Sector.SCRUTINY) | Q(agency__kind=AgencyKind.SCRUTINY)
    )
    there = Attendance.objects.filter(meeting=meeting, presence__in=rules.COUNTS)
    if there.exists():
        return offered.filter(pk__in=there.values("post_id"))
    seated = offered.filter(pk__in=_seated(meeting))
    return seated if seated.exists() else offered


# Rows behind figures and tables of a report


def held_meetings(partnership_id: int, start: date, end: date) -> QuerySet[Meeting]:
    return (
        Meeting.objects.filter(
            partnership_id=partnership_id,
            held_on__range=(start, end),
            state__in=[MeetingState.HELD, MeetingState.MINUTED],
        )
        .select_related("group")
        .order_by("held_on", "pk")
    )


def initiatives(partnership_id: int, start: date, end: date) -> QuerySet[Decision]:
    """Decisions of a period that start an initiative; restricted ones left out."""
    return (
        Decision.objects.filter(
            Q(item__isnull=True) | Q(item__audience=Audience.OPEN),
            meeting__partnership_id=partnership_id,
            kind=DecisionKind.INITIATIVE,
            decided_on__range=(start, end),
        )
        .select_related("meeting__group", "item")
        .order_by("decided_on", "position", "pk")
    )


def meetings_of(decided: QuerySet[Decision]) -> QuerySet[Meeting]:
    """The meetings that took the decisions."""
    return (
        Meeting.objects.filter(pk__in=decided.order_by().values("meeting_id"))
        .annotate(group_name=F("group__name"))
        .order_by("held_on", "pk")
    )
