"""Who may open the desk's pages: anybody signed in; rows are limited by each room."""

from goldenthread.core.access import Refused, public, signed_in
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.rules import may_read_practice


# Clocks tell of practice: an administrator of the system sees none (rule A6).
may_read_clocks = may_read_practice


def require_may_read_clocks(viewer: Viewer) -> None:
    """Refuses whoever sees no clock."""
    if not may_read_clocks(viewer):
        raise Refused("Your role has no clocks to see.")


__all__ = [
    "may_read_clocks",
    "public",
    "require_may_read_clocks",
    "signed_in",
]
