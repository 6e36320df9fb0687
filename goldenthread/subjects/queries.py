"""Reads about subjects, within what the viewer may see."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.subjects.models import Bar, Circle, CircleMember, Subject


def open_circles(person_id: int | None, on: date) -> QuerySet[Circle]:
    """Circles a person stands in on a day and is not barred from (rule A3)."""
    live = CircleMember.objects.on(on).filter(person_id=person_id).values("circle_id")
    barred = Bar.objects.on(on).filter(person_id=person_id).values("circle_id")
    return Circle.objects.filter(pk__in=live).exclude(pk__in=barred)


def circle_keys(person_id: int | None, on: date) -> QuerySet:
    """The keys of those circles, lazily, for a viewer's `circles`."""
    return open_circles(person_id, on).values("key")


def subjects(viewer: Viewer) -> QuerySet[Subject]:
    """Subjects of cases whose circle is open to the viewer."""
    return (
        Subject.objects.filter(
            circle__key__in=viewer.circles, partnership_id=viewer.partnership_id
        )
        .select_related("circle")
        .prefetch_related("aliases")
        .order_by("pk")
    )
