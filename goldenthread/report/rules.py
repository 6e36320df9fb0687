"""Who may read, write, comment on, sign, publish and send an edition."""

from __future__ import annotations

from datetime import date

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.models import Membership
from goldenthread.partnership.rules import PRACTICE
from goldenthread.partnership.states import GroupKind, Role, StatutoryPart
from goldenthread.report.models import Edition
from goldenthread.report.states import OPEN, EditionState


WRITERS = frozenset({Role.BUSINESS_UNIT, SYSTEM_ROLE})
# Every one of these parts signs; none can sign for another (Children Act 2004 s16E).
PARTS = (StatutoryPart.LOCAL_AUTHORITY, StatutoryPart.ICB, StatutoryPart.POLICE)
# Which group's members sign to reach which state.
SIGNERS = {
    EditionState.DELEGATES_AGREED: GroupKind.EXECUTIVE,
    EditionState.LEADS_SIGNED_OFF: GroupKind.LEAD_PARTNERS,
}


def may_read_editions(viewer: Viewer) -> bool:
    return viewer.has_role(PRACTICE)


def may_write_editions(viewer: Viewer) -> bool:
    return viewer.has_role(WRITERS)


def require_may_write(viewer: Viewer) -> None:
    """Raises Refused unless the viewer belongs to the business unit."""
    if not may_write_editions(viewer):
        raise Refused("Only the business unit writes the report.")


def require_open(edition: Edition) -> None:
    """Raises Refused when the words of an edition may no longer be changed."""
    if edition.state not in OPEN:
        state = edition.get_state_display().lower()
        raise Refused(f"The edition is {state}: reopen it before you change its words.")


def may_comment(viewer: Viewer) -> bool:
    return viewer.has_role({Role.SCRUTINEER})


def require_may_comment(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the independent scrutineer."""
    if not may_comment(viewer):
        raise Refused("Only the independent scrutineer comments here.")


def may_sign(viewer: Viewer) -> bool:
    """Executives may open the signing page; which part they sign for is asked there."""
    return viewer.has_role({Role.EXECUTIVE, SYSTEM_ROLE})


def part_signed_for(viewer: Viewer, edition: Edition, stage: str, on: date) -> str:
    """The safeguarding partner a viewer's post signs for at a stage.

    Raises Refused when the post has no seat in the group that signs, its agency is not
    one of the three partners, or it sits there for a neighbouring partnership.
    """
    seat = (
        Membership.objects.on(on)
        .filter(
            post_id=viewer.post_id,
            post__partnership_id=edition.partnership_id,
            group__kind=SIGNERS[EditionState(stage)],
            post__agency__statutory_part__in=PARTS,
        )
        .values_list("post__agency__statutory_part", flat=True)
        .first()
    )
    if seat is None:
        group = SIGNERS[EditionState(stage)].label.lower()
        raise Refused(f"Your post has no seat among the {group} of the three partners.")
    return seat


def may_publish(viewer: Viewer) -> bool:
    return viewer.has_role(WRITERS)


def require_second_person(edition: Edition, viewer: Viewer) -> None:
    """Raises Refused when one person would both propose and publish (rule A10)."""
    if not edition.proposed_by:
        raise Refused("Nobody has proposed publication yet.")
    if edition.proposed_by == viewer.account_key:
        raise Refused("Somebody other than the proposer must publish.")
