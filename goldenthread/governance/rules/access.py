"""Who may read and change what in this room.

`may_…` answers yes or no for a page; `require_…` raises Refused with the sentence.
"""

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.governance.states import Audience
from goldenthread.partnership.rules import EVERYONE, KEEPERS, PRACTICE
from goldenthread.partnership.states import Role


# Whose work is the whole partnership, so that they see every group's meetings.
OVERSIGHT = KEEPERS | {Role.EXECUTIVE, Role.SCRUTINEER}
SCRUTINY_KEEPERS = KEEPERS | {Role.SCRUTINEER}
RISK_READERS = OVERSIGHT | {Role.ANALYST}
AUDIENCES: dict[str, frozenset[str]] = {
    Audience.OPEN: PRACTICE,
    Audience.PARTNERS: OVERSIGHT,
    Audience.EXECUTIVES: KEEPERS | {Role.EXECUTIVE},
}


def may_read_published(viewer: Viewer) -> bool:
    """What the partnership publishes anyway: plans, policies, events, help lines."""
    return viewer.has_role(EVERYONE)


def may_read_risks(viewer: Viewer) -> bool:
    return viewer.has_role(RISK_READERS)


def may_read_every_meeting(viewer: Viewer) -> bool:
    """Others read the meetings of groups in which their post had a seat that day."""
    return viewer.has_role(OVERSIGHT)


def may_keep_scrutiny(viewer: Viewer) -> bool:
    return viewer.has_role(SCRUTINY_KEEPERS)


def require_may_keep_scrutiny(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the scrutineer or the business unit."""
    if not may_keep_scrutiny(viewer):
        raise Refused(
            "Only the independent scrutineer or the business unit writes this."
        )


def audiences_open_to(viewer: Viewer) -> list[str]:
    """The audiences a role belongs to; an item for any other does not exist for it."""
    return [name for name, roles in AUDIENCES.items() if viewer.has_role(roles)]
