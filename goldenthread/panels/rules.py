"""Who may read and keep panels and their sittings, and what a change must satisfy.

Which panels there are is published. What a sitting considered is small numbers about
children: trainers and administrators have no work with it.
"""

from __future__ import annotations

from datetime import date

from goldenthread.core import intervals
from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.viewer import Viewer
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.partnership.rules import KEEPERS, PRACTICE
from goldenthread.partnership.states import Role


SITTING_READERS = PRACTICE - {Role.TRAINER}


def may_read_panels(viewer: Viewer) -> bool:
    return viewer.has_role(PRACTICE)


def may_read_sittings(viewer: Viewer) -> bool:
    return viewer.has_role(SITTING_READERS)


def may_keep_panels(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def require_may_keep_panels(viewer: Viewer) -> None:
    """Raises Refused unless the viewer belongs to the business unit."""
    if not may_keep_panels(viewer):
        raise Refused("Only the business unit changes this record.")


def require_panel(panel: Panel) -> None:
    """Days in order, a rhythm that is an interval, a group of the same partnership."""
    if panel.ends_on is not None and panel.ends_on <= panel.starts_on:
        raise Refused(
            f"The first day it no longer holds, {long_date(panel.ends_on)}, must come "
            f"after the day it begins, {long_date(panel.starts_on)}."
        )
    if panel.rhythm:
        try:
            intervals.parse(panel.rhythm)
        except intervals.IntervalError as wrong:
            raise Refused(str(wrong)) from wrong
    if panel.group and panel.group.partnership_id != panel.partnership.pk:
        raise Refused("The group belongs to another partnership.")


def require_sitting(sitting: Sitting, today: date) -> None:
    """Refuses a day on which the panel did not exist or already sat, and odd counts."""
    panel, day = sitting.panel, sitting.held_on
    if day > today:
        raise Refused(f"{long_date(day)} is still to come: record a sitting once held.")
    if day < panel.starts_on or (panel.ends_on and day >= panel.ends_on):
        raise Refused(f"{panel} did not exist on {long_date(day)}.")
    same = Sitting.objects.filter(panel=panel, held_on=day).exclude(pk=sitting.pk)
    if same.exists():
        raise Refused(f"The sitting of {long_date(day)} is recorded already.")
    if sitting.new is not None and sitting.new > (sitting.considered or 0):
        raise Refused("New cases are part of those considered: there cannot be more.")


def require_panel_action(action: PanelAction) -> None:
    """Refuses days before it was asked for, and an action of a restricted source.

    The row is read more widely than such an action, and its history keeps the title.
    """
    if action.action is not None and action.action.origin.circle:
        raise Refused("An action from a restricted source is not named here.")
    asked_on = action.sitting.held_on
    for day, word in ((action.due_on, "due"), (action.done_on, "done")):
        if day is not None and day < asked_on:
            raise Refused(
                f"It cannot be {word} on {long_date(day)}, before the sitting of "
                f"{long_date(asked_on)}."
            )
