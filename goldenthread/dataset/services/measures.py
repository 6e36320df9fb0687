"""Every write of reported measures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules
from goldenthread.dataset.models import Measure, Point
from goldenthread.partnership.models import Partnership


def add_measure(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Measure:
    """Define a measure; refuses a series name that is taken."""
    rules.require_may_keep_measures(by)
    values = {
        "partnership": Partnership.objects.get(pk=by.partnership_id),
        **values,
    }
    taken = Measure.objects.filter(
        partnership=values["partnership"], series=values["series"]
    )
    if taken.exists():
        raise Refused(f"There is already a measure called {values['series']}.")
    return records.add(Measure, values, by=by, at=at, action="add_measure")


def amend_measure(
    measure: Measure,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Measure:
    """Change a measure's words; a changed definition should carry a new version."""
    rules.require_may_keep_measures(by)
    return records.amend(
        measure, values, read_version=read_version, by=by, at=at, action="amend_measure"
    )


def add_point(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Measure
) -> Point:
    """Add a value of a measure; refuses a second one for the same area and period."""
    rules.require_may_keep_measures(by)
    rules.require_value_fits_state(values["state"], values.get("value"))
    if parent.points.filter(area=values["area"], label=values["label"]).exists():
        raise Refused(
            f"{values['area']}, {values['label']} is recorded already: amend that one."
        )
    return records.add(
        Point, {**values, "measure": parent}, by=by, at=at, action="add_point"
    )


def amend_point(
    point: Point,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Point:
    """Correct a value; the value before stays in the history."""
    rules.require_may_keep_measures(by)
    rules.require_value_fits_state(values["state"], values.get("value"))
    return records.amend(
        point, values, read_version=read_version, by=by, at=at, action="amend_point"
    )
