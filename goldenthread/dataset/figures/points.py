"""Figures that are one point of a series, defined as data in `points.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import QuerySet, Subquery

from goldenthread.core.example import read_rows
from goldenthread.core.figures import Answers, Figure, Result, Scope, State, Unit
from goldenthread.dataset.models import Point
from goldenthread.dataset.queries import points_of
from goldenthread.dataset.states import Bound, PointState


ROWS = Path(__file__).parent / "points.toml"
STATES = {
    PointState.SUPPRESSED: State.SUPPRESSED,
    PointState.MISSING: State.MISSING,
    PointState.NOT_APPLICABLE: State.NOT_APPLICABLE,
}


def the_point(
    scope: Scope, series: str, area: str, period: str = ""
) -> QuerySet[Point]:
    """One row at most: the named period, or the latest by the end of the year.

    Answered by primary key, so that a caller may filter it further.
    """
    found = points_of(scope.partnership_id, series, area=area, until=scope.end)
    if period:
        return found.filter(label=period)
    latest = found.order_by("-on", "pk").values("pk")[:1]
    return found.filter(pk=Subquery(latest))


def result_of(found: QuerySet[Point]) -> Result:
    """A point as a figure's result: value, bound, caveats, or why there is none."""
    point = found.first()
    if point is None:
        return Result(state=State.MISSING, reason="No point is recorded.", rows=found)
    caveats = tuple(words for words in (point.measure.caveat, point.caveat) if words)
    if point.state != PointState.KNOWN:
        reason = f"{point.get_state_display()}."
        state = STATES[PointState(point.state)]
        return Result(
            state=state,
            reason=reason,
            rows=found,
            caveats=caveats,
            source=_source(point),
        )
    bound = "" if point.bound == Bound.EXACT else point.bound
    return Result(
        value=point.value,
        rows=found,
        caveats=caveats,
        source=_source(point),
        bound=bound,
    )


def _source(point: Point) -> str:
    return f"{point.source or point.measure.source} ({point.label})"


def _figure(row: dict[str, Any]) -> Figure:
    def rows(scope: Scope) -> QuerySet[Point]:
        return the_point(scope, row["series"], row["area"], row.get("period", ""))

    def compute(scope: Scope, _: Answers) -> Result:
        return result_of(rows(scope))

    when = row.get("period") or "the latest by the end of the year"
    return Figure(
        key=row["key"],
        label=row["label"],
        unit=Unit(row["unit"]),
        definition=(
            f"The point of the reported series “{row['series']}” for {row['area']}: "
            f"{when}. The measure's own page says how it is defined."
        ),
        compute=compute,
        places=row["places"],
        rows=rows,
    )


POINTS = [_figure(row) for row in read_rows(ROWS)["figure"]]
