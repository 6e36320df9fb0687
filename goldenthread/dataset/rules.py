"""Who may read and keep reported measures."""

from __future__ import annotations

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.dataset.states import PointState
from goldenthread.partnership.rules import PRACTICE
from goldenthread.partnership.states import Role


KEEPERS = frozenset({Role.BUSINESS_UNIT, Role.ANALYST, SYSTEM_ROLE})


def may_read_measures(viewer: Viewer) -> bool:
    return viewer.has_role(PRACTICE)


def may_keep_measures(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def require_may_keep_measures(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst or of the business unit."""
    if not may_keep_measures(viewer):
        raise Refused("Only the analyst and the business unit keep measures.")


def require_value_fits_state(state: str, value: object) -> None:
    """Raises Refused where a value is missing, or stands beside a state without one."""
    if state == PointState.KNOWN and value is None:
        raise Refused("Enter the value, or say why there is none.")
    if state != PointState.KNOWN and value is not None:
        words = PointState(state).label.lower()
        raise Refused(f"A point that is {words} has no value: leave the value empty.")
