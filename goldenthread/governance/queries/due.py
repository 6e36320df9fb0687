"""What is due in governance for the one who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from goldenthread.core.due import Due
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.queries import (
    events,
    meetings,
    national,
    policies,
    risks,
)
from goldenthread.governance.states import ReviewDue


AHEAD = timedelta(days=28)


def due(viewer: Viewer, on: date) -> list[Due]:
    """The unit: reviews, meetings, events and reports; others: the risks they own."""
    found = list(_risks(viewer, on))
    if rules.may_keep_records(viewer):
        found += [*_policies(viewer, on), *_happened(viewer, on), *_reports(viewer)]
    return found


def _risks(viewer: Viewer, on: date) -> Iterable[Due]:
    rows = risks.risks_to_review(viewer, on + AHEAD)
    if not rules.may_keep_records(viewer):
        rows = rows.filter(owner_post_id=viewer.post_id)
    for risk in rows:
        yield Due(risk, "Review the risk", risk.review_due_on)


def _policies(viewer: Viewer, on: date) -> Iterable[Due]:
    rows = policies.policies(viewer, on).filter(
        review__in=[ReviewDue.OVERDUE, ReviewDue.SOON]
    )
    for policy in rows:
        yield Due(policy, "Review the document", policy.review_due_on)


def _happened(viewer: Viewer, on: date) -> Iterable[Due]:
    for meeting in meetings.planned_meetings(viewer, on):
        yield Due(meeting, "Say whether it was held", meeting.held_on)
    for event in events.overdue_events(viewer, on):
        yield Due(event, "Say whether it was held", event.planned_to)


def _reports(viewer: Viewer) -> Iterable[Due]:
    for report in national.unanswered(viewer):
        yield Due(report, "Record the partnership’s response")
