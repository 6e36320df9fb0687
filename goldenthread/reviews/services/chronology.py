"""Saying whether two key episodes are one, and handing a chronology out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.models.record import new_key
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import EpisodePair, Incident, KeyEpisode
from goldenthread.reviews.services import keeping
from goldenthread.subjects.rules import require_may_keep


def judge_pair(
    incident: Incident,
    first: KeyEpisode,
    second: KeyEpisode,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
) -> EpisodePair:
    """Say that two episodes tell of one thing, or do not; both rows stay as they are.

    Refuses an episode beside itself and one of another case. A later word counts.
    """
    require_may_keep(by, incident.circle)
    if first.pk == second.pk:
        raise Refused("Choose two different episodes.")
    of_case = {first.agency_return.incident_id, second.agency_return.incident_id}
    if of_case != {incident.pk}:
        raise Refused("Both episodes must be of this case.")
    one, other = sorted((first, second), key=lambda each: each.pk)
    given = {
        "incident": incident,
        "first": one,
        "second": other,
        "judged_on": london_date(at),
        "signed_by": by.label[:300],
        **values,
    }
    return records.add(
        EpisodePair,
        given,
        by=by,
        at=at,
        action="judge_pair",
        subjects=keeping.tokens(incident),
    )


def note_export(
    incident: Incident, *, by: Viewer, at: datetime, what: str, rows: int, purpose: str
) -> str:
    """Write that a copy leaves, why and how many rows; answers the copy's reference.

    Refuses a copy without a purpose. Each copy has a reference of its own, which stands
    on it: a page found somewhere leads back to who took it out, and why.
    """
    if not purpose.strip():
        raise Refused("Say what the copy is for.")
    reference = new_key()
    with transaction.atomic():
        history.record_read(
            by=by,
            at=at,
            action=f"export_{what}",
            kind=Incident._meta.label_lower,
            record_key=incident.key,
            rows=rows,
            subjects=keeping.tokens(incident),
            why=f"{purpose.strip()[:400]} (copy {reference})",
        )
    return reference
