"""Moving a case on: one row a step, signed by a post."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import CaseStep, Incident
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states.cases import CASE_MOVES


def locked(incident: Incident) -> Incident:
    """The incident as it stands, held until the transaction ends."""
    return Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)


def step(
    incident: Incident,
    move: str,
    *,
    by: Viewer,
    at: datetime,
    on: date | None = None,
    reason: str = "",
) -> Incident:
    """Take one step of the table; raises MoveRefused where the table has none.

    The caller has asked its own rule about who may.
    """
    with transaction.atomic():
        incident = locked(incident)
        found = CASE_MOVES.move(move, incident.state)
        values = {
            "incident": incident,
            "position": keeping.next_position(incident.steps.all()),
            "move": move,
            "source": found.source,
            "target": found.target,
            "happened_on": on or london_date(at),
            "signed_by": by.label[:300],
            "recorded_by": by.account_key,
            "reason": reason,
        }
        keeping.not_in_future(values, at)
        records.add(
            CaseStep,
            values,
            by=by,
            at=at,
            action=move,
            subjects=keeping.tokens(incident),
        )
        return keeping.write_over(
            incident,
            {"state": found.target},
            incident,
            by=by,
            at=at,
            read_version=incident.version,
        )
