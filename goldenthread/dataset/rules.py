"""Who may read and keep measures, agreements, submissions and releases."""

from __future__ import annotations

from datetime import date

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.dataset.models import Agreement, Submission, Supply
from goldenthread.dataset.states import PointState
from goldenthread.partnership.rules import PRACTICE
from goldenthread.partnership.states import Role


KEEPERS = frozenset({Role.BUSINESS_UNIT, Role.ANALYST, SYSTEM_ROLE})
ANALYSTS = frozenset({Role.ANALYST, SYSTEM_ROLE})
# Who sees what agencies send, and who sends. Trainers have no need of it.
OVERSEERS = KEEPERS | {Role.EXECUTIVE, Role.SCRUTINEER}
READERS = OVERSEERS | {Role.AGENCY_LEAD}
SENDERS = ANALYSTS | {Role.AGENCY_LEAD}


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


# --- Agreements and what is sent under them -----------------------------------------


def may_read_sharing(viewer: Viewer) -> bool:
    """What is shared with whom is known to all who work with it; not to trainers."""
    return viewer.has_role(READERS)


def may_keep_sharing(viewer: Viewer) -> bool:
    return viewer.has_role(KEEPERS)


def require_may_keep_sharing(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst or of the business unit."""
    if not may_keep_sharing(viewer):
        raise Refused("Only the analyst and the business unit keep sharing agreements.")


def reason_not_in_force(agreement: Agreement, today: date) -> str:
    """Why nothing may be sent under an agreement today; empty where it may.

    No contract is open without an agreement in force (UK GDPR article 5(1)(b), purpose
    limitation).
    """
    if today < agreement.starts_on:
        return f"The agreement is in force from {agreement.starts_on:%-d %B %Y}."
    if agreement.ends_on and today > agreement.ends_on:
        return f"The agreement ended on {agreement.ends_on:%-d %B %Y}."
    return ""


def reason_closed(supply: Supply, first: date, last: date, today: date) -> str:
    """Why nothing may be sent under a supply for a period; empty where it may."""
    if reason := reason_not_in_force(supply.agreement, today):
        return reason
    if first < supply.starts_on:
        return f"Periods are shared from {supply.starts_on:%-d %B %Y} on."
    if supply.ends_on and last > supply.ends_on:
        return f"Periods are shared until {supply.ends_on:%-d %B %Y}."
    if last > today:
        return "The period has not ended yet."
    return ""


# --- Submissions ---------------------------------------------------------------------


def may_read_submissions(viewer: Viewer) -> bool:
    return viewer.has_role(READERS)


def may_send(viewer: Viewer) -> bool:
    """May send at all; for which agency is asked of each supply."""
    return viewer.has_role(SENDERS)


def may_send_for(viewer: Viewer, supply: Supply) -> bool:
    """A lead of the agency itself, or the analyst on its behalf."""
    if viewer.has_role(ANALYSTS):
        return True
    of_agency = viewer.agency_id is not None and viewer.agency_id == supply.agency_id
    return viewer.role == Role.AGENCY_LEAD and of_agency


def require_may_send_for(viewer: Viewer, supply: Supply) -> None:
    """Refuses other agencies, and roles that send nothing."""
    if not may_send_for(viewer, supply):
        raise Refused(f"Only {supply.agency} or the analyst sends this.")


def may_see_rows(viewer: Viewer, submission: Submission) -> bool:
    """What stands in the rows is for who sent them and for the analyst alone."""
    return may_send_for(viewer, submission.supply)


def may_decide_submissions(viewer: Viewer) -> bool:
    return viewer.has_role(ANALYSTS)


def require_may_decide_submissions(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst."""
    if not may_decide_submissions(viewer):
        raise Refused("Only the analyst accepts and returns submissions.")


# --- Releases ------------------------------------------------------------------------


def may_read_releases(viewer: Viewer) -> bool:
    return viewer.has_role(READERS)


def may_make_releases(viewer: Viewer) -> bool:
    return viewer.has_role(ANALYSTS)


def require_may_make_releases(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst."""
    if not may_make_releases(viewer):
        raise Refused("Only the analyst builds, publishes and withdraws releases.")
