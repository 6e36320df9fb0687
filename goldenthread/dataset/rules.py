"""Who may read and keep measures, agreements, submissions and releases."""

from __future__ import annotations

from datetime import date, datetime

from goldenthread.core.access import Refused
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.dataset.models import (
    Agreement,
    JourneyBar,
    JourneyOpening,
    MarkerLine,
    Submission,
    Supply,
)
from goldenthread.dataset.states import PointState
from goldenthread.partnership.rules import PRACTICE
from goldenthread.partnership.states import Role
from goldenthread.thread import rules as thread_rules


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


# --- One child's journey (decision 0044) ----------------------------------------------

# Across agencies: who keeps the linked data and who answers for it. An agency's lead
# opens what the own agency sent of a child, and nothing of what others did (rule A3).
# Executives and the scrutineer read counts; practitioners have no account.
ACROSS = frozenset({Role.ANALYST, Role.BUSINESS_UNIT, SYSTEM_ROLE})
OPENERS = ACROSS | {Role.AGENCY_LEAD}
OPENINGS_SEEN_BY = OPENERS | {Role.EXECUTIVE}


def may_read_paths(viewer: Viewer) -> bool:
    """Common paths are counts, after disclosure control: for all who read releases."""
    return viewer.has_role(READERS)


def may_open_journeys(viewer: Viewer) -> bool:
    """May ask for a child at all; which ones is asked of each child."""
    return viewer.has_role(OPENERS)


def sees_across(viewer: Viewer) -> bool:
    """Whether the viewer is shown what several agencies sent, side by side."""
    return viewer.has_role(ACROSS)


def require_may_open_journeys(viewer: Viewer) -> None:
    """Raises Refused unless the viewer may ask for a child's journey."""
    if not may_open_journeys(viewer):
        raise Refused(
            "Only the analyst, the business unit and agency leads open a journey."
        )


def may_see_openings(viewer: Viewer) -> bool:
    """Everybody who opens journeys, and who leads somebody that does."""
    return viewer.has_role(OPENINGS_SEEN_BY)


def may_read_opened(viewer: Viewer, opening: JourneyOpening, at: datetime) -> bool:
    """Only who stated the reason reads what it opened, and only for its time."""
    own = viewer.account_key == opening.opened_by
    return own and may_open_journeys(viewer) and at < opening.until_at


def may_correct_links(viewer: Viewer) -> bool:
    return viewer.has_role(ACROSS)


def require_may_correct(viewer: Viewer, opening: JourneyOpening, at: datetime) -> None:
    """Raises Refused unless the viewer sees both records in an opening of their own."""
    if not may_correct_links(viewer) or not may_read_opened(viewer, opening, at):
        raise Refused("Only who has the journey open across agencies corrects a link.")


def may_keep_bars(viewer: Viewer) -> bool:
    """Everybody who opens journeys declares what they must not open."""
    return viewer.has_role(OPENERS)


def may_lift_bars(viewer: Viewer) -> bool:
    """May lift bars at all; which ones is asked of each bar."""
    return viewer.has_role({Role.BUSINESS_UNIT})


def may_lift(viewer: Viewer, bar: JourneyBar) -> bool:
    """The business unit lifts a bar, never one of its own (rule A10)."""
    unit = viewer.role == Role.BUSINESS_UNIT
    return unit and viewer.person_id != bar.person_id and bar.lifted_at is None


def require_may_hold_out(viewer: Viewer, person_id: int | None) -> None:
    """Raises Refused unless it is for oneself, or the business unit does it."""
    if not may_keep_bars(viewer) or person_id is None:
        raise Refused("A bar is for somebody who opens journeys.")
    if viewer.role != Role.BUSINESS_UNIT and viewer.person_id != person_id:
        raise Refused("You declare for yourself; the business unit holds others out.")


def require_may_lift(viewer: Viewer, bar: JourneyBar) -> None:
    """Raises Refused for everybody but somebody else in the business unit."""
    if not may_lift(viewer, bar):
        raise Refused("Somebody else in the business unit lifts this bar.")


# --- Marker assurance and samples (decision 0045) ---------------------------------------

LINE_READERS = ANALYSTS | {Role.AGENCY_LEAD}


def may_read_assurance(viewer: Viewer) -> bool:
    """Counts, after disclosure control, for all who read releases."""
    return viewer.has_role(READERS)


def may_read_lines(viewer: Viewer) -> bool:
    """May read lines at all: an agency's lead those of the own agency."""
    return viewer.has_role(LINE_READERS)


def may_read_every_line(viewer: Viewer) -> bool:
    return viewer.has_role(ANALYSTS)


def may_answer_line(viewer: Viewer, line: MarkerLine) -> bool:
    """A lead of the agency whose record it is, or the analyst on its behalf."""
    own = viewer.agency_id is not None and viewer.agency_id == line.agency_id
    return may_read_every_line(viewer) or (viewer.role == Role.AGENCY_LEAD and own)


def require_may_answer_line(viewer: Viewer, line: MarkerLine) -> None:
    """Refuses other agencies, and roles that answer nothing."""
    if not may_answer_line(viewer, line):
        raise Refused(f"Only {line.agency} or the analyst answers this line.")


def may_draw_up(viewer: Viewer) -> bool:
    return viewer.has_role(ANALYSTS)


def require_may_draw_up(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst."""
    if not may_draw_up(viewer):
        raise Refused("Only the analyst draws up the work lists.")


# Who knows that a sample was drawn, and how; identities go to the agencies asked alone.
SAMPLE_KEEPERS = frozenset({Role.ANALYST, Role.BUSINESS_UNIT, SYSTEM_ROLE})


def may_read_samples(viewer: Viewer) -> bool:
    return viewer.has_role(SAMPLE_KEEPERS | {Role.AGENCY_LEAD, Role.SCRUTINEER})


def may_draw_samples(viewer: Viewer) -> bool:
    return viewer.has_role(SAMPLE_KEEPERS)


def require_may_draw_samples(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst or of the business unit."""
    if not may_draw_samples(viewer):
        raise Refused("Only the analyst and the business unit draw samples.")


# --- Dashboards, cards and signals -----------------------------------------------------


def may_read_dashboards(viewer: Viewer) -> bool:
    """People of the partner agencies, under the sharing agreement; not trainers."""
    return viewer.has_role(READERS)


def may_keep_dashboards(viewer: Viewer) -> bool:
    """Dashboards, comments, fresh limits and cards: the analyst and the business unit."""
    return viewer.has_role(KEEPERS)


def require_may_keep_dashboards(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the analyst or of the business unit."""
    if not may_keep_dashboards(viewer):
        raise Refused("Only the analyst and the business unit keep dashboards.")


def may_raise_signal(viewer: Viewer) -> bool:
    """A finding from a chart is kept by those who keep findings from anywhere."""
    return may_read_dashboards(viewer) and thread_rules.may_keep(viewer)


def require_may_raise_signal(viewer: Viewer) -> None:
    """Raises Refused unless the viewer keeps findings."""
    if not may_raise_signal(viewer):
        raise Refused("Only the business unit writes a finding down.")
