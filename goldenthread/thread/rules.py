"""Who may read and change the thread, and who may take which step.

Each rule comes as a pair: `may_…` answers yes or no for a page, `require_…` raises
`Refused` with the sentence for the person.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.core.access import Refused
from goldenthread.core.calendars import listed, long_date
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.partnership.rules import (
    KEEPERS,
    may_keep_records,
    may_read_practice,
    require_may_keep_records,
)
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Action, Challenge, Finding, Origin, Update
from goldenthread.thread.states import OWN_ORIGINS, ChallengeStage


ASSURERS = KEEPERS | {Role.SCRUTINEER}
DECIDERS = frozenset({Role.EXECUTIVE, SYSTEM_ROLE})
ANSWERERS = KEEPERS | {Role.AGENCY_LEAD, Role.EXECUTIVE}
CARRIERS = KEEPERS | {Role.AGENCY_LEAD}
GRADERS = KEEPERS | {Role.SCRUTINEER}
TESTERS = KEEPERS | {Role.ANALYST}

may_read = may_read_practice
may_keep = may_keep_records
require_may_keep = require_may_keep_records


def may_amend_origin(origin: Origin, viewer: Viewer) -> bool:
    """Sources with a record of their own change with it, not here."""
    return may_keep(viewer) and origin.kind in OWN_ORIGINS


# --- Carrying out an action --------------------------------------------------


def may_carry_out_some(viewer: Viewer) -> bool:
    """May word updates at all; which actions is asked of each action."""
    return viewer.has_role(CARRIERS)


def owns(viewer: Viewer, action: Action) -> bool:
    return viewer.agency_id is not None and viewer.agency_id == action.owner_agency_id


def may_carry_out(viewer: Viewer, action: Action) -> bool:
    """The business unit, or a lead of the agency that owns the action."""
    if viewer.has_role(KEEPERS):
        return True
    return viewer.role == Role.AGENCY_LEAD and owns(viewer, action)


def require_may_carry_out(viewer: Viewer, action: Action) -> None:
    """Refuses everybody but the owner agency's leads and the business unit."""
    if reason := _against_carrying_out(viewer, action):
        raise Refused(reason)


def _against_carrying_out(viewer: Viewer, action: Action) -> str:
    if may_carry_out(viewer, action):
        return ""
    return (
        f"Only {action.owner_agency}, which owns this action, "
        "or the business unit says how it goes."
    )


# --- Steps of an action --------------------------------------------------------

CARRIED = ("start_action", "complete_action")
JUDGED = ("assure_action", "return_action")


def may_judge_some(viewer: Viewer) -> bool:
    """May assure at all; which actions is asked of each action."""
    return viewer.has_role(ASSURERS)


def reason_against_step(
    viewer: Viewer, action: Action, step: str, claim: Update | None = None
) -> str:
    """Why this viewer may not take a step of this action; empty if they may.

    `claim` is the update by which the action was recorded as done.
    """
    if step in CARRIED:
        return _against_carrying_out(viewer, action)
    if step in JUDGED:
        return _against_judging(viewer, action, claim)
    return "" if may_keep(viewer) else "Only the business unit changes this record."


def require_may_step(
    viewer: Viewer, action: Action, step: str, claim: Update | None = None
) -> None:
    """Refuses the step with its reason."""
    if reason := reason_against_step(viewer, action, step, claim):
        raise Refused(reason)


def _against_judging(viewer: Viewer, action: Action, claim: Update | None) -> str:
    """The owner's word is not assurance, nor is that of whoever recorded it as done."""
    if not may_judge_some(viewer):
        return "Only the business unit or the scrutineer assures an action."
    if owns(viewer, action):
        return (
            f"{action.owner_agency} owns this action, so somebody else must assure it."
        )
    if viewer.role != SYSTEM_ROLE and claim and claim.account_key == viewer.account_key:
        return "You recorded this action as done, so somebody else must assure it."
    return ""


# --- Agreeing, grading, closing ---------------------------------------------------

NEEDED = {
    "owner_post": "a post that owns it",
    "due_on": "a due date",
    "success_measure": "how we will know it worked",
}


def missing(values: Any) -> list[str]:
    """Which of the things an agreed action must have an action, or its values, lack.

    Rows from before this was asked lack some: that is shown, and nothing is made up.
    """
    return [name for name in NEEDED if not _of(values, name)]


def _of(values: Any, name: str) -> Any:
    found = values.get(name) if isinstance(values, dict) else getattr(values, name)
    return found.strip() if isinstance(found, str) else found


def missing_words(values: Any) -> str:
    """What is missing in words, or nothing."""
    return listed([NEEDED[name] for name in missing(values)])


def may_grade_some(viewer: Viewer) -> bool:
    """May grade strength at all; which actions is asked of each action."""
    return viewer.has_role(GRADERS)


def reason_against_grading(viewer: Viewer, action: Action) -> str:
    """Why this viewer may not grade an action; empty if they may."""
    if not may_grade_some(viewer):
        return "Only the business unit or the scrutineer grades an action."
    if owns(viewer, action) and viewer.role != SYSTEM_ROLE:
        return f"{action.owner_agency} owns this action, so somebody else grades it."
    return ""


def require_may_grade(viewer: Viewer, action: Action) -> None:
    """Refuses everybody but the unit and the scrutineer, and the owner agency itself."""
    if reason := reason_against_grading(viewer, action):
        raise Refused(reason)


def reason_against_closing(viewer: Viewer, action: Action, shown: bool) -> str:
    """Why an assured action may not be closed; `shown` says whether evidence does.

    Closing needs evidence whose day is not before the agreement, and somebody who does
    not sit in the owner agency.
    """
    if not may_keep(viewer):
        return "Only the business unit changes this record."
    if owns(viewer, action):
        return f"{action.owner_agency} owns this action, so somebody else closes it."
    if not shown:
        return (
            "Nothing shows yet that it was done: add evidence with the day it shows, "
            "not before it was agreed, and then close it."
        )
    return ""


# --- Impact tests --------------------------------------------------------------


def may_register_test(viewer: Viewer) -> bool:
    return viewer.has_role(TESTERS)


def require_may_register_test(viewer: Viewer) -> None:
    """Refuses everybody but the business unit and the analyst."""
    if not may_register_test(viewer):
        raise Refused("Only the business unit or the analyst registers an impact test.")


# --- Challenges ------------------------------------------------------------------


may_raise_challenge = may_read


def require_may_raise_challenge(
    viewer: Viewer, to_agency_id: int | None = None
) -> None:
    """Refuses an administrator, and a challenge to one's own agency by its people."""
    if not may_raise_challenge(viewer):
        raise Refused("Your role raises no challenge.")
    if _of_agency(viewer, to_agency_id) and not viewer.has_role(ASSURERS):
        raise Refused(
            "Raise it inside your own agency: a challenge here goes to another one."
        )


def _of_agency(viewer: Viewer, agency_id: int | None) -> bool:
    return viewer.agency_id is not None and viewer.agency_id == agency_id


def may_answer_some(viewer: Viewer) -> bool:
    return viewer.has_role(ANSWERERS)


def may_decide_some(viewer: Viewer) -> bool:
    return viewer.has_role(DECIDERS)


def may_answer_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Somebody of the challenged agency, or the business unit on its behalf."""
    if viewer.has_role(KEEPERS):
        return True
    return viewer.has_role(ANSWERERS) and _of_agency(viewer, challenge.to_agency_id)


def raised_it(viewer: Viewer, challenge: Challenge) -> bool:
    """The same account; the product at work, for what it raised itself."""
    return challenge.raised_by_key == viewer.account_key


def may_judge_challenge(viewer: Viewer, challenge: Challenge) -> bool:
    """Who raised it, the business unit and the scrutineer say whether it is settled."""
    return viewer.has_role(ASSURERS) or raised_it(viewer, challenge)


def reason_against_challenge_step(
    viewer: Viewer, challenge: Challenge, step: str, *, last: bool = False
) -> str:
    """Why this viewer may not take a step of this challenge; empty if they may.

    `last` says that the challenge stands at the last stage.
    """
    if step == "answer_challenge":
        return _against_answering(viewer, challenge)
    if step == "decide_challenge":
        return _against_deciding(viewer, challenge, last)
    if step == "withdraw_challenge":
        may = raised_it(viewer, challenge) or viewer.has_role(KEEPERS)
        return "" if may else "Only who raised it withdraws a challenge."
    return _against_settling(viewer, challenge, step, last)


def _against_answering(viewer: Viewer, challenge: Challenge) -> str:
    if may_answer_challenge(viewer, challenge):
        return ""
    return (
        f"Only {challenge.to_agency}, which was challenged, "
        "or the business unit records the answer."
    )


def _against_deciding(viewer: Viewer, challenge: Challenge, last: bool) -> str:
    if not last:
        return "The executive decides a challenge only at the last stage."
    if not may_decide_some(viewer):
        return "Only an executive of the partnership decides a challenge."
    if _of_agency(viewer, challenge.to_agency_id):
        return (
            f"{challenge.to_agency} was challenged, so an executive of another "
            "partner decides."
        )
    return ""


def _against_settling(
    viewer: Viewer, challenge: Challenge, step: str, last: bool
) -> str:
    if not may_judge_challenge(viewer, challenge):
        return (
            "Only who raised it, the business unit or the scrutineer says whether "
            "the answer settles it."
        )
    if _of_agency(viewer, challenge.to_agency_id):
        return (
            f"{challenge.to_agency} was challenged, so somebody else says "
            "whether the answer settles it."
        )
    if last and step == "escalate_challenge":
        return "This is the last stage: the executive decides."
    if last:
        return "At the last stage the outcome is the executive’s."
    return ""


def require_may_step_challenge(
    viewer: Viewer, challenge: Challenge, step: str, *, last: bool = False
) -> None:
    """Refuses the step with its reason."""
    reason = reason_against_challenge_step(viewer, challenge, step, last=last)
    if reason:
        raise Refused(reason)


def require_may_escalate_now(
    challenge: Challenge, due_on: date | None, on: date
) -> None:
    """Refuses a higher stage while an answer is neither late nor turned down."""
    if challenge.stage == ChallengeStage.ANSWERED or due_on is None:
        return
    if on <= due_on:
        raise Refused(
            f"The answer is due on {long_date(due_on)}: it goes higher after that day, "
            "or when an answer is not accepted."
        )


# --- Coding findings a second time -----------------------------------------------

CODERS = KEEPERS | {Role.SCRUTINEER, Role.ANALYST, Role.AGENCY_LEAD, Role.TRAINER}


def may_code(viewer: Viewer) -> bool:
    """May give a second opinion on what findings are about, without seeing the first."""
    return viewer.has_role(CODERS)


def knows_its_coding(finding: Finding, viewer: Viewer) -> bool:
    """Not while the viewer codes it blind; `blind` comes with the query of findings.

    Its history and its form would tell how it was coded as surely as its page.
    """
    return not getattr(finding, "blind", False)


def require_may_code(viewer: Viewer) -> None:
    """Refuses executives and administrators: coding is not theirs to do."""
    if not may_code(viewer):
        raise Refused("Your role does not code findings.")


# --- Saying that learning is the same ---------------------------------------------

SAYERS = ASSURERS


def may_say_same(viewer: Viewer) -> bool:
    """The unit and the scrutineer: a repeat challenges an agency, their own too."""
    return viewer.has_role(SAYERS)


def require_may_say_same(viewer: Viewer) -> None:
    """Refuses everybody but the business unit and the scrutineer."""
    if not may_say_same(viewer):
        raise Refused(
            "Only the business unit or the scrutineer says that learning is the same."
        )
