"""Writes of dashboards: which indicators, what is said of them, where limits begin anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.models import new_key
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import drawn, mapping, queries, rules, shelf, showing
from goldenthread.dataset.models import (
    Commentary,
    Dashboard,
    RaisedSignal,
    Rebasing,
    Release,
)
from goldenthread.dataset.queries import shown
from goldenthread.dataset.showing import Kept
from goldenthread.partnership.models import Partnership
from goldenthread.thread import services as thread
from goldenthread.thread.models import Finding
from goldenthread.thread.states import FindingKind, OriginKind


def add_dashboard(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Dashboard:
    """Make a dashboard for an audience; refuses an indicator that is not shown."""
    rules.require_may_keep_dashboards(by)
    _require_offered(values["indicators"])
    _require_name_free(by, values["name"], None)
    here = {"partnership_id": by.partnership_id}
    return records.add(Dashboard, here | values, by=by, at=at, action="add_dashboard")


def amend_dashboard(
    dashboard: Dashboard,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Dashboard:
    """Change which indicators a dashboard holds, or their order."""
    rules.require_may_keep_dashboards(by)
    _require_offered(values.get("indicators", []))
    _require_name_free(by, values.get("name", dashboard.name), dashboard)
    return records.amend(
        dashboard,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_dashboard",
    )


def _require_offered(keys: list[str]) -> None:
    known = {one.indicator for one in showing.offered().indicators}
    for key in keys:
        if key not in known:
            raise ValidationError({"indicators": f"“{key}” is not among those shown."})


def _require_name_free(by: Viewer, name: str, own: Dashboard | None) -> None:
    same = Dashboard.objects.filter(partnership_id=by.partnership_id, name=name)
    if same.exclude(pk=own.pk if own else None).exists():
        raise ValidationError({"name": f"There is a dashboard “{name}” already."})


def _shown_now(by: Viewer, indicator: str) -> tuple[Release, Kept]:
    """The release in force and the indicator in it. Refused where it is not shown."""
    release = queries.release_in_force(by.partnership_id)
    kept = shown.kept_of(release, indicator)
    if release is None or kept is None:
        raise Refused(shown.why_not(release, indicator))
    return release, kept


def add_commentary(
    *, by: Viewer, at: datetime, values: dict[str, Any], indicator: str
) -> Commentary:
    """Say what an indicator's figures mean, under one's own name, as they are now.

    Keeps the last figures as they are shown. Never changed afterwards: who thinks
    otherwise adds another.
    """
    rules.require_may_keep_dashboards(by)
    release, kept = _shown_now(by, indicator)
    cut = shown.cut_of(kept)
    held = {
        "partnership_id": by.partnership_id,
        "release": release,
        "indicator": indicator,
        "label": kept.definition.label,
        "said_at": at,
        "said_by": by.label,
        "figures": shown.frozen(kept, cut, shown.FROZEN),
    }
    return records.add(Commentary, held | values, by=by, at=at, action="add_commentary")


def rebase_indicator(
    *, by: Viewer, at: datetime, values: dict[str, Any], indicator: str
) -> Rebasing:
    """Let the limits of an indicator begin anew from a day, with the reason.

    Refuses a day before the second point or after the last, and the same day twice.
    """
    rules.require_may_keep_dashboards(by)
    _, kept = _shown_now(by, indicator)
    days = [one.start for one in kept.series(shown.cut_of(kept).every)]
    if not days or not days[0] < values["on"] <= days[-1]:
        raise ValidationError(
            {"on": "The day must lie after the first point and not after the last."}
        )
    held = {"partnership_id": by.partnership_id, "indicator": indicator}
    if Rebasing.objects.filter(**held, on=values["on"]).exists():
        raise ValidationError({"on": "The limits begin anew on that day already."})
    values = held | values | {"said_by": by.label}
    return records.add(Rebasing, values, by=by, at=at, action="rebase_indicator")


def raise_signal(
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    indicator: str,
    cut: shown.Cut,
    invented: bool = False,
) -> Finding:
    """Raise a finding from a chart, and keep the chart as it was seen.

    Opens an origin of the kind “indicator” and writes the finding under it, in one
    transaction. Refuses an indicator that is not shown.
    """
    rules.require_may_raise_signal(by)
    release, kept = _shown_now(by, indicator)
    kept = mapping.with_areas(kept, shelf.of(release.partnership_id), release.name)
    partnership = Partnership.objects.get(pk=by.partnership_id)
    key = new_key()
    title = f"{kept.definition.label}: {values['title']}"[:200]
    with transaction.atomic():
        origin = thread.open_origin(
            by=by,
            at=at,
            partnership=partnership,
            kind=OriginKind.INDICATOR,
            source_key=key,
            title=title,
            happened_on=values["found_on"],
            about=kept.definition.definition,
        )
        held = {
            "key": key,
            "partnership": partnership,
            "release": release,
            "origin": origin,
            "indicator": indicator,
            "title": title,
            "cut": dict(cut.__dict__),
            "figures": shown.frozen(kept, cut),
            "drawing": str(drawn.chart_of(by, release, kept, cut).svg),
            "raised_at": at,
            "raised_by": by.label,
            "invented": invented,
        }
        records.add(RaisedSignal, held, by=by, at=at, action="raise_signal")
        found = {"kind": FindingKind.CHALLENGE, **values}
        return thread.add_finding(by=by, at=at, values=found, parent=origin)
