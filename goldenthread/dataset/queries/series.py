"""Series that impact tests may lean on: reported measures, and what a release shows."""

from __future__ import annotations

from django.urls import reverse

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, showing
from goldenthread.dataset.models import Release
from goldenthread.dataset.queries import shown
from goldenthread.dataset.queries.measures import series_listed as measures_listed
from goldenthread.dataset.queries.measures import series_read as measure_read
from goldenthread.dataset.showing import Kept
from goldenthread.thread.queries.series import Reading, Series
from goldenthread.thread.states import SeriesKind


SHOWN = "shown"
UNITS = {
    "COUNT": "Number",
    "SHARE": "Per cent",
    "RATE": "Rate per 10,000 children",
    "MEDIAN_DAYS": "Days",
}


def series_listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Measures area by area, then every indicator of the release in force."""
    found = measures_listed(viewer)
    release = _release(viewer)
    for one in showing.offered().indicators:
        kept = shown.kept_of(release, one.indicator)
        if kept is not None:
            words = f"{kept.definition.label} (agencies’ data)"
            found.append((f"dataset:{SHOWN}:{one.indicator}", words))
    return found


def series_read(viewer: Viewer, key: str) -> Series | None:
    """One of them by its key; only values that may be told, a hidden one is a gap."""
    room, _, name = key.partition(":")
    if room != SHOWN:
        return measure_read(viewer, key)
    release = _release(viewer)
    kept = shown.kept_of(release, name)
    if release is None or kept is None:
        return None
    return _series(kept, release, key)


def _release(viewer: Viewer) -> Release | None:
    if not rules.may_read_dashboards(viewer):
        return None
    return shown.in_force(viewer.partnership_id)


def _series(kept: Kept, release: Release, key: str) -> Series:
    cut = shown.cut_of(kept)
    readings = tuple(
        Reading(
            on=shown.period_of(cut, one.start).end,
            starts_on=one.start,
            value=shown.number_of(kept, one),
            label=f"{one.start:%B %Y}",
        )
        for one in kept.series(cut.every)
    )
    caveat = "Invented." if release.invented else kept.definition.caveat
    return Series(
        key=f"dataset:{key}",
        title=kept.definition.label,
        kind=SeriesKind.VALUES,
        readings=readings,
        unit=UNITS[kept.definition.unit],
        places=1 if kept.definition.unit in ("SHARE", "RATE") else 0,
        url=reverse("view_indicator", args=[kept.indicator]),
        caveat=f"{caveat} From “{release}”.".strip(),
    )
