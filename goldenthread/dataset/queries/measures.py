"""Reads of reported measures, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from goldenthread.core.calendars import long_date
from goldenthread.core.counting import number_of
from goldenthread.core.figures import Scope
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.models import Measure, Point
from goldenthread.dataset.states import Bound, MeasureUnit, PointState
from goldenthread.thread.queries.series import Reading, Series
from goldenthread.thread.states import SeriesKind


def measures(viewer: Viewer) -> QuerySet[Measure]:
    return (
        Measure.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("owner")
        .annotate(number_of_points=number_of(Point.objects.all(), "measure"))
        .order_by("series")
    )


def points(viewer: Viewer) -> QuerySet[Point]:
    return (
        Point.objects.filter(measure__partnership_id=viewer.partnership_id)
        .select_related("measure")
        .order_by("measure__series", "area", "-on")
    )


def points_of(
    partnership_id: int, series: str, *, area: str = "", until: date | None = None
) -> QuerySet[Point]:
    """A series in order of time, for one area or for all of them, up to a day."""
    found = Point.objects.filter(
        measure__partnership_id=partnership_id, measure__series=series
    ).select_related("measure")
    if area:
        found = found.filter(area=area)
    if until is not None:
        found = found.filter(on__lte=until)
    return found.order_by("area", "on")


def latest_points(partnership_id: int, prefix: str, until: date) -> QuerySet[Point]:
    """Of each measure whose series begins so and each area, the newest point by a day.

    The earlier ones stay in the database: a county's profile is of one day, however
    many years are kept.
    """
    place = Window(
        RowNumber(),
        partition_by=[F("measure__name"), F("area")],
        order_by=[F("on").desc(), F("pk").asc()],
    )
    found = Point.objects.filter(
        measure__partnership_id=partnership_id,
        measure__series__startswith=prefix,
        on__lte=until,
    )
    return (
        found.alias(place=place)
        .filter(place=1)
        .select_related("measure")
        .order_by("measure_id", "pk")
    )


# --- Series that impact tests may lean on ------------------------------------------


def series_listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Every measure that has points, area by area, as key and words."""
    found = (
        points(viewer)
        .order_by("measure__name", "measure__series", "area")
        .values_list("measure__series", "measure__name", "area")
        .distinct()
    )
    return [
        (f"dataset:{series}:{area}", f"{name}, {area}" if area else name)
        for series, name, area in found
    ]


def series_read(viewer: Viewer, key: str) -> Series | None:
    """One measure in one area, in order of time; a bound is no value to judge by."""
    name, _, area = key.partition(":")
    measure = measures(viewer).filter(series=name).first()
    if measure is None:
        return None
    found = Point.objects.filter(measure=measure, area=area).order_by("on", "label")
    events = measure.unit == MeasureUnit.EVENTS
    return Series(
        key=f"dataset:{key}",
        title=f"{measure.name}, {area}" if area else measure.name,
        kind=SeriesKind.EVENTS if events else SeriesKind.VALUES,
        readings=tuple(_reading(point) for point in found),
        unit=measure.get_unit_display(),
        places=measure.places,
        url=reverse("view_measure", args=[measure.key]),
        caveat=measure.caveat,
    )


def _reading(point: Point) -> Reading:
    exact = point.state == PointState.KNOWN and point.bound == Bound.EXACT
    return Reading(
        on=point.on,
        starts_on=point.starts_on,
        value=point.value if exact else None,
        label=point.label,
    )


def unsound(scope: Scope) -> Iterator[tuple[str, str]]:
    """Points labelled with the year whose days lie outside it."""
    wrong = Point.objects.filter(
        measure__partnership_id=scope.partnership_id, label=scope.label
    ).select_related("measure")
    for point in wrong:
        if not scope.covers(point.on):
            yield (
                f"Measure {point.measure.name}",
                f"The point labelled {point.label} is of {long_date(point.on)}, outside "
                "the year.",
            )
