"""Who may read and keep reference rows.

Which roles keep them is wired in the settings (`REFERENCE_KEEPERS`): this room knows
no role by name.
"""

from django.conf import settings

from goldenthread.core.access import Refused, signed_in
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer


may_read_reference = signed_in


def may_keep_reference(viewer: Viewer) -> bool:
    return viewer.has_role({SYSTEM_ROLE, *settings.REFERENCE_KEEPERS})


def require_may_keep_reference(viewer: Viewer) -> None:
    """Raises Refused unless the viewer's role keeps reference rows."""
    if not may_keep_reference(viewer):
        raise Refused("Your role does not change reference rows.")
