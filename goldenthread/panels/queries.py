"""Reads of panels, and how often each sat against how often it should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Prefetch, QuerySet

from goldenthread.core import intervals
from goldenthread.core.calendars import add_months
from goldenthread.core.viewer import Viewer
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.partnership.queries import agencies, own_groups
from goldenthread.thread import queries as thread
from goldenthread.thread.models import Action


MONTHS_SHOWN = 12


def panels(viewer: Viewer) -> QuerySet[Panel]:
    """Panels with how many sittings are recorded and the day of the last."""
    return (
        Panel.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("group")
        .annotate(recorded=Count("sittings"), last_on=Max("sittings__held_on"))
        .order_by("name", "pk")
    )


def sittings(viewer: Viewer) -> QuerySet[Sitting]:
    return (
        Sitting.objects.filter(panel__partnership_id=viewer.partnership_id)
        .select_related("panel")
        .annotate(asked=Count("actions"))
        .order_by("-held_on", "panel__name", "pk")
    )


def sittings_in_full(viewer: Viewer) -> QuerySet[Sitting]:
    rows = panel_actions(viewer).order_by("due_on", "pk")
    return sittings(viewer).prefetch_related(Prefetch("actions", rows))


def sittings_of(viewer: Viewer, panel: Panel, until: date) -> QuerySet[Sitting]:
    """A panel's sittings of the twelve months up to that of a day, latest first."""
    return sittings(viewer).filter(panel=panel, held_on__gte=_first_month(until))


def _first_month(until: date) -> date:
    return add_months(until.replace(day=1), 1 - MONTHS_SHOWN)


def panel_actions(viewer: Viewer) -> QuerySet[PanelAction]:
    return (
        PanelAction.objects.filter(sitting__panel__partnership_id=viewer.partnership_id)
        .select_related("sitting__panel", "owner")
        .order_by("-sitting__held_on", "pk")
    )


def thread_action(viewer: Viewer, action_id: int | None) -> Action | None:
    """The action on the thread, if the viewer may see it: its source may be restricted."""
    if action_id is None:
        return None
    return thread.actions(viewer).filter(pk=action_id).first()


# What forms offer


def groups_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return own_groups(viewer)


def agencies_to_choose(viewer: Viewer) -> QuerySet[Any]:
    return agencies(viewer)


def actions_to_choose(viewer: Viewer) -> QuerySet[Any]:
    """Actions that everybody who reads panels may read: no restricted sources."""
    return thread.actions(viewer).filter(origin__circle="")


# Sittings against rhythm


@dataclass(frozen=True)
class Month:
    """One month of a panel: sittings its rhythm asks for, and those recorded.

    `expected` is empty where the panel has no rhythm. It need not be whole: twice a
    week is 8.57 times in a month of 30 days. A count nobody wrote down is None.
    """

    first: date
    expected: Fraction | None
    recorded: int
    considered: int | None
    new: int | None


def months(panel: Panel, held: Iterable[Sitting], until: date) -> list[Month]:
    """The twelve months up to the one of `until`, as far as the panel existed."""
    rows = list(held)
    begin = _first_month(until)
    starts = [add_months(begin, ahead) for ahead in range(MONTHS_SHOWN)]
    return [
        _month(panel, first, [one for one in rows if _in_month(one.held_on, first)])
        for first in starts
        if _days_in_force(panel, first)
    ]


def _in_month(day: date, first: date) -> bool:
    return day.replace(day=1) == first


def _days_in_force(panel: Panel, first: date) -> int:
    """On how many days of the month the panel existed."""
    begin = max(first, panel.starts_on)
    end = add_months(first, 1)
    if panel.ends_on is not None:
        end = min(end, panel.ends_on)
    return max(0, (end - begin).days)


def _month(panel: Panel, first: date, held: list[Sitting]) -> Month:
    return Month(
        first,
        _expected(panel, first),
        len(held),
        _added_up(one.considered for one in held),
        _added_up(one.new for one in held),
    )


def _expected(panel: Panel, first: date) -> Fraction | None:
    """How often the rhythm falls into the days of the month on which it held.

    Rhythms of months and years count by the month, so that February asks for as much
    as March; rhythms of days and weeks count by the day.
    """
    if not panel.rhythm:
        return None
    rhythm = intervals.parse(panel.rhythm)
    days = _days_in_force(panel, first)
    if rhythm.unit in "MY":
        whole = (add_months(first, 1) - first) // timedelta(days=1)
        length = rhythm.length * (12 if rhythm.unit == "Y" else 1)
        return Fraction(rhythm.times, length) * Fraction(days, whole)
    return Fraction(days) / rhythm.days


def _added_up(counts: Iterable[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if known else None
