"""Who may see and keep what is recorded about subjects (rules A2-A7, A10, N2).

A role may do a kind of thing; the circle decides about the row. Being barred beats
both, because a barred person's circles no longer hold the case (`queries`).
"""

from __future__ import annotations

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.models import Person
from goldenthread.partnership.states import Role
from goldenthread.subjects.models import Bar, Circle, CircleMember, Proposal
from goldenthread.subjects.states import CircleRole


# Analysts work with released data, trainers with published learning, and whoever runs
# the system sees no case content (A6): none of them, whatever circle they are put in.
CASE_READERS = frozenset(
    {Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.EXECUTIVE, Role.SCRUTINEER}
)
CASE_KEEPERS = frozenset({Role.BUSINESS_UNIT, SYSTEM_ROLE})
CHECK_TASK = "publication check"


def may_read_cases(viewer: Viewer) -> bool:
    return viewer.has_role(CASE_READERS)


def may_keep_cases(viewer: Viewer) -> bool:
    return viewer.has_role(CASE_KEEPERS)


def may_see_bars(viewer: Viewer) -> bool:
    """Why somebody is held out is told to the business unit of the circle only."""
    return viewer.has_role({Role.BUSINESS_UNIT})


def may_open_vault(viewer: Viewer) -> bool:
    return viewer.has_role({Role.BUSINESS_UNIT})


def may_ask_who_looked(viewer: Viewer) -> bool:
    """Who has looked at a subject is told to the business unit of its circle (L4)."""
    return viewer.has_role({Role.BUSINESS_UNIT})


def stands_in(viewer: Viewer, circle: Circle) -> bool:
    """Whether the circle is open to the viewer; the product itself may load any."""
    if viewer.role == SYSTEM_ROLE:
        return True
    return Circle.objects.filter(pk=circle.pk, key__in=viewer.circles).exists()


def require_may_open_circle(viewer: Viewer) -> None:
    """Raises Refused unless the viewer may begin a circle."""
    if not may_keep_cases(viewer):
        raise Refused("Only the business unit opens a circle.")


def require_may_keep(viewer: Viewer, circle: Circle) -> None:
    """Raises Refused unless the viewer keeps cases and stands in this circle."""
    if not may_keep_cases(viewer) or not stands_in(viewer, circle):
        raise Refused("Only the business unit within the circle changes this.")


def require_may_let_in(viewer: Viewer, circle: Circle) -> None:
    """As to keep the circle; where it is restricted, only its case chair lets in."""
    require_may_keep(viewer, circle)
    if not circle.restricted or viewer.role == SYSTEM_ROLE:
        return
    chair = CircleMember.objects.filter(
        circle=circle,
        person=viewer.person_id,
        role=CircleRole.CASE_CHAIR,
        ends_on__isnull=True,
    )
    if not chair.exists():
        raise Refused("This circle is restricted: only its case chair lets people in.")


def require_not_barred(person: Person, circle: Circle) -> None:
    """Raises Refused when a bar holds the person out of the circle now."""
    inner = Circle.objects.filter(pk=circle.pk).values("takes_in")
    held = Bar.objects.filter(person=person, ends_on__isnull=True)
    if held.filter(circle=circle).exists() or held.filter(circle__in=inner).exists():
        raise Refused("This person cannot join the circle.")


def require_own_place(viewer: Viewer, member: CircleMember) -> None:
    """Raises Refused unless it is the viewer's own place that waits for a word."""
    if member.person_id != viewer.person_id or member.ends_on is not None:
        raise Refused("You can declare only for yourself, while you are asked to.")
    if member.no_conflict_declared_on is not None:
        raise Refused("You have declared already.")


def may_decide(viewer: Viewer, proposal: Proposal) -> bool:
    return may_keep_cases(viewer) and viewer.account_key != proposal.proposed_by


def require_may_decide(viewer: Viewer, proposal: Proposal) -> None:
    """Raises Refused unless a second person of the circle decides (rule A10)."""
    require_may_keep(viewer, proposal.circle)
    if not may_decide(viewer, proposal):
        raise Refused("Somebody else must decide: you proposed this yourself.")


def require_may_open_vault(viewer: Viewer, circle: Circle) -> None:
    """Raises Refused unless the business unit asks, from within the circle."""
    if not may_open_vault(viewer) or not stands_in(viewer, circle):
        raise Refused("Only the business unit within the circle opens an identity.")


def require_check(viewer: Viewer) -> None:
    """Raises Refused unless the publication check itself asks, at its own work."""
    if viewer.role != SYSTEM_ROLE or viewer.post != CHECK_TASK:
        raise Refused("These names are read by the publication check only.")
