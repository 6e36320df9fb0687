"""Who may read and change partnership records.

Each rule comes as a pair where a service needs it: `may_…` answers yes or no for a
page, `require_…` raises `Refused` with the sentence for the person.
"""

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.states import Role


EVERYONE = frozenset(Role.values) | {SYSTEM_ROLE}
PRACTICE = EVERYONE - {Role.ADMINISTRATOR}
KEEPERS = frozenset({Role.BUSINESS_UNIT, SYSTEM_ROLE})
STRUCTURE_KEEPERS = KEEPERS | {Role.ADMINISTRATOR}


def may_read_structure(viewer: Viewer) -> bool:
    """The structure is published: every account may read it."""
    return viewer.has_role(EVERYONE)


def may_keep_structure(viewer: Viewer) -> bool:
    return viewer.has_role(STRUCTURE_KEEPERS)


def require_may_keep_structure(viewer: Viewer) -> None:
    """Raises Refused unless the viewer keeps the structure."""
    if not may_keep_structure(viewer):
        raise Refused(
            "Only the business unit or an administrator changes the structure."
        )


def may_read_practice(viewer: Viewer) -> bool:
    """Everyone who works with practice; an administrator sees no such content (A6)."""
    return viewer.has_role(PRACTICE)


def may_keep_records(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def require_may_keep_records(viewer: Viewer) -> None:
    """Raises Refused unless the viewer belongs to the business unit."""
    if not may_keep_records(viewer):
        raise Refused("Only the business unit changes this record.")
