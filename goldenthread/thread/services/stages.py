"""The stages a challenge goes up: dated rows that the partnership sets itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import EscalationStage
from goldenthread.thread.services.checks import not_earlier
from goldenthread.thread.services.reference import ROWS


Values = dict[str, Any]


def add_escalation_stage(
    *, by: Viewer, at: datetime, values: Values
) -> EscalationStage:
    """Add a stage; refuses a number that a stage in force has already."""
    rules.require_may_keep(by)
    return records.add(
        EscalationStage,
        {"partnership_id": by.partnership_id} | values,
        by=by,
        at=at,
        action="add_escalation_stage",
    )


def amend_escalation_stage(
    stage: EscalationStage,
    *,
    by: Viewer,
    at: datetime,
    values: Values,
    read_version: int,
) -> EscalationStage:
    """End the row that holds and put one with the new values after it.

    A challenge keeps the row it was raised or taken to, so its clock does not change
    under it. Refuses a row that has ended, and a first day not after the row's own.
    """
    rules.require_may_keep(by)
    if stage.ends_on is not None:
        raise Refused("This row has ended. Change the one that holds now.")
    starts = values["starts_on"]
    first = stage.starts_on
    not_earlier("starts_on", starts, first, "The new row", "when this one began")
    if starts == stage.starts_on:
        raise Refused("The new row must begin after the day this one began.")
    end = {"ends_on": starts}
    kept = {"code": stage.code, "position": stage.position}
    with transaction.atomic():
        records.amend(
            stage,
            end,
            read_version=read_version,
            by=by,
            at=at,
            action="end_escalation_stage",
        )
        return add_escalation_stage(by=by, at=at, values=kept | values)


def load_escalation_stages(*, by: Viewer, at: datetime) -> list[EscalationStage]:
    """Give the viewer's partnership its first stages; nothing if it has any."""
    rules.require_may_keep(by)
    mine = EscalationStage.objects.filter(partnership_id=by.partnership_id)
    if mine.exists():
        return list(mine.order_by("position"))
    facts = read_rows(ROWS / "escalation_stages.toml")
    shared = {name: facts[name] for name in ("starts_on", "confidence", "source")}
    return [
        add_escalation_stage(by=by, at=at, values=row | shared | {"position": position})
        for position, row in enumerate(facts["stage"], 1)
    ]
