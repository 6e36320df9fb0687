"""Key episodes: structured rows of what an agency's own record says happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import AgencyReturn, KeyEpisode
from goldenthread.reviews.rules import scoping as rules
from goldenthread.reviews.services import keeping
from goldenthread.reviews.services.scoping import locked_return


def add_episode(
    one: AgencyReturn, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> KeyEpisode:
    """Add one key episode; after the return was sent it is marked as added afterwards.

    Refuses people of another case, a span that ends before it begins, a day that has
    not come, and a return that is no longer wanted.
    """
    rules.require_fills(by, one)
    _require_fitting(one, values)
    with transaction.atomic():
        one = locked_return(one)
        if closed := rules.why_closed(one):
            raise Refused(closed)
        given = {
            "agency_return": one,
            "added_on": london_date(at),
            "afterwards": one.returned_on is not None,
            **values,
        }
        keeping.not_in_future(given, at)
        tokens = keeping.tokens(one.incident)
        return records.add(
            KeyEpisode, given, by=by, at=at, action="add_episode", subjects=tokens
        )


def _require_fitting(one: AgencyReturn, values: dict[str, Any]) -> None:
    begun, ended = values.get("starts_on"), values.get("ends_on")
    if begun and ended and ended < begun:
        raise ValidationError({"ends_on": "The last day is before the first day."})
    known = set(one.incident.subjects.values_list("pk", flat=True))
    if "subjects" in values and not {who.pk for who in values["subjects"]} <= known:
        raise ValidationError({"subjects": "Choose only people of this case."})


def amend_episode(
    episode: KeyEpisode,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> KeyEpisode:
    """Change an episode of a draft; once the return was sent, it stands."""
    rules.require_fills(by, episode.agency_return)
    _require_fitting(episode.agency_return, values)
    keeping.not_in_future(values, at)
    with transaction.atomic():
        one = locked_return(episode.agency_return)
        rules.require_open(one)
        return records.amend(
            episode,
            values,
            read_version=read_version,
            by=by,
            at=at,
            action="amend_episode",
            subjects=keeping.tokens(one.incident),
        )


def remove_episode(
    episode: KeyEpisode, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> AgencyReturn:
    """Take an episode out of a draft; the history keeps what it said."""
    rules.require_fills(by, episode.agency_return)
    said = ("starts_on", "ends_on", "text", "source_record")
    with transaction.atomic():
        one = locked_return(episode.agency_return)
        rules.require_open(one)
        history.record_change(
            by=by,
            at=at,
            action="remove_episode",
            kind=KeyEpisode._meta.label_lower,
            record_key=episode.key,
            before=records.snapshot(episode, said),
            after={},
            subjects=keeping.tokens(one.incident),
        )
        episode.delete()
    return one
