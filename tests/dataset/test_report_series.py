"""Series of a release for the report: as they may be shown, corrected by the next one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goldenthread.core.models import HistoryRow
from goldenthread.dataset import shelf, showing
from goldenthread.dataset.models import Measure, Point
from goldenthread.dataset.services import series
from goldenthread.dataset.states import Origin, PointState
from tests.dataset.factories import AT, partnership, viewer


pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def release(here, published):
    made = published(here.pk)
    if not showing.is_kept(shelf.of(here.pk), made.name):
        pytest.fail("The county's release has no figures that may be shown.")
    return made


def test_every_listed_series_is_one_that_is_shown():
    shown = {one.indicator for one in showing.offered().indicators}
    assert {row["indicator"] for row in series.listed()} <= shown


def test_points_are_what_may_be_shown_and_no_more(here, release):
    written = series.note_series(release, by=viewer(here), at=AT)
    assert written == Point.objects.count() > 50
    assert set(Measure.objects.values_list("origin", flat=True)) == {Origin.RELEASE}
    place = shelf.of(here.pk)
    for row in series.listed():
        kept = showing.indicator(place, release.name, row["indicator"])
        name = series.series_name(row["indicator"], row["every"])
        points = Point.objects.filter(measure__series=name).order_by("starts_on")
        shown = kept.series(row["every"]) if kept else ()
        assert [one.starts_on for one in points] == [one.start for one in shown]
        for point, figure in zip(points, shown, strict=True):
            hidden = figure.figure is None
            assert (point.state == PointState.SUPPRESSED) is hidden
            assert (point.value is None) is hidden
            assert point.area == here.area_name


def test_small_months_are_hidden(here, release):
    """Of a county of a thousand children some months are small: none is told."""
    series.note_series(release, by=viewer(here), at=AT)
    told = Point.objects.filter(measure__unit="COUNT", state=PointState.KNOWN)
    assert not told.filter(value__gt=0, value__lt=6).exists()
    assert Point.objects.filter(state=PointState.SUPPRESSED).exists()


def test_the_same_again_writes_nothing_and_another_corrects(here, release):
    by = viewer(here)
    series.note_series(release, by=by, at=AT)
    rows = HistoryRow.objects.count()
    assert series.note_series(release, by=by, at=AT) == 0
    assert HistoryRow.objects.count() == rows
    point = Point.objects.filter(state=PointState.KNOWN).first()
    before = point.value
    Point.objects.filter(pk=point.pk).update(value=before + 1)
    assert series.note_series(release, by=by, at=AT) == 1
    point.refresh_from_db()
    assert point.value == before


def test_shares_are_per_cent_and_periods_have_their_names():
    figure = showing.Figure("year", AT.date(), "all", "ALL", 1, 3, 1 / 3, "")
    assert series._value(figure, "PERCENT") == Decimal("33.3")
    names = [
        series.label_of(every, AT.date().replace(month=1, day=1))
        for every in ("month", "quarter", "year")
    ]
    assert names == ["January 2025", "2024-25 Q4", "2024-25"]
