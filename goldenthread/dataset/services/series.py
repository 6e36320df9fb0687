"""Series of the release in force, written down for the yearly report and for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.core import records
from goldenthread.core.calendars import add_months
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf, showing
from goldenthread.dataset.models import Measure, Point, Release
from goldenthread.dataset.states import Bound, Origin, PointState


ROWS = Path(__file__).parents[1] / "report_series.toml"
MONTHS = {"month": 1, "quarter": 3, "year": 12}
COLUMN = Decimal("0.0001")
PLACES = {"PERCENT": 1, "COUNT": 0, "DAYS": 0}


@cache
def listed() -> tuple[dict[str, Any], ...]:
    """The series that the report cites, as data."""
    return tuple(read_rows(ROWS)["series"])


def series_name(indicator: str, every: str) -> str:
    """What a series of a release is called in figures."""
    return f"release.{indicator}.{every}"


def note_series(release: Release, *, by: Viewer, at: datetime) -> int:
    """Write down each listed series as it may be shown; how many points were written.

    A point that is there already is corrected where the release says otherwise; what it
    was stays in the history. What is suppressed is a point without a value.
    """
    place, written = shelf.of(release.partnership_id), 0
    for row in listed():
        kept = showing.indicator(place, release.name, row["indicator"])
        if kept is None:
            continue
        measure = _measure(row, kept, release, by=by, at=at)
        for figure in kept.series(row["every"]):
            written += _note(measure, row, figure, release, by=by, at=at)
    return written


def _measure(
    row: dict[str, Any],
    kept: showing.Kept,
    release: Release,
    *,
    by: Viewer,
    at: datetime,
) -> Measure:
    series = series_name(row["indicator"], row["every"])
    found = Measure.objects.filter(
        partnership_id=release.partnership_id, series=series
    ).first()
    values = {
        "name": f"{kept.definition.label}, by {row['every']}",
        "unit": row["unit"],
        "places": PLACES[row["unit"]],
        "polarity": row["polarity"],
        "origin": Origin.RELEASE,
        "definition": kept.definition.definition,
        "definition_version": str(kept.definition.version),
        "source": f"Release “{release.title}”",
        "caveat": _caveat(kept, release),
    }
    if found is None:
        fixed = {"partnership_id": release.partnership_id, "series": series}
        return records.add(Measure, values | fixed, by=by, at=at, action="note_series")
    return records.amend(
        found, values, read_version=found.version, by=by, at=at, action="note_series"
    )


def _caveat(kept: showing.Kept, release: Release) -> str:
    invented = "The children and events are invented." if release.invented else ""
    return " ".join(words for words in (invented, kept.definition.caveat) if words)


def _note(
    measure: Measure,
    row: dict[str, Any],
    figure: showing.Figure,
    release: Release,
    *,
    by: Viewer,
    at: datetime,
) -> int:
    ends = add_months(figure.start, MONTHS[figure.every]) - timedelta(days=1)
    key = {"measure": measure, "area": release.partnership.area_name}
    label = label_of(figure.every, figure.start)
    values = {
        "starts_on": figure.start,
        "on": ends,
        "value": _value(figure, row["unit"]),
        "state": _state(figure),
        "bound": Bound.EXACT,
    }
    found = Point.objects.filter(**key, label=label).first()
    if found is None:
        records.add(
            Point, key | values | {"label": label}, by=by, at=at, action="note_series"
        )
        return 1
    after = records.amend(
        found, values, read_version=found.version, by=by, at=at, action="note_series"
    )
    return int(after.version != found.version)


def _value(figure: showing.Figure, unit: str) -> Decimal | None:
    if figure.figure is None:
        return None
    scale = 100 if unit == "PERCENT" else 1
    told = Decimal(str(round(figure.figure * scale, PLACES[unit])))
    # With the noughts of its column, so that the same again is no change.
    return told.quantize(COLUMN)


def _state(figure: showing.Figure) -> str:
    return PointState.KNOWN if figure.figure is not None else PointState.SUPPRESSED


def label_of(every: str, start: date) -> str:
    """A period as the report names it: April 2024, 2024-25 Q1, 2024-25."""
    if every == "month":
        return f"{start:%B %Y}"
    first = start.year - (start.month < 4)
    year = f"{first}-{(first + 1) % 100:02d}"
    return year if every == "year" else f"{year} Q{(start.month - 4) % 12 // 3 + 1}"
