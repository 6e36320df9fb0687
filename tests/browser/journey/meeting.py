"""The rapid review: themes, the meeting, the decision, the report, the Panel."""

from __future__ import annotations

import re
from datetime import date

from tests.browser.journey.case import MARK, Case, today
from tests.browser.reading import words_of
from tests.browser.visitors import Visitor


MET = date(2025, 3, 26)
COUNCIL = "Director Children's Services, Shropshire Council"
HEALTH = "Chief Nursing Officer, Shropshire, Telford & Wrekin Integrated Care Board"
POLICE = "Shropshire Local Commander, West Mercia Police"


def themes_are_agreed(case: Case, unit: Visitor, executive: Visitor) -> None:
    """Before the meeting each partner says what it is to be about."""
    executive.opens(case.pages["work"])
    executive.follows("Propose a theme")
    why = f"Made up: {MARK} was missed three times."
    theme = f"Made up: who asked about {MARK}?"
    executive.sends("Propose", {"Theme": theme, "Why it should be discussed": why})
    _three_agree(case, unit, executive, "Agree the themes", "Agree")


def _three_agree(
    case: Case, unit: Visitor, executive: Visitor, what: str, button: str
) -> None:
    """The executive by the own post; the unit records the words of the others."""
    executive.opens(case.pages["work"])
    executive.follows(what)
    executive.sends(button, {})
    unit.opens(case.pages["work"])
    for post in (HEALTH, POLICE):
        unit.follows(what)
        unit.sends(button, {"Post that agrees": post})


def meeting_is_held(case: Case, unit: Visitor) -> None:
    """Without all three partners it is no quorum and nothing moves; then it is one."""
    unit.opens(case.pages["work"])
    for day, there in ((25, [COUNCIL, HEALTH]), (26, [COUNCIL, HEALTH, POLICE])):
        unit.follows("Record the meeting")
        answers = {
            "Day of the meeting": date(2025, 3, day),
            "Who was there?": there,
            "What was discussed": f"Made up: {MARK}.",
        }
        unit.sends("Record", answers)
    unit.reads("Quorate", within="#meeting")


def partners_decide_on_a_review(case: Case, unit: Visitor) -> None:
    """A local practice review, with every consideration answered in words."""
    unit.opens(case.pages["work"])
    unit.follows("Record the decision")
    words = f"Made up: {MARK} again."
    answers = {
        "Decision": "Local child safeguarding practice review",
        "Day it was decided": MET,
        "Reasons": words,
    }
    unit.is_refused("Keep the decision", answers, "Answer this consideration")
    unit.sends("Keep the decision", dict.fromkeys(CONSIDERATIONS, words))


CONSIDERATIONS = (
    "Does the case show improvements needed, also those already identified?",
    "Does it show recurrent themes?",
    "Does it raise concern about how two or more agencies worked together?",
    "Has the Panel considered it and thought a local review more appropriate?",
)


def papers_are_taken(case: Case, unit: Visitor) -> None:
    """The letter as Word, the report as PDF; what they are for is written down."""
    for paper, form in (("Letter", "Word"), ("Report", "PDF")):
        unit.opens(case.pages["work"])
        unit.follows(paper)
        unit.fills({"As what?": form, "What is the copy for?": "To send to the Panel"})
        words = words_of(unit.downloads("Make the file"))
        assert MARK in words, f"{paper} as {form}"


def report_goes_to_the_panel(case: Case, unit: Visitor, executive: Visitor) -> None:
    """Approved by three, sent late with the reason, answered, and a review opened."""
    _three_agree(case, unit, executive, "Approve the report", "Approve")
    unit.follows("Record the sending")
    unit.is_refused("Record", {"Day it was sent to the Panel": today()}, "late")
    unit.sends("Record", {"Why it was late": f"Made up: {MARK}."})
    unit.follows("Record the Panel’s reply")
    words = {"In its words, shortened": f"Made up: agrees about {MARK}."}
    reply = {"What does the Panel say?": "The Panel agrees"}
    unit.sends("Keep the reply", {**reply, "Day of the reply": today(), **words})
    unit.follows("Commission the review")
    unit.sends("Commission", {"Day": today()})
    unit.opens(case.pages["incident"])
    unit.follows(re.compile("^Local practice review: "), within="#reviews-of-it")
    case.pages["review"] = unit.here
