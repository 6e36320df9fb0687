"""Reported measures in words and charts; no database."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from goldenthread.core.charts import Chart, Series, line_chart
from goldenthread.core.figures import Unit, show
from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.dataset.models import Measure, Point
from goldenthread.dataset.states import Bound, MeasureUnit, PointState


MEASURE_COLUMNS = ("Measure", "Unit", "Points", "Source")
POINT_COLUMNS = ("Point", "Value", "Caveat")


def measure_row(measure: Measure) -> tuple[Any, ...]:
    return (
        Cell(text=measure.name, hint=measure.series),
        measure.get_unit_display(),
        Cell(text=str(measure.number_of_points), numeric=True),
        measure.source,
    )


def unit_of(measure: Measure) -> Unit:
    """How its values are written: events on a day are counted like anything else."""
    if measure.unit == MeasureUnit.EVENTS:
        return Unit.COUNT
    return Unit(measure.unit)


def value_words(point: Point) -> str:
    """A value as people read it: with its bound, or why there is none."""
    if point.state != PointState.KNOWN:
        return point.get_state_display()
    shown = show(point.value, unit_of(point.measure), point.measure.places)
    if point.bound == Bound.EXACT:
        return shown
    return f"{point.get_bound_display().lower()} {shown}"


def point_row(point: Point) -> tuple[Any, ...]:
    return (str(point), Cell(text=value_words(point), numeric=True), point.caveat)


def point_detail(point: Point, measure_url: str) -> Detail:
    return Detail(
        facts=(
            fact("Measure", Cell(text=point.measure.name, url=measure_url)),
            fact("Area", point.area),
            fact("Period", point.label),
            fact(
                "First day", show(point.starts_on, Unit.DATE) if point.starts_on else ""
            ),
            fact("Day, or last day", show(point.on, Unit.DATE)),
            fact("Value", value_words(point)),
            fact("Source", point.source or point.measure.source),
            fact("Caveat", point.caveat),
        ),
        tags=(state_tag(point),),
    )


def state_tag(point: Point) -> Tag:
    colour = "green" if point.state == PointState.KNOWN else "yellow"
    return Tag(point.get_state_display(), colour)


def measure_detail(
    measure: Measure, points: list[Point], urls: dict[int, str], links: tuple[Link, ...]
) -> Detail:
    return Detail(
        facts=(
            fact("Definition", measure.definition),
            fact("Version of the definition", measure.definition_version),
            fact("Unit", measure.get_unit_display()),
            fact("Which way is better", measure.get_polarity_display()),
            fact("Source", measure.source),
            fact("Where from", measure.get_origin_display()),
            fact("Licence", measure.licence),
            fact("Caveat", measure.caveat),
            fact("Name in figures", measure.series),
        ),
        sections=(
            *_drawn(measure, points),
            Section(
                title="Points",
                columns=("Period", "Area", "Value", "Caveat"),
                rows=tuple(
                    (
                        Cell(text=point.label, url=urls[point.pk]),
                        Cell(text=point.area),
                        Cell(text=value_words(point), numeric=True),
                        Cell(text=point.caveat),
                    )
                    for point in points
                ),
                links=links,
                empty="No value has been recorded.",
            ),
        ),
    )


def _drawn(measure: Measure, points: list[Point]) -> tuple[Section, ...]:
    known = [point for point in points if point.state == PointState.KNOWN]
    if len({point.label for point in known}) < 2:
        return ()
    return (Section(title="Over time", chart=series_chart(measure, points)),)


def series_chart(measure: Measure, points: Iterable[Point]) -> Chart:
    """A line for each area; a value that is not known is a gap, never nought."""
    ordered = sorted(points, key=lambda one: (one.on, one.area))
    labels = list(dict.fromkeys(one.label for one in ordered))
    lines = []
    by_area = sorted(ordered, key=lambda one: one.area)
    for area, group in groupby(by_area, key=lambda one: one.area):
        values = {one.label: one.value for one in group}
        lines.append(Series(area, tuple(values.get(label) for label in labels)))
    return line_chart(
        measure.name,
        tuple(labels),
        tuple(lines),
    )
