"""Writes of turning-the-curve cards and their forecasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import add_months
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import forecasting, queries, rules
from goldenthread.dataset.models import Card, Forecast
from goldenthread.dataset.queries import shown
from goldenthread.dataset.showing import Kept
from goldenthread.dataset.showing.periods import LENGTHS
from goldenthread.thread import queries as thread


AHEAD = {"month": 12, "quarter": 4}


def add_card(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Card:
    """Make the card of a priority and an indicator; refuses a second one for both."""
    rules.require_may_keep_dashboards(by)
    titles = dict(thread.priorities(by))
    if values["priority"] not in titles:
        raise ValidationError(
            {"priority": "Choose one of the partnership’s priorities."}
        )
    held = {
        "partnership_id": by.partnership_id,
        "priority_title": titles[values["priority"]],
    }
    same = Card.objects.filter(
        partnership_id=by.partnership_id,
        priority=values["priority"],
        indicator=values["indicator"],
    )
    if same.exists():
        raise ValidationError({"indicator": "This priority has a card for it already."})
    return records.add(Card, held | values, by=by, at=at, action="add_card")


def amend_card(
    card: Card, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Card:
    """Change a card's words; its priority and indicator stay: forecasts hang on them."""
    rules.require_may_keep_dashboards(by)
    kept = {
        name: value
        for name, value in values.items()
        if name not in ("priority", "indicator")
    }
    return records.amend(
        card, kept, read_version=read_version, by=by, at=at, action="amend_card"
    )


def make_forecast(card: Card, *, by: Viewer, at: datetime) -> Forecast:
    """Forecast a card's indicator from the release in force; kept and never changed.

    Refuses a second one from the same release, and a series with too few points in a
    row: a period that is hidden or was not sent ends a row.
    """
    rules.require_may_keep_dashboards(by)
    release = queries.release_in_force(by.partnership_id)
    kept = shown.kept_of(release, card.indicator)
    if release is None or kept is None:
        raise Refused(shown.why_not(release, card.indicator))
    if Forecast.objects.filter(card=card, release=release).exists():
        raise Refused("A forecast was made from this release already.")
    cut = shown.cut_of(kept)
    history = last_in_a_row(kept, cut)
    try:
        season = 12 // LENGTHS[cut.every]
        values = [one["value"] for one in history]
        made = forecasting.forecast(values, AHEAD.get(cut.every, 2), season)
    except forecasting.TooShort as short:
        raise Refused(str(short)) from None
    held = {
        "card": card,
        "release": release,
        "made_at": at,
        "made_by": by.label,
        "method": made.method,
        "every": cut.every,
        "level": made.level,
        "held_back": made.held_back,
        "tried": [list(one) for one in made.tried],
        "history": history,
        "points": _points(made, history[-1]["start"], cut.every),
    }
    return records.add(Forecast, held, by=by, at=at, action="make_forecast")


def last_in_a_row(kept: Kept, cut: shown.Cut) -> list[dict[str, Any]]:
    """The newest points without a gap between them, in order."""
    found: list[dict[str, Any]] = []
    for one in reversed(kept.series(cut.every, cut.by, cut.value)):
        value = shown.number_of(kept, one)
        if value is None and found:
            break
        if value is not None:
            found.append({"start": one.start.isoformat(), "value": float(value)})
    return found[::-1]


def _points(
    made: forecasting.Forecasted, last: str, every: str
) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(last).date()
    return [
        {
            "start": add_months(start, LENGTHS[every] * number).isoformat(),
            "value": round(one.value, 2),
            "low": round(one.low, 2),
            "high": round(one.high, 2),
        }
        for number, one in enumerate(made.points, 1)
    ]
