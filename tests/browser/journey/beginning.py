"""A circle, two children, a referral, and what each partner decided about it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.browser.journey.case import AWARE, LATE, MARK, REFERRED, Case
from tests.browser.visitors import Visitor


CRITERIA = (
    "Is abuse or neglect of a child known or suspected?",
    "Was a child seriously harmed?",
)
POLICE = "Shropshire Local Commander, West Mercia Police"
HEALTH = "Chief Nursing Officer, Shropshire, Telford & Wrekin Integrated Care Board"
DISSENT = {
    "Where this partner disagrees with the others": f"Made up: waits for {MARK}."
}
DECIDE, KEEP = "Record a partner’s decision", "Keep the decision"
WHY_LATE = {"Why it was late": f"Made up: {MARK} was ill."}


def circle_opens(case: Case, unit: Visitor, asked: dict[str, str]) -> None:
    """The unit opens a circle and asks people in; nobody sees anything yet."""
    unit.opens("/room/subjects/")
    unit.follows("Circles")
    unit.follows("Add a circle")
    answers = {"Is the circle restricted?": False}
    unit.sends("Save", {**answers, "Your part in the circle": "Case chair"})
    case.pages["circle"] = unit.here
    for name, part in asked.items():
        asks_in(case, unit, name, part)


def asks_in(case: Case, unit: Visitor, name: str, part: str) -> None:
    unit.opens(case.pages["circle"])
    unit.follows("Ask a person in")
    unit.sends("Save", {"Person": name, "Part in the circle": part})


def declares(person: Visitor, *, conflict: str = "") -> None:
    """Somebody asked in says whether anything stands against it."""
    person.opens("/subjects/circles/")
    person.follows("Circles you have been asked into")
    person.follows(re.compile("^Circle "))
    question = (
        "Do you know this child, adult, family or setting outside your work, or were "
        "you part of the work that will be looked at?"
    )
    answers: dict[str, Any] = {question: bool(conflict)}
    if conflict:
        answers["If yes, what is the connection?"] = conflict
    person.sends("Declare", answers)


def children_are_added(case: Case, unit: Visitor) -> None:
    """A family and two children, under pseudonyms drawn at random."""
    key = case.pages["circle"].rstrip("/").rsplit("/", 1)[-1]
    case.family = _add_subject(unit, "Family", f"Circle {key}")
    for _ in range(2):
        circle = f"Circle round {case.family}"
        case.children.append(_add_subject(unit, "Child", circle, Family=case.family))


def _add_subject(unit: Visitor, kind: str, circle: str, **more: str) -> str:
    unit.opens("/subjects/subjects/")
    unit.follows("Add a subject")
    unit.sends("Save", {"Who or what it is": kind, "Circle": circle, **more})
    return unit.page.locator("h1").inner_text()


def incident_is_referred(case: Case, unit: Visitor) -> None:
    """One incident with two children; a day before anybody was aware is refused."""
    unit.opens("/reviews/incidents/")
    unit.follows("Refer a serious incident")
    answers = {
        "Agency that refers": "West Mercia Police",
        "Post that refers": "Detective inspector, protecting vulnerable people",
        "Day of the referral": date(2025, 1, 31),
        "What was said": f"Made up: {MARK} was said on the telephone.",
        "What happened, in one neutral line": f"Made up: two children, {MARK}.",
        "Nature": "Serious harm to a child",
        "When it happened (month)": date(2025, 2, 1),
        "Day the local authority became aware": AWARE,
        "Children, adults and families in it": [case.family, *case.children],
        "Lead area": "Shropshire",
    }
    unit.is_refused("Refer", answers, "31 January 2025")
    unit.sends("Refer", {"Day of the referral": REFERRED})
    case.pages["triage"] = unit.here
    case.pages["incident"] = unit.here.removesuffix("triage/")


def triage_is_begun(case: Case, unit: Visitor) -> None:
    """Criteria are answered one by one, with reasons."""
    unit.opens(case.pages["triage"])
    unit.follows("Begin the triage")
    unit.sends("Begin", {"Day": REFERRED})
    for question in CRITERIA:
        unit.follows(question)
        reasons = f"Made up: {MARK}, as far as is known."
        unit.sends("Keep the answer", {"Answer": "Yes", "Reasons": reasons})


def partners_decide(case: Case, unit: Visitor, executive: Visitor) -> None:
    """The executive speaks for the council; the police disagree; health are late."""
    reasons = {"Reasons": f"Made up: {MARK} was weighed."}
    in_time = {"Day it was decided": date(2025, 3, 10), **reasons}
    executive.opens(case.pages["triage"])
    executive.follows(DECIDE)
    executive.sends(KEEP, {"Decision": "Notify", **in_time})
    unit.opens(case.pages["triage"])
    unit.follows(DECIDE)
    police = {"Post that decided": POLICE, "Decision": "Do not notify"}
    unit.sends(KEEP, {**police, **in_time, **DISSENT})
    unit.follows(DECIDE)
    health = {"Post that decided": HEALTH, "Decision": "Notify", **reasons}
    late = {**health, "Day it was decided": LATE}
    unit.is_refused(KEEP, late, "2 working days late")
    unit.sends(KEEP, WHY_LATE)
    unit.reads("disagree")


def scrutineer_comments(case: Case, scrutineer: Visitor) -> None:
    """A comment stands apart: the scrutineer decides nothing."""
    scrutineer.opens(case.pages["triage"])
    assert scrutineer.page.get_by_text(DECIDE).count() == 0
    scrutineer.follows("Comment as scrutineer")
    words = {"Comment": f"Made up: why did {MARK} take until the twelfth?"}
    about = {"About which decision?": "Whether to notify"}
    scrutineer.sends("Keep the comment", {**about, **words})
    scrutineer.reads(words["Comment"])


def panel_is_told(case: Case, unit: Visitor) -> None:
    """Late and with the reason; the rapid review is there at once."""
    unit.opens(case.pages["triage"])
    unit.follows("Record the notification")
    unit.is_refused("Record", {"Day it was sent to the Panel": LATE}, "Say why")
    unit.sends("Record", WHY_LATE)
    unit.opens(case.pages["incident"])
    unit.follows(re.compile("Rapid review"), within="#rapid-reviews")
    case.pages["rapid"] = unit.here
