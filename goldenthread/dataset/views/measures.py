"""Pages of reported measures."""

from __future__ import annotations

from goldenthread.core import pages
from goldenthread.core.pages import Detail, Filter, Kind, Link
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, services
from goldenthread.dataset.forms import measures as forms
from goldenthread.dataset.models import Measure, Point
from goldenthread.dataset.presenters import measures as presenters
from goldenthread.dataset.states import MeasureUnit, Origin, PointState


def measure_detail(measure: Measure, viewer: Viewer) -> Detail:
    points = list(queries.points(viewer).filter(measure=measure))
    links = ()
    if rules.may_keep_measures(viewer):
        links = (Link("Add a point", POINT.add_url(measure)),)
    urls = {point.pk: POINT.url(point) for point in points}
    return presenters.measure_detail(measure, points, urls, links)


MEASURE = pages.register(
    Kind(
        name="measure",
        label="measure",
        label_plural="measures",
        room="dataset",
        model=Measure,
        visible=queries.measures,
        columns=presenters.MEASURE_COLUMNS,
        row=presenters.measure_row,
        title=str,
        detail=measure_detail,
        may_read=rules.may_read_measures,
        may_write=rules.may_keep_measures,
        form=forms.MeasureForm,
        add=services.add_measure,
        amend=services.amend_measure,
        search=("name", "series", "definition", "source"),
        filters=(
            Filter("origin", "Where from", tuple(Origin.choices), "origin"),
            Filter("unit", "Unit", tuple(MeasureUnit.choices), "unit"),
        ),
        intro="What is measured, with its definition, its source and every value as a "
        "dated point.",
    )
)


def point_detail(point: Point, viewer: Viewer) -> Detail:
    return presenters.point_detail(point, MEASURE.url(point.measure))


POINT = pages.register(
    Kind(
        name="point",
        label="point",
        label_plural="points of measures",
        room="dataset",
        model=Point,
        visible=queries.points,
        columns=presenters.POINT_COLUMNS,
        row=presenters.point_row,
        title=str,
        detail=point_detail,
        may_read=rules.may_read_measures,
        may_write=rules.may_keep_measures,
        form=forms.PointForm,
        add=services.add_point,
        amend=services.amend_point,
        parent=MEASURE,
        search=("measure__name", "area", "label", "caveat"),
        filters=(Filter("state", "Known?", tuple(PointState.choices), "state"),),
        intro="Every value of every measure. Suppressed, missing and nought are "
        "different answers.",
    )
)
