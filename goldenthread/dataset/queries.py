"""Reads of reported measures, within what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from goldenthread.core.calendars import long_date
from goldenthread.core.counting import number_of
from goldenthread.core.figures import Scope
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.models import Measure, Point


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
